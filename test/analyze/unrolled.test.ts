import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analysisModel, analyzeSequence, type SequenceAnalysis } from '../../engine/analyze'
import { Influences } from '../../engine/analyze/influence'
import { pokedNetwork, Pokes, type Poke } from '../../engine/analyze/poke'
import { linksOf, unrolling, type Unrolled } from '../../engine/analyze/unrolled'
import { finish } from '../../engine/base/resumable'
import { compile } from '../../engine/compile'
import type { Sequence } from '../../engine/data/types'
import { parseDocument } from '../../engine/document/parse'
import { Collector } from '../../engine/learn/model/collect'
import type { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'

const fixture = (name: string): { model: Model; sequence: Sequence } => {
  const { document } = parseDocument(readFileSync(new URL(`../fixtures/gradients/${name}.unfold`, import.meta.url), 'utf8'), registry)
  return { model: analysisModel(compile(document!, registry).network!), sequence: inlineSequences(document!)[0]! }
}

function unroll(
  model: Model,
  sequence: Sequence,
  range: { first?: number; steps?: number; at?: number; horizon?: number | null } = {},
  influences?: Influences,
): Unrolled {
  const found = finish(
    unrolling(model, sequence, { first: 0, steps: sequence.length, at: sequence.length - 1, horizon: null, forcedUntil: 0, ...range }, influences),
  )
  if ('code' in found) throw new Error(found.message)
  return found
}

describe.each(['elman', 'lstm', 'gru', 'jordan-elman-both', 'bidirectional'])('unrolled %s', (name) => {
  const { model, sequence } = fixture(name)
  const last = sequence.length - 1
  const judged = [...Array(sequence.length).keys()].findLast((t) => Object.values(sequence.targets).some((target) => target!.present[t]))!

  it('has the values of a run, in any window', () => {
    const { ports } = unroll(model, sequence)
    const slots = Object.fromEntries([...model.network.lowered.ports].filter(([name]) => ports.some((port) => port.name === name)))
    const values = new Collector(model, sequence.length, { forcing: false }).run(sequence, slots)
    for (const port of ports) expect(port.values, port.name).toEqual(Float32Array.from(values[port.name]!))
    const some = unroll(model, sequence, { first: 2, steps: 2 })
    for (const [p, port] of ports.entries()) expect(some.ports[p]!.values).toEqual(port.values.slice(2 * port.units, 4 * port.units))
  })

  it('has the errors of the gradient flow, lag by lag', () => {
    const { ports, loss } = unroll(model, sequence, { at: judged })
    const { flow } = analyzeSequence(model, sequence, { steps: [judged, judged], lags: sequence.length }) as SequenceAnalysis
    expect(loss).toBeGreaterThan(0)
    for (const { name, error } of ports)
      flow[name]!.forEach((value, lag) => {
        if (lag <= judged) expect(error[judged - lag]! || 0, `${name} ${lag}`).toBeCloseTo(value ?? 0, 12)
      })
  })

  it('splits each gradient by steps, and the parts add up to it', () => {
    const { parameters } = unroll(model, sequence, { at: judged })
    const analysed = analyzeSequence(model, sequence, { steps: [judged, judged], lags: sequence.length }) as SequenceAnalysis
    expect(parameters.length).toBeGreaterThan(2)
    for (const { name, norm, along } of parameters) {
      expect(norm, name).toBeCloseTo(analysed.parameters[name]!, 10)
      expect(
        along.reduce((sum, share) => sum + (share || 0), 0),
        name,
      ).toBeCloseTo(norm, 10)
    }
  })

  it('reports which share of each the horizon leaves', () => {
    if (model.network.backwardInTime) return
    const { parameters } = unroll(model, sequence, { at: judged, horizon: 2 })
    const { parameters: cut } = unroll(model, sequence, { at: judged, first: Math.max(0, judged - 1), steps: 2 })
    for (const [p, { name, within }] of parameters.entries()) expect(within, name).toBeCloseTo(cut[p]!.norm, 12)
  })

  it('has no errors where the step has no target', () => {
    const targets = Object.fromEntries(Object.entries(sequence.targets).map(([id, target]) => [id, { ...target!, present: new Uint8Array(sequence.length) }]))
    const { loss, ports, parameters } = unroll(model, { ...sequence, targets }, { at: last })
    expect(loss).toBeUndefined()
    expect(ports.every(({ error }) => error.every(Number.isNaN))).toBe(true)
    expect(parameters.every(({ norm }) => norm === 0)).toBe(true)
  })
})

it('links bridge as many steps as their memory, in its direction of time', () => {
  const { network } = modelOf(
    draw(
      {
        x: { type: 'input', size: 2 },
        h: { type: 'layer', size: 2 },
        c: { type: 'context', delay: 3, decay: 0.5 },
        b: { type: 'layer', size: 2 },
        d: { type: 'context', direction: 'backward' },
        k: { type: 'cell', size: 2 },
        y: { type: 'output', size: 1 },
      },
      { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_xb: 'x → b', back: 'b → d', W_db: 'd → b', W_hk: 'h → k', W_ky: 'k → y', W_by: 'b → y' },
    ),
  )
  expect(linksOf(network)).toEqual(
    expect.arrayContaining([
      { edge: 'W_xh', from: 'x', to: 'h', lag: 0 },
      { edge: 'copy', from: 'h', to: 'c', lag: 3 },
      { from: 'c', to: 'c', lag: 1 },
      { edge: 'W_ch', from: 'c', to: 'h', lag: 0 },
      { edge: 'back', from: 'b', to: 'd', lag: -1 },
      { from: 'k', to: 'k', lag: 1 },
    ]),
  )
  expect(linksOf(network)).toHaveLength(11)
})

it('a context with zoneout and a decay is linked to itself once, by one step', () => {
  const plain = elman()
  const { network } = modelOf({ ...plain, nodes: { ...plain.nodes, c: { type: 'context', delay: 3, decay: 0.5, zoneout: 0.2 } } })
  expect(linksOf(network).filter(({ from, to }) => from === to)).toEqual([{ from: 'c', to: 'c', lag: 1 }])
})

/** J of one step, computed by a run of a model whose weights the test changes. */
const lossAt = (model: Model, sequence: Sequence, at: number): number => unroll(model, sequence, { at, first: at, steps: 1 }).loss!

function differences(model: Model, name: string, of: () => number): number[] {
  const view = model.store.view(name)
  return Array.from(view, (weight, i) => {
    view[i] = weight + 1e-5
    const above = of()
    view[i] = weight - 1e-5
    const below = of()
    view[i] = weight
    return (above - below) / 2e-5
  })
}
const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0))

