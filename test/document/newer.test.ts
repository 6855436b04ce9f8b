import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { stream, type RandomStream } from '../../engine/base/random'
import { finish } from '../../engine/base/resumable'
import { newerOf } from '../../engine/document/newer'
import { parseDocument, parsingToShow } from '../../engine/document/parse'
import { renewDocument } from '../../engine/document/renew'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument, Parsed } from '../../engine/document/types'
import { registry } from '../../nodes'
import { documents } from './fixtures'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)

/** A document as a program of version 3 might write it, in its own order and layout. */
const text = `{
  "format": "unfold-graph", "version": 3,
  "units": {"time": "s"},
  "name": "From the future",
  "nodes": {
    "x": {"type": "input", "extensions": {}, "size": 1, "clock": 2.50},
    "h": {"type": "layer", "size": 3, "activation": "swiglu", "extensions": {"mine": 1}, "bias": false},
    "a": {"type": "attention", "heads": 2},
    "y": {"type": "output", "size": 1, "loss": {"kind": "crps", "order": 2}},
    "1st": {"type": "layer"}
  },
  "edges": {
    "W_xh": {"from": "x", "gain": [1, 2], "to": "h", "kind": "low-rank"},
    "W_ha": {"from": "h", "to": "a"},
    "W_ay": {"from": ["a", "h"], "to": "y"}
  },
  "training": {"optimizer": {"kind": "muon", "rate": 1e-3}, "epochs": 20, "schedule": null},
  "weights": {
    "W_xh": {"shape": [3, 1], "data": [1, 2, 3], "scale": 0.5},
    "a.keys": {"shape": [2], "data": [0.10, 1], "code": "int8"},
    "y.bias": {"shape": [1], "packed": "AAA="}
  },
  "view": {"nodes": {"h": {"x": 1, "y": 2}, "a": {"x": "left", "y": 0}}, "tour": [{"title": "one"}, {"title": 2}]}
}
`
const shown = (source: string): Parsed => finish(parsingToShow(source, registry))
const opened = (source = text): GraphDocument => {
  const { document, errors } = shown(source)
  expect(errors).toEqual([])
  return document!
}

