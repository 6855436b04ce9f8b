import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { equationsOf } from '../../engine/export/latex'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { registry } from '../../nodes'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { randomGraph } from '../random-graphs'

const methods: readonly [string, Method][] = [
  ['BPTT', { horizon: null, every: null, recompute: false }],
  ['BPTT(2)', { horizon: 2, every: 1, recompute: false }],
  ['RTRL', { variant: 'exact' }],
]

const SEED = Number(process.env.SEED ?? 21_000)
const GRAPHS = 120

function gradientOf(document: GraphDocument, method: Method): GradientResult {
  const result = gradient(modelOf(document, { precision: 'float64' }), inlineSequences(document), method)
  if (!('gradients' in result)) throw new Error(result.message)
  return result
}

const set = (document: GraphDocument, id: string, ablation: 'muted' | 'bypassed'): GraphDocument => ({
  ...document,
  nodes: { ...document.nodes, [id]: { ...document.nodes[id]!, ablation } },
})

/** The document without a node and its wires; its weights with it. */
function removed(document: GraphDocument, id: string): GraphDocument {
  const edges = Object.fromEntries(Object.entries(document.edges).filter(([, { from, to }]) => ![from, to].some((end) => end.split('.')[0] === id)))
  const { [id]: _, ...nodes } = document.nodes
  const data =
    document.data?.kind === 'inline'
      ? {
          kind: 'inline' as const,
          sequences: document.data.sequences.map((sequence) => Object.fromEntries(Object.entries(sequence).filter(([name]) => name !== id))),
        }
      : document.data
  return { ...document, nodes, edges, data }
}

/** The first difference in loss, trained parameters or gradients; undefined if there is none. */
function alike(found: GradientResult, wanted: GradientResult): string | undefined {
  if (Math.abs(found.loss - wanted.loss) > 1e-12 * Math.max(1, Math.abs(wanted.loss))) return `loss ${found.loss} instead of ${wanted.loss}`
  if (Object.keys(found.gradients).sort().join() !== Object.keys(wanted.gradients).sort().join())
    return `trains ${Object.keys(found.gradients).join()} instead of ${Object.keys(wanted.gradients).join()}`
  for (const [name, { data }] of Object.entries(wanted.gradients))
    for (const [i, g] of data.entries())
      if (!(Math.abs(found.gradients[name]!.data[i]! - g) <= 1e-10 * Math.max(1, Math.abs(g))))
        return `${name}[${i}] ${found.gradients[name]!.data[i]} instead of ${g}`
  return undefined
}

/** Nodes whose wires lead only where an unwired port is 0 too, so that removing them is the same. */
function removable(document: GraphDocument): string[] {
  const { nodes, edges } = document
  const port = (end: string): string => `${nodes[end.split('.')[0]!]!.type}.${end.split('.')[1] ?? ''}`
  const deciding = ['gate.', 'gate.control', 'gate.signal', 'cell.forget']
  const outputs = Object.keys(nodes).filter((id) => nodes[id]!.type === 'output')
  return Object.keys(nodes).filter(
    (id) =>
      !(outputs.length === 1 && outputs[0] === id) && Object.values(edges).every(({ from, to }) => from.split('.')[0] !== id || !deciding.includes(port(to))),
  )
}

describe(`a muted node, on random graphs from seed ${SEED}`, () => {
  it(`gives the gradients of the network without it, with BPTT, a short horizon and RTRL, on ${GRAPHS} graphs`, () => {
    const failures: string[] = []
    let tested = 0
    for (let seed = SEED; tested < GRAPHS; seed++) {
      const document = randomGraph(seed)
      const [id] = removable(document).slice(seed % 3)
      if (id === undefined) continue
      const without = removed(document, id)
      // A loop over the node may have contained the only input.
      if (compiled(without).errors.length > 0) continue
      tested++
      const muted = set(document, id, 'muted')
      for (const [name, method] of methods) {
        const difference = alike(gradientOf(muted, method), gradientOf(without, method))
        if (difference !== undefined) failures.push(`seed ${seed}, ${id}, ${name}: ${difference}`)
      }
    }
    expect(failures).toEqual([])
  })

  it('is 0 at every port', () => {
    for (let seed = SEED; seed < SEED + 40; seed++) {
      const document = randomGraph(seed)
      const hidden = Object.keys(document.nodes).filter((id) => !['input', 'output'].includes(document.nodes[id]!.type))
      const id = hidden[seed % hidden.length]!
      const { network } = compiled(set(document, id, 'muted'))
      const arriving = network!.lowered.ops.filter((op) => op.reads.some((slot) => slot.node === id) || op.latched.some(({ slot }) => slot.node === id))
      const writing = network!.lowered.ops.filter((op) => op.node === id)
      expect({ seed, id, arriving: arriving.length }).toEqual({ seed, id, arriving: 0 })
      expect(writing.every((op) => op.kind === 'bias' && op.parameters.length === 0)).toBe(true)
    }
  })
})

