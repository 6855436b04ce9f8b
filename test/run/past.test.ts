import { describe, expect, it } from 'vitest'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import type { TrainingState } from '../../engine/learn/train/state'
import { Past } from '../../engine/run/past'
import type { Query } from '../../engine/run/streams'
import { elman } from '../documents'
import { Stage } from './stage'

const adam: TrainingSpec = { epochs: 9, shuffle: true, optimizer: { kind: 'adam', learningRate: 0.02 } }
function network(training: TrainingSpec): GraphDocument {
  const plain = elman({ ...adam, ...training }, 3)
  return { ...plain, nodes: { ...plain.nodes, h: { ...plain.nodes.h!, dropout: 0.3 } } }
}
const cases: Record<string, TrainingSpec> = {
  BPTT: { algorithm: { kind: 'bptt', horizon: 3 }, batchSize: 2 },
  RTRL: { algorithm: { kind: 'rtrl' } },
  'a schedule and patience': { schedule: { kind: 'plateau' } as never },
}

describe('going on from an earlier epoch', () => {
  for (const [name, training] of Object.entries(cases))
    it(`gives the same bits as the original training: ${name}`, () => {
      const stage = new Stage(network(training))
      stage.train()
      const first = stage.checkpoint()
      expect(first.epoch).toBe(9)
      const then = stage.ask({ kind: 'past', epoch: 4 })!
      expect(then).toMatchObject({ epoch: 4 })
      expect(then.weights).not.toEqual(first.weights)
      stage.send({ kind: 'restore', checkpoint: then })
      expect(stage.last('state')).toMatchObject({ status: 'paused', epoch: 4 })
      stage.train()
      expect(stage.checkpoint()).toEqual(first)
    })
})

describe('looking at an earlier epoch', () => {
  const document = network(cases.BPTT!)
  function looking(): Stage {
    const stage = new Stage(document)
    stage.send({ kind: 'watch', add: [{ kind: 'parameter', name: 'W_ch' }, { kind: 'signal', port: 'h' }, { kind: 'scores' }, { kind: 'past' }], drop: [] })
    stage.train()
    stage.send({ kind: 'look', epoch: 4 })
    return stage
  }
  const earlier = (): Stage => {
    const stage = new Stage({ ...document, training: { ...document.training, epochs: 4 } })
    stage.send({ kind: 'watch', add: [{ kind: 'parameter', name: 'W_ch' }, { kind: 'signal', port: 'h' }, { kind: 'scores' }], drop: [] })
    stage.train()
    stage.send({ kind: 'hold', at: { part: 'train', sequence: 0, step: 6 } })
    return stage
  }

  it('shows the weights, signals and scores that training had then', () => {
    const [stage, then] = [looking(), earlier()]
    for (const query of [
      { kind: 'parameter', name: 'W_ch' },
      { kind: 'signal', port: 'h' },
    ] as const)
      expect(stage.seen(query)).toEqual(then.seen(query))
    expect(stage.seen({ kind: 'scores' })).toEqual({ ...then.seen({ kind: 'scores' }), past: true })
    expect(stage.seen({ kind: 'past' })).toEqual({ epochs: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), every: 1, tooLarge: false, newest: 9, holds: true })
  })

  it('names the epoch in every analysis, of which the results are those of that time', () => {
    const place = { part: 'train', sequence: 0 } as const
    const queries: Query[] = [
      { kind: 'dynamics', ...place, step: 3, axes: 'components' },
      { kind: 'lyapunov', ...place },
      { kind: 'flow', ...place, step: null, lags: 8 },
      { kind: 'unrolled', ...place, first: 0, steps: 4, step: 3 },
      { kind: 'units' },
    ]
    const [stage, then] = [looking(), earlier()]
    for (const each of [stage, then]) each.send({ kind: 'watch', add: queries, drop: [] })
    for (const query of queries) {
      expect(stage.seen(query), query.kind).toEqual(then.seen(query))
      expect(stage.seen(query), query.kind).toMatchObject({ epoch: 4 })
    }
  })

  it('changes nothing: saving and training still use the newest weights', () => {
    const [stage, never] = [looking(), new Stage(document)]
    never.train()
    expect(stage.checkpoint()).toEqual(never.checkpoint())
    expect(stage.weights()).toEqual(never.weights())
    expect(stage.last('state').learned).toBe(never.last('state').learned)
    stage.train()
    never.train()
    expect(stage.checkpoint()).toEqual(never.checkpoint())
    expect(stage.seen({ kind: 'scores' }).past).toBeUndefined()
  })

  it('ends on request, and shows the newest weights again', () => {
    const stage = looking()
    const then = stage.seen({ kind: 'parameter', name: 'W_ch' }).found!.values
    stage.send({ kind: 'look', epoch: null })
    expect(stage.seen({ kind: 'parameter', name: 'W_ch' }).found!.values).not.toEqual(then)
    expect(stage.seen({ kind: 'scores' })).toMatchObject({ epoch: 9 })
  })

  it('an edited network starts with an empty past', () => {
    const stage = looking()
    stage.load(network(cases.RTRL!))
    expect([...stage.seen({ kind: 'past' }).epochs]).toEqual([9])
    stage.send({ kind: 'reset' })
    expect([...stage.seen({ kind: 'past' }).epochs]).toEqual([0])
  })
})

describe('the kept epochs', () => {
  const state = (epoch: number, numbers = 100): TrainingState => ({
    epoch,
    epochs: 100,
    updates: epoch,
    stale: 0,
    stopped: false,
    weights: new Float64Array(numbers).fill(epoch),
    optimizer: [],
    schedule: new Float64Array(3),
    learner: [],
    streams: [],
  })
  const filled = (past: Past, epochs: number, numbers?: number): Past => {
    for (let epoch = 0; epoch <= epochs; epoch++) past.record(epoch, () => state(epoch, numbers))
    return past
  }

  it('are thinned by doubling the distance; the first one and exact ones stay', () => {
    const past = filled(new Past(10 * 8 * 167, 100), 33)
    expect(past.every).toBe(4)
    expect([...past.epochs]).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32])
    expect(past.at(12)!.weights[0]).toBe(12)
    expect(past.at(13)).toBeUndefined()
  })

  it('have a maximal number', () => {
    const past = filled(new Past(1e9, 5), 40)
    expect(past.epochs.length).toBeLessThanOrEqual(5)
    expect([...past.epochs]).toEqual([0, 16, 32])
  })

  it('use the arrays of dropped ones again, but not of those that were handed out', () => {
    const past = new Past(1e9, 8)
    const made = new Set<Float64Array>()
    const run = (from: number, to: number): void => {
      for (let epoch = from; epoch <= to; epoch++)
        past.record(epoch, (spare) => {
          const weights = spare?.weights ?? new Float64Array(3)
          made.add(weights)
          return { ...state(epoch), weights: weights.fill(epoch) }
        })
    }
    run(0, 7)
    const [one, all] = [past.at(3)!, past.states]
    run(8, 200)
    expect(one.weights[0]).toBe(3)
    expect(all.map(({ weights }) => weights[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(made.size).toBeLessThanOrEqual(8 + 9)
    expect(past.states.map(({ epoch, weights }) => weights[0] === epoch)).not.toContain(false)
  })

  it('are dropped when training goes back or restarts', () => {
    const past = filled(new Past(), 10)
    past.record(5, () => state(5))
    expect([...past.epochs]).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('are none, with a reason, if one state takes more than half of the memory', () => {
    const past = filled(new Past(1_000, 100), 3)
    expect(past).toMatchObject({ tooLarge: true })
    expect([...past.epochs]).toEqual([])
  })
})
