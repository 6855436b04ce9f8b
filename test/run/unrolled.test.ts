import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { DynamicsView, Query, UnrolledView } from '../../engine/run/streams'
import { elman } from '../documents'
import { Stage } from './stage'

const query = (more: Partial<Query<'unrolled'>> = {}): Query<'unrolled'> => ({
  kind: 'unrolled',
  part: 'train',
  sequence: 1,
  step: 9,
  first: 4,
  steps: 6,
  ...more,
})
const hidden: Query<'signal'> = { kind: 'signal', port: 'h' }

function stage(document: GraphDocument, ...add: Query[]): Stage {
  const stage = new Stage(document)
  stage.send({ kind: 'watch', add: [hidden as Query, { kind: 'moment' }, ...add], drop: [] })
  stage.train()
  stage.send({ kind: 'hold', at: { part: 'train', sequence: 1, step: 9 } })
  return stage
}

function seen(on: Stage, of: Query<'unrolled'>): UnrolledView {
  const view = on.seen(of)
  if ('problem' in view) throw new Error(view.problem.message)
  return view
}

describe('the unrolled view', () => {
  it('has the numbers of the held moment, poked or not', () => {
    const on = stage(elman({ epochs: 2 }), query() as Query)
    const agree = (): void => {
      const { ports, first, steps, loss } = seen(on, query())
      expect([first, steps]).toEqual([4, 6])
      const { values } = ports.find(({ name }) => name === 'h.out')!
      expect(values).toEqual(on.seen(hidden).values.slice(4 * 4, 10 * 4))
      expect(Math.fround(loss!)).toBe(on.seen({ kind: 'moment' }).loss)
    }
    agree()
    const before = seen(on, query())
    on.send({ kind: 'poke', pokes: [{ kind: 'set', port: 'x.out', unit: 0, values: [2], first: 5, end: 6 }] })
    agree()
    expect(seen(on, query()).ports).not.toEqual(before.ports)
    on.send({ kind: 'poke', pokes: [] })
    expect(seen(on, query())).toEqual(before)
  })

  it('reports how far the algorithm takes errors', () => {
    const of = (algorithm: object): UnrolledView => seen(stage(elman({ epochs: 1, algorithm: algorithm as never }), query() as Query), query())
    expect(of({ kind: 'bptt', horizon: 3 })).toMatchObject({ reach: { kind: 'bptt', horizon: 3 } })
    expect(of({ kind: 'bptt' })).not.toHaveProperty('carried')
    expect(of({ kind: 'rtrl' })).toMatchObject({ reach: { kind: 'rtrl' }, carried: { kind: 'norms' } })
    expect(of({ kind: 'rtrl', variant: 'uoro' })).toMatchObject({ carried: { kind: 'product' } })
  })

  it('contains the chosen step for any position of the window', () => {
    for (const [first, step, wanted] of [
      [0, 11, 6],
      [9, 3, 3],
      [50, 99, 6],
    ] as const) {
      const asked = query({ first, step })
      expect(seen(stage(elman({ epochs: 1 }), asked as Query), asked)).toMatchObject({ first: wanted, steps: 6, at: Math.min(step, 11), length: 12 })
    }
  })

  it('shows fewer steps of a network of many nodes', () => {
    const small = elman({ epochs: 1 })
    const more = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`n${i}`, { type: 'layer', size: 1 }]))
    const wires = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`w${i}`, { from: 'x', to: `n${i}` }]))
    const asked = query({ steps: 12 })
    const on = stage({ ...small, nodes: { ...small.nodes, ...more }, edges: { ...small.edges, ...wires } }, asked as Query)
    expect(seen(on, asked)).toMatchObject({ steps: 9, at: 9 })
  })

  it('names the nearest step with a target if the chosen one has none', () => {
    const document = elman({ epochs: 1 })
    const { sequences } = document.data as unknown as { sequences: { x: number[][]; y: (number[] | null)[] }[] }
    const data = { kind: 'inline', sequences: sequences.map(({ x, y }) => ({ x, y: y.map((row, t) => (t === 7 ? row : null)) })) } as never
    expect(seen(stage({ ...document, data }, query() as Query), query())).toMatchObject({ at: 9, nearest: 7 })
  })
})

describe('while no moment is held', () => {
  const unrolled = query({ sequence: 'live', first: 0, step: 0 })
  const dynamics: Query<'dynamics'> = { kind: 'dynamics', part: 'train', sequence: 'live', step: 0, axes: '0,1' }
  const moment: Query<'moment'> = { kind: 'moment' }
  const following = (document: GraphDocument): Stage => {
    const on = stage(document, unrolled as Query, dynamics as Query)
    on.send({ kind: 'hold', at: null })
    return on
  }

  it('analyses are of the sequence and step that the time bar names, as when that moment is held', () => {
    const on = following(elman({ epochs: 1, shuffle: true }, 3))
    const sequences = new Set<number>()
    for (let epoch = 0; epoch < 6; epoch++) {
      on.train()
      const { part, sequence, step, length } = on.seen(moment)
      sequences.add(sequence)
      expect(on.seen(hidden).step).toBe(step)
      const live = seen(on, unrolled)
      expect(live).toMatchObject({ place: { part, sequence, step }, at: step, length })
      const path = on.seen(dynamics) as DynamicsView
      expect(path).toMatchObject({ place: { part, sequence, step }, length, step: { t: step } })
      const same = { ...unrolled, sequence, step, first: live.first }
      const held = { ...dynamics, sequence, step }
      on.send({ kind: 'watch', add: [same as Query, held as Query], drop: [] })
      on.send({ kind: 'hold', at: { part, sequence, step } })
      expect(seen(on, same)).toEqual(live)
      expect(on.seen(held)).toEqual(path)
      const { units, values } = on.seen(hidden)
      expect(live.ports.find(({ name }) => name === 'h.out')!.values).toEqual(values.slice(units * live.first, units * (live.first + live.steps)))
      on.send({ kind: 'watch', add: [], drop: [same as Query, held as Query] })
      on.send({ kind: 'hold', at: null })
    }
    // Shuffled training ends its epochs with different sequences.
    expect(sequences.size).toBeGreaterThan(1)
  })

  it('errors are those of the nearest step with a target', () => {
    const document = elman({ epochs: 1 })
    const { sequences } = document.data as unknown as { sequences: { x: number[][]; y: (number[] | null)[] }[] }
    const data = { kind: 'inline', sequences: sequences.map(({ x, y }) => ({ x, y: y.map((row, t) => (t === y.length - 2 ? row : null)) })) } as never
    const on = following({ ...document, data })
    const { length, step } = on.seen(moment)
    expect(step).toBe(length - 1)
    expect(seen(on, unrolled)).toMatchObject({ place: { step }, at: length - 2, loss: expect.any(Number) as number })
  })
})
