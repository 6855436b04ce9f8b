import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../engine/document/parse'
import { renewDocument } from '../../engine/document/renew'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { createRandom } from '../renderer/editing/random'

const read = (text: string): GraphDocument => {
  const { document, errors } = parseDocument(text, registry)
  if (!document) throw new Error(`${JSON.stringify(errors)}\n${text}`)
  return document
}

const BY_HAND = `\uFEFF{\r
\t"format": "unfold-graph", "version": 1,\r
\t"nodes": {\r
\t\t"x": { "type": "input",   "size": 1 },\r
\t\t"h": {"type": "layer", "size": 3,\r
\t\t      "biasInit": 0.10},\r
\t\t"y": {"type": "output", "size": 1.0}\r
\t},\r
\t"edges": {\r
\t\t"a": {"from": "x", "to": "h", "init": {"kind": "constant", "value": 1.50}}, "b": {"from": "h", "to": "y"}\r
\t},\r
\t"training": {"optimizer": {"kind": "sgd", "learningRate": 1e-2}, "epochs": 1E2},\r
\t"weights": { "b": {"shape": [1, 3], "data": [0.10, -0.0, 2.50]} }\r
}\r
`

describe('a document that was written by hand', () => {
  it('is written unchanged if nothing has changed', () => {
    expect(renewDocument(BY_HAND, read(BY_HAND))).toBe(BY_HAND)
  })

  it('keeps the text, spaces and line ends of all unchanged parts', () => {
    const document = structuredClone(read(BY_HAND)) as GraphDocument & Record<string, never>
    ;(document.nodes.h as Record<string, unknown>).size = 4
    ;(document.training!.optimizer as unknown as Record<string, unknown>).learningRate = 0.5
    document.weights!.b!.data = [0.1, 7, 2.5]
    expect(renewDocument(BY_HAND, document)).toBe(BY_HAND.replace('"size": 3', '"size": 4').replace('1e-2', '0.5').replace('-0.0,', '7,'))
  })

  it('writes new parts in its own indentation and line ends, and removes deleted ones', () => {
    const document = read(BY_HAND)
    const { a: _, ...edges } = document.edges
    const changed: GraphDocument = {
      ...document,
      edges: { ...edges, c: { from: 'x', to: 'y' } },
      nodes: { ...document.nodes, k: { type: 'context', size: 2 } },
      view: { nodes: { k: { x: 1, y: 2 } } },
    }
    const text = renewDocument(BY_HAND, changed)
    expect(text).toContain('\t\t"y": {"type": "output", "size": 1.0},\r\n\t\t"k": {"type": "context", "size": 2}\r\n\t},\r\n')
    expect(text).toContain('\t"view": {\r\n\t\t"nodes": {\r\n\t\t\t"k": {"x": 1, "y": 2}\r\n\t\t}\r\n\t}\r\n}\r\n')
    expect(text).not.toContain('1.50')
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(serializeDocument(read(text))).toBe(serializeDocument(changed))
  })

  const seed = Number(process.env.SEED ?? 88)
  it(`reads as the intended document, from any text to any other (seed ${seed})`, () => {
    const random = createRandom(seed)
    const texts = readdirSync('examples')
      .filter((name) => name.endsWith('.unfold'))
      .slice(0, 12)
      .map((name) => readFileSync(`examples/${name}`, 'utf8'))
    const styles = [
      (text: string) => text,
      (text: string) => JSON.stringify(JSON.parse(text)),
      (text: string) => JSON.stringify(JSON.parse(text), null, '\t'),
      (text: string) => text.replaceAll('\n', '\r\n'),
    ]
    for (let round = 0; round < 60; round++) {
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
      const before = pick(styles)(pick(texts))
      const [one, two] = [read(before), read(pick(texts))]
      const now = random() < 0.5 ? { ...one, nodes: { ...one.nodes, ...two.nodes }, training: two.training } : two
      const wanted = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined)) as unknown as GraphDocument
      expect(serializeDocument(JSON.parse(renewDocument(before, wanted)) as GraphDocument), `round ${round}`).toBe(serializeDocument(wanted))
      expect(renewDocument(before, one)).toBe(before)
    }
  })
})