it.each<[string, Poke]>([
  ['a unit that is held', { kind: 'set', port: 'h.out', unit: 0, values: [0.3], first: 2, end: 5 }],
  ['a wire that is cut', { kind: 'cut', edge: 'W_ch', first: 4, end: 6 }],
  ['noise', { kind: 'noise', port: 'h.out', deviation: 0.5, seed: 1, first: 0, end: null }],
])('errors around %s are those of central differences', (_, poke) => {
  const model = analysisModel(pokedNetwork(modelOf(elman()).network, new Pokes([poke])))
  const [sequence] = inlineSequences(elman())
  const { parameters } = unroll(model, sequence!)
  for (const { name, norm: found } of parameters)
    expect(norm(differences(model, name, () => lossAt(model, sequence!, sequence!.length - 1))), name).toBeCloseTo(found, 7)
})

it('the sensitivities of RTRL are the derivatives of the stored values', () => {
  const model = analysisModel(modelOf(elman()).network)
  const [sequence] = inlineSequences(elman())
  const { length } = sequence!
  const { carried } = unroll(model, sequence!, {}, new Influences(model, { variant: 'exact', every: null, washout: 0 }, length, length))
  if (carried?.kind !== 'norms') throw new Error('no norms')
  expect(carried.norms.map(({ parameter, node }) => [parameter, node])).toEqual(
    expect.arrayContaining([
      ['W_ch', 'c'],
      ['W_xh', 'c'],
      ['h.bias', 'c'],
    ]),
  )
  for (const { parameter, steps } of carried.norms)
    for (const t of [0, 3, 5]) {
      const squares = [0, 1, 2, 3].map((unit) => norm(differences(model, parameter, () => valueOf(model, sequence!, t, unit))))
      expect(norm(squares), `${parameter} ${t}`).toBeCloseTo(steps[t]!, 6)
    }
})

const valueOf = (model: Model, sequence: Sequence, t: number, unit: number): number =>
  new Collector(model, sequence.length, { forcing: false }).run(sequence, { h: model.network.lowered.ports.get('h.out')! }).h[t * 4 + unit]!
