import { describe, expect, it } from 'vitest'
import type { Poke } from '../../engine/analyze/poke'
import type { Prediction, Query } from '../../engine/run/streams'
import { elman } from '../documents'
import { Stage } from './stage'

const hidden: Query<'signal'> = { kind: 'signal', port: 'h' }
const scores: Query<'scores'> = { kind: 'scores' }
const predictions: Query<'predictions'> = { kind: 'predictions' }
const flow: Query<'flow'> = { kind: 'flow', part: 'train', sequence: 1, step: 9, lags: 8 }
const document = elman({ epochs: 3, shuffle: true }, 3)
const held: Poke = { kind: 'set', port: 'h.out', unit: 1, values: [0.5], first: 2, end: 6 }

function stage(of = document): Stage {
  const stage = new Stage(of)
  stage.send({ kind: 'watch', add: [hidden, scores, predictions, flow, { kind: 'moment' }] as Query[], drop: [] })
  stage.train()
  stage.send({ kind: 'hold', at: { part: 'train', sequence: 1, step: 9 } })
  return stage
}

const shown = (of: Stage): { signal: number[]; predictions: number[]; flow: unknown; loss: number | undefined } => ({
  signal: [...of.seen(hidden).values],
  predictions: of.seen(predictions).flatMap((prediction: Prediction) => [...prediction.prediction]),
  flow: of.seen(flow),
  loss: of.seen({ kind: 'moment' }).loss,
})

describe('a poked run', () => {
  it('is shown by every view, and is reverted bit for bit', () => {
    const on = stage()
    const plain = shown(on)
    const scored = on.seen(scores)
    on.send({ kind: 'poke', pokes: [held] })
    const poked = shown(on)
    for (let t = 2; t < 6; t++) expect(poked.signal[3 * t + 1]).toBe(0.5)
    expect(poked.signal.slice(0, 6)).toEqual(plain.signal.slice(0, 6))
    expect(poked.signal.slice(18)).not.toEqual(plain.signal.slice(18))
    expect(poked.predictions).toHaveLength(plain.predictions.length)
    expect(poked.predictions.slice(0, 2)).toEqual(plain.predictions.slice(0, 2).map(Math.fround))
    expect(poked.predictions[4]).not.toBe(plain.predictions[4])
    expect(poked.flow).not.toEqual(plain.flow)
    expect(poked.loss).not.toBe(plain.loss)
    expect(on.seen(scores)).toEqual(scored)
    on.send({ kind: 'poke', pokes: [] })
    expect(shown(on)).toEqual(plain)
  })

  it('follows changes of the poke, and of the moment', () => {
    const on = stage()
    on.send({ kind: 'poke', pokes: [held] })
    on.send({ kind: 'poke', pokes: [{ ...held, values: [-0.25] }] })
    expect(shown(on).signal[3 * 2 + 1]).toBe(-0.25)
    on.send({ kind: 'hold', at: { part: 'train', sequence: 2, step: 3 } })
    expect(shown(on).signal[3 * 5 + 1]).toBe(-0.25)
  })

  it('changes neither the training nor its weights', () => {
    const [on, off] = [stage(), stage()]
    on.send({
      kind: 'poke',
      pokes: [held, { kind: 'cut', edge: 'W_xh', first: 0, end: null }, { kind: 'noise', port: 'h.out', deviation: 1, seed: 1, first: 0, end: null }],
    })
    on.train()
    off.train()
    expect(on.checkpoint()).toEqual(off.checkpoint())
    expect(on.weights()).toEqual(off.weights())
    expect(on.seen(scores)).toEqual(off.seen(scores))
  })

  it('runs with the weights of an earlier epoch, whose scores stay those of the unchanged network', () => {
    const on = stage()
    on.send({ kind: 'look', epoch: 1 })
    const [plain, scored] = [shown(on), on.seen(scores)]
    on.send({ kind: 'poke', pokes: [held] })
    expect(shown(on).signal[3 * 2 + 1]).toBe(0.5)
    expect(shown(on).signal.slice(0, 6)).toEqual(plain.signal.slice(0, 6))
    expect(on.seen(scores)).toEqual(scored)
    on.send({ kind: 'poke', pokes: [] })
    expect(shown(on)).toEqual(plain)
  })

  it('of missing elements changes nothing', () => {
    const on = stage()
    const plain = shown(on)
    on.send({
      kind: 'poke',
      pokes: [
        { ...held, port: 'gone.out' },
        { kind: 'cut', edge: 'gone', first: 0, end: null },
      ],
    })
    expect(shown(on).signal).toEqual(plain.signal)
  })
})