describe('muting', () => {
  it('blocks a gate’s signal and a cell’s state, where deleting the control would open them', () => {
    const gated = draw(
      { x: { type: 'input', size: 2 }, s: { type: 'layer', size: 2 }, g: { type: 'gate', size: 2 }, y: { type: 'output', size: 2 } },
      { W_g: 'x → g.control', W_s: 'x → s', signal: 's → g.signal', W_y: 'g → y' },
      {
        data: {
          kind: 'inline',
          sequences: [
            {
              x: [
                [1, 2],
                [3, 4],
              ],
              y: [
                [0, 0],
                [0, 0],
              ],
            },
          ],
        },
      },
    )
    const [method] = [methods[0]![1]]
    const muted = gradientOf(set(gated, 's', 'muted'), method)
    expect(muted.outputs[0]!.y!.every((v) => v === 0)).toBe(true)
    expect(gradientOf(removed(gated, 's'), method).outputs[0]!.y!.every((v) => v === 0)).toBe(false)
    expect(Object.keys(muted.gradients).sort()).toEqual(['W_g', 'W_y', 'g.bias', 'y.bias'])
  })

  it('breaks a loop without delay, and hides errors of the node itself', () => {
    const loop = draw(
      {
        x: { type: 'input', size: 2 },
        a: { type: 'layer', size: 2 },
        b: { type: 'layer', size: 3 },
        g: { type: 'gate', size: 3 },
        y: { type: 'output', size: 1 },
      },
      { W_xa: 'x → a', ab: 'a → b', ba: 'b → a', bad: { from: 'a', to: 'g.signal', kind: 'identity' }, W_y: 'a → y' },
      { data: { kind: 'inline', sequences: [{ x: [[1, 2]], y: [[0]] }] } },
    )
    expect(
      compiled(loop)
        .errors.map((e) => e.code)
        .sort(),
    ).toEqual(['algebraic-loop', 'control-missing', 'size-mismatch'])
    expect(compiled(set(set(loop, 'b', 'muted'), 'g', 'muted')).errors).toEqual([])
  })

  it('keeps the weights of muted nodes unchanged', () => {
    const model = modelOf(elman())
    const document = set({ ...elman(), weights: model.weights() }, 'c', 'muted')
    const { network, parameterCount, errors } = compiled(document)
    expect(errors).toEqual([])
    expect(parameterCount).toEqual({ trainable: 17, fixed: 16 })
    expect(network!.parameters.find((p) => p.name === 'W_ch')).toMatchObject({ trainable: false, idle: true })
    expect(modelOf(document).weights()).toEqual(model.weights())
  })

  it('excludes an output from the loss; muting all of them is reported with a remedy', () => {
    const muted = compiled(set(elman({ teacherForcing: ['y'] }), 'y', 'muted'))
    expect(muted.errors).toMatchObject([{ code: 'output-missing', nodes: ['y'], repairs: [{ kind: 'set-ablation', node: 'y' }] }])
  })

  it('is read from a document, written back, and refused where it has no meaning', () => {
    const text = serializeDocument(set(set(elman(), 'c', 'muted'), 'h', 'bypassed'))
    const { document, errors } = parseDocument(text, registry)
    expect(errors).toEqual([])
    expect([document!.nodes.c!.ablation, document!.nodes.h!.ablation]).toEqual(['muted', 'bypassed'])
    expect(serializeDocument(document!)).toBe(text)
    for (const id of ['x', 'y'])
      expect(parseDocument(serializeDocument(set(elman(), id, 'bypassed')), registry).errors).toMatchObject([
        { code: 'document-invalid', path: `/nodes/${id}/ablation`, nodes: [id] },
      ])
  })

  it('takes a term out of every equation', () => {
    const latex = (document: GraphDocument): Record<string, string> =>
      Object.fromEntries(equationsOf(document, registry).map(({ node, latex: row }) => [node, row]))
    expect(latex(set(elman(), 'c', 'muted'))).toMatchObject({ c: 'c(t) = 0', h: '\\tanh\\bigl(W_{\\mathrm{xh}}\\,x(t) + b_{h}\\bigr)'.replace(/^/, 'h(t) = ') })
  })
})

describe('a bypassed node', () => {
  const deep = (): GraphDocument =>
    draw(
      { x: { type: 'input', size: 2 }, a: { type: 'layer', size: 3 }, b: { type: 'layer', size: 3 }, y: { type: 'output', size: 1 } },
      { W_xa: 'x → a', W_ab: 'a → b', W_by: 'b → y' },
      {
        data: {
          kind: 'inline',
          sequences: [
            {
              x: [
                [1, 2],
                [-1, 0.5],
                [0.3, 0.2],
              ],
              y: [[0.5], [1], [-1]],
            },
          ],
        },
      },
    )

  it('is replaced by its input', () => {
    const skipped = draw({ x: deep().nodes.x!, a: deep().nodes.a!, y: deep().nodes.y! }, { W_xa: 'x → a', W_by: 'a → y' }, { data: deep().data })
    for (const [name, method] of methods) expect(alike(gradientOf(set(deep(), 'b', 'bypassed'), method), gradientOf(skipped, method)), name).toBeUndefined()
    expect(equationsOf(set(deep(), 'b', 'bypassed'), registry).find(({ node }) => node === 'b')!.latex).toBe('b(t) = a(t)')
  })

  it('lets the signal through a gate; sizes that do not fit are reported with two repairs', () => {
    const errors = compiled(set(deep(), 'a', 'bypassed')).errors
    expect(errors).toMatchObject([
      { code: 'size-mismatch', nodes: ['x', 'a'], edges: ['W_xa'], repairs: [{ ablation: 'muted' }, { kind: 'set-ablation', node: 'a' }] },
    ])
    const gated = draw(
      { x: { type: 'input', size: 2 }, g: { type: 'gate' }, y: { type: 'output', size: 2 } },
      { W_g: 'x → g.control', signal: 'x → g.signal', copy: { from: 'g', to: 'y', kind: 'identity' } },
      { data: { kind: 'inline', sequences: [{ x: [[1, 2]], y: [[0, 0]] }] } },
    )
    expect([...gradientOf(set(gated, 'g', 'bypassed'), methods[0]![1]).outputs[0]!.y!]).toEqual([1, 2])
  })

  it('with memory no longer breaks its loop, which is reported', () => {
    expect(compiled(set(elman(), 'c', 'bypassed')).errors.map((e) => e.code)).toEqual(['algebraic-loop'])
  })
})
