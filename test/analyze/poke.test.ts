import { describe, expect, it } from 'vitest'
import { pokedNetwork, Pokes, type Poke } from '../../engine/analyze/poke'
import type { GraphDocument } from '../../engine/document/types'
import { Collector } from '../../engine/learn/model/collect'
import { Model } from '../../engine/learn/model/model'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { randomGraph } from '../random-graphs'

/** Values of all ports over the first sequence of a document; zeros without their signs, because sums that start at zero lose them. */
function run(model: Model, document: GraphDocument): Record<string, Float64Array> {
  const [sequence] = inlineSequences(document)
  const ports = new Collector(model, sequence!.length, { forcing: false }).run(sequence!, Object.fromEntries(model.network.lowered.ports))
  return Object.fromEntries(Object.entries(ports).map(([port, values]) => [port, values.map((value) => value + 0)]))
}

function poked(document: GraphDocument, ...list: Poke[]): Record<string, Float64Array> {
  const plain = modelOf(document)
  return run(new Model(pokedNetwork(plain.network, new Pokes(list)), { like: plain }), document)
}

const always = { first: 0, end: null } as const

/** An Elman network with a cell beside its layer, whose wires are all dense. */
const celled = draw(
  { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, c: { type: 'context' }, k: { type: 'cell', size: 3 }, y: { type: 'output', size: 1 } },
  { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hk: { from: 'h', to: 'k', kind: 'dense' }, W_ky: 'k → y', W_hy: 'h → y' },
  { data: elman().data! },
)

describe('a poke', () => {
  it('without changes gives the bits of the plain run, except for signs of zeros', () => {
    const seed = Date.now() % 1e6
    const documents = [
      elman(),
      celled,
      ...Array.from({ length: 40 }, (_, i) => randomGraph(seed + i, { backward: i % 2 === 0 })).filter((document) => compiled(document).network),
    ]
    for (const [i, document] of documents.entries()) {
      const plain = run(modelOf(document), document)
      const nothing: Poke[] = [
        ...Object.keys(plain).map((port): Poke => ({ kind: 'set', port, unit: null, values: [1], first: 3, end: 3 })),
        ...Object.keys(document.edges).map((edge): Poke => ({ kind: 'cut', edge, first: 1_000, end: null })),
        { kind: 'cut', edge: 'nobody', ...always },
      ]
      expect(poked(document), `seed ${seed}, document ${i}`).toEqual(plain)
      expect(poked(document, ...nothing), `seed ${seed}, document ${i}`).toEqual(plain)
    }
  })

  it('that cuts a wire equals the document without that wire', () => {
    for (const edge of ['W_ch', 'W_xh', 'W_hk', 'W_hy']) {
      const { [edge]: _, ...edges } = celled.edges
      const without = { ...celled, edges }
      expect(poked(celled, { kind: 'cut', edge, ...always }), edge).toEqual(run(modelOf(without), without))
    }
  })

  it('that cuts a wire for some steps changes no earlier step, and the wire works again afterwards', () => {
    const plain = run(modelOf(celled), celled)['h.out']!
    const cut = poked(celled, { kind: 'cut', edge: 'W_xh', first: 2, end: 4 })['h.out']!
    expect(cut.slice(0, 6)).toEqual(plain.slice(0, 6))
    expect(cut.slice(6)).not.toEqual(plain.slice(6))
    const all = poked(celled, { kind: 'cut', edge: 'W_xh', first: 2, end: null })['h.out']!
    expect(cut.slice(6, 12)).toEqual(all.slice(6, 12))
    expect(cut.slice(12)).not.toEqual(all.slice(12))
  })

  it('that holds units equals constants in their place', () => {
    // Units of h held at its activation of 0.5, by a document whose h is a bias alone.
    const constant = { ...celled, edges: { ...celled.edges }, nodes: { ...celled.nodes, h: { type: 'input', size: 3 } } }
    delete (constant.edges as Record<string, unknown>)['W_xh']
    delete (constant.edges as Record<string, unknown>)['W_ch']
    const data = inlineSequences(celled)[0]!
    const model = modelOf(celled)
    const other = new Collector(new Model(modelOf({ ...constant, data: undefined } as never).network, {}), data.length, { forcing: false })
    const weights = other.program.store
    for (const { name } of weights.declarations) weights.write(name, model.store.view(name))
    const expected = other.run(
      { ...data, inputs: { ...data.inputs, h: new Float64Array(3 * data.length).fill(0.5) } },
      Object.fromEntries(other.program.network.lowered.ports),
    )
    const found = poked(celled, { kind: 'set', port: 'h.out', unit: null, values: [0.5], ...always })
    for (const port of ['h.out', 'c.out', 'k.out', 'k.state', 'y.out']) expect(found[port], port).toEqual(expected[port])
  })

  it('of one unit does not affect the others, and can play a drawn curve', () => {
    const plain = run(modelOf(celled), celled)
    const found = poked(celled, { kind: 'set', port: 'x.out', unit: 1, values: [0.25, -0.5], first: 1, end: 5 })['x.out']!
    const x = [...plain['x.out']!]
    for (const [t, value] of [
      [1, 0.25],
      [2, -0.5],
      [3, -0.5],
      [4, -0.5],
    ] as const)
      x[2 * t + 1] = value
    expect([...found]).toEqual(x)
  })

  it('of noise depends only on its seed and on the step', () => {
    const noise = (seed: number, first = 0, port = 'h.out', deviation = 0.3): Poke => ({ kind: 'noise', port, deviation, seed, first, end: null })
    const plain = run(modelOf(celled), celled)
    const [once, again, other] = [poked(celled, noise(1)), poked(celled, noise(1)), poked(celled, noise(2))]
    expect(again).toEqual(once)
    expect(other['h.out']).not.toEqual(once['h.out'])
    expect(once['h.out']).not.toEqual(plain['h.out'])
    expect(poked(celled, noise(1, 0, 'h.out', 0))).toEqual(plain)
    // On an input it is added to the value itself.
    const input = (first: number): Float64Array => poked(celled, noise(1, first, 'x.out'))['x.out']!
    expect(input(3).slice(6)).toEqual(input(0).slice(6))
  })
})