describe('a document of a newer version', () => {
  it('is refused by everything that would run it', () => {
    expect(parseDocument(text, registry).errors.map(({ code }) => code)).toEqual(['version-newer'])
  })

  it('is opened for display, as far as it is understood', () => {
    const document = opened()
    expect(newerOf(document)?.version).toBe(3)
    expect(Object.keys(document.nodes)).toEqual(['x', 'h', 'a', 'y'])
    expect(document.nodes.a).toEqual({ type: 'attention', heads: 2 })
    expect(document.nodes.h).toMatchObject({ type: 'layer', size: 3, bias: false })
    expect(document.nodes.h).not.toHaveProperty('activation')
    expect(Object.keys(document.edges)).toEqual(['W_xh', 'W_ha'])
    expect(document.training).toEqual({ epochs: 20, schedule: null })
    expect(document.view?.tour).toEqual([{ title: 'one' }, {}])
    // The open document is like any other for the journal and for edits.
    expect(parseDocument(JSON.stringify(document), registry).document).toEqual(document)
  })

  it('is not run, and each part reports what is not shown', () => {
    const { errors, network } = compile(opened(), registry)
    expect(network).toBeUndefined()
    expect(errors.map(({ code, key, nodes, edges, values }) => [code, key, ...nodes, ...edges, values.settings])).toEqual([
      ['version-newer', 'newer-shown-without', expect.stringContaining('units')],
      ['version-newer', 'newer-part', 'x', 'clock'],
      ['version-newer', 'newer-part', 'h', 'activation'],
      ['version-newer', 'newer-part', 'y', 'loss'],
      ['version-newer', 'newer-part', 'W_xh', 'gain, kind'],
      ['type-unknown', 'type-unknown', 'a', undefined],
    ])
  })

  it('is written back as it was, in every key, order and number', () => {
    expect(renewDocument(text, opened())).toBe(text)
    const written = serializeDocument(opened())
    expect(JSON.stringify(JSON.parse(written))).toBe(JSON.stringify(JSON.parse(text)))
    expect(serializeDocument(opened(written))).toBe(written)
  })

  it.each(documents('gradients'))('loses nothing of $name', ({ text: old }) => {
    const newer = JSON.stringify({ ...(JSON.parse(old) as object), version: 7, rhythm: [1] })
    expect(JSON.stringify(JSON.parse(serializeDocument(opened(newer))))).toBe(newer)
  })

  it('keeps unknown settings with their part when it is renamed, copied or deleted', () => {
    const document = opened()
    const { h, y: _, ...nodes } = document.nodes
    const edited = { ...document, nodes: { ...nodes, first: h!, second: { ...h!, size: 4 } } }
    const written = JSON.parse(serializeDocument(edited)) as { version: number; nodes: Record<string, unknown> }
    expect(written.version).toBe(3)
    expect(written.nodes.first).toEqual({ type: 'layer', size: 3, activation: 'swiglu', extensions: { mine: 1 }, bias: false })
    expect(written.nodes.second).toEqual({ ...(written.nodes.first as object), size: 4 })
    expect(written.nodes).not.toHaveProperty('y')
    expect(written.nodes).toHaveProperty('1st')
  })

  it('is refused if a limit is exceeded, a key points outside it, or it has no nodes', () => {
    const of = (change: object): string[] => {
      const { document, errors } = shown(JSON.stringify({ format: 'unfold-graph', version: 3, nodes: {}, edges: {}, ...change }))
      expect(document).toBeUndefined()
      return errors.map(({ code, path }) => `${code} ${path}`)
    }
    expect(of({ name: 'x'.repeat(2000) })).toEqual(['version-newer /version', 'limit-exceeded /name'])
    expect(of({ nodes: { constructor: { type: 'layer' } } })[1]).toBe('document-invalid /nodes/constructor')
    expect(of({ nodes: [] })).toEqual(['version-newer /version', 'document-invalid '])
    expect(shown('{"format": "unfold-graph", "version": 3, "nodes": {}, "edges": {}, "view": {"notes": {"__proto__": 1}}}').document).toBeUndefined()
    expect(Object.prototype).not.toHaveProperty('text')
  })

  it('cannot make its parts be written elsewhere', () => {
    const parts = [
      { path: '/__proto__/polluted', at: 0, value: 1 },
      { path: '/nodes/__proto__', at: 0, value: {} },
      { path: '', at: 0, value: 2 },
    ]
    const hostile = JSON.stringify({ format: 'unfold-graph', version: 1, nodes: {}, edges: {}, extensions: { newer: { version: 3, parts } } })
    expect(JSON.parse(serializeDocument(parseDocument(hostile, registry).document!))).toEqual({ format: 'unfold-graph', version: 3, nodes: {}, edges: {} })
    expect({}).not.toHaveProperty('polluted')
  })

  it(`loses nothing of 150 documents with unknown values in random places (SEED=${SEED})`, () => {
    const random = stream(SEED, 'newer')
    const sources = documents('gradients').map(({ text: source }) => source)
    const junk: readonly unknown[] = [null, -1, 1e9, 'new', '', true, [], [1, 'a'], {}, { kind: 'new' }, { x: [{}] }]
    let opened = 0
    for (let n = 0; n < 150; n++) {
      const value = { ...(JSON.parse(sources[random.integer(sources.length)]!) as Record<string, unknown>), version: 3 }
      for (let times = 1 + random.integer(3); times > 0; times--) change(value, random, junk)
      const source = JSON.stringify(value)
      const { document, errors } = shown(source)
      if (!document) {
        expect(errors[0]?.code, source).toMatch(/^(version-newer|format-unknown|document-invalid|limit-exceeded)$/)
        continue
      }
      opened++
      expect(JSON.stringify(JSON.parse(serializeDocument(document)))).toBe(source)
      expect(parseDocument(JSON.stringify(document), registry).errors, source).toEqual([])
      compile(document, registry)
    }
    expect(opened).toBeGreaterThan(50)
  })
})

/** Puts another value in a random place, under an existing or a new key. */
function change(value: Record<string, unknown>, random: RandomStream, junk: readonly unknown[]): void {
  let at: Record<string, unknown> = value
  for (;;) {
    const keys = Object.keys(at)
    const key = keys[random.integer(keys.length)]
    const next = key === undefined ? undefined : at[key]
    if (key !== undefined && typeof next === 'object' && next !== null && random.uniform() < 0.8) at = next as Record<string, unknown>
    else {
      const other = structuredClone(junk[random.integer(junk.length)])
      if (Array.isArray(at)) at[random.integer(at.length + 1)] = other
      else at[key === undefined || random.uniform() < 0.3 ? `new${random.integer(9)}` : key] = other
      return
    }
  }
}
