import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { readCheckpoint, type Checkpoint } from '../../engine/learn/checkpoint'
import { Trainer } from '../../engine/learn/trainer'
import { draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset } from './helpers'

/** Dropout before the recurrence, a reservoir with noise, several sequences: everything that draws while training. */
function restless(training: TrainingSpec): GraphDocument {
  const base = elman()
  return draw(
    { ...base.nodes, r: { type: 'reservoir', size: 6, density: 0.5, seed: 2 } },
    {
      W_xh: { from: 'x', to: 'h', dropout: 0.3 }, copy: 'h → c', W_ch: 'c → h', W_hy: { from: 'h', to: 'y', dropout: 0.2 },
      W_xr: 'x → r', W_ry: 'r → y',
    },
    { training: { noise: 0.1, seed: 3, ...training }, data: base.data },
  )
}

function trainerOf(document: GraphDocument): Trainer {
  const sequences = inlineSequences(document)
  return Trainer.make(modelOf(document), dataset(sequences.slice(0, 3), sequences.slice(3))) as Trainer
}

/** Trains, is killed after `kills[i]` steps of the i-th life, and starts anew from the last checkpoint as JSON. */
function lives(document: GraphDocument, kills: readonly number[]): Trainer {
  let saved: string | undefined
  for (const life of [...kills, Infinity]) {
    const trainer = trainerOf(document)
    if (saved !== undefined) expect(trainer.resume(readCheckpoint(JSON.parse(saved)) as Checkpoint)).toBeUndefined()
    for (let n = 0; n < life; n++) {
      const progress = trainer.next()
      if (progress.kind === 'epoch') saved = JSON.stringify(trainer.checkpoint())
      if (progress.kind === 'done') return trainer
      expect(progress.kind).not.toBe('failed')
    }
  }
  throw new Error('never done')
}

const kinds: Record<string, TrainingSpec> = {
  adam: { epochs: 12, shuffle: true, algorithm: { kind: 'bptt', horizon: 4, every: 2 } },
  'sgd with momentum and a plateau': { epochs: 12, optimizer: { kind: 'sgd', momentum: 0.9 }, schedule: { kind: 'plateau', period: 1 } },
  rprop: { epochs: 12, optimizer: { kind: 'rprop' } },
  'early stopping': { epochs: 40, stop: { patience: 2 }, optimizer: { kind: 'adam', learningRate: 0.1 } },
  uoro: { epochs: 8, shuffle: true, algorithm: { kind: 'rtrl', variant: 'uoro', every: 3 } },
  float32: { epochs: 8, precision: 'float32', optimizer: { kind: 'rmsprop' } },
}

describe('a checkpoint', () => {
  it.each(Object.entries(kinds))('lets training go on bit for bit after being killed anywhere: %s', (_, training) => {
    const document = restless(training)
    const whole = lives(document, [])
    const random = stream(Object.keys(kinds).length, 'kills')
    for (let trial = 0; trial < 4; trial++) {
      const kills = Array.from({ length: 3 }, () => random.integer(40))
      const broken = lives(document, kills)
      expect(broken.model.weights(), `killed after ${kills.join(', ')} steps`).toEqual(whole.model.weights())
      expect(broken.epoch).toBe(whole.epoch)
    }
  })

  it('holds what recursive least squares has seen', () => {
    const document = restless({ algorithm: { kind: 'readout', method: 'recursive-least-squares', forgetting: 0.99 }, epochs: 5 })
    delete (document.edges.W_hy as { dropout?: number }).dropout
    expect(lives(document, [7, 13]).model.weights()).toEqual(lives(document, []).model.weights())
  })

  it('is refused by another document, which stays as it was', () => {
    const saved = trainerOf(elman({}, 5)).checkpoint()
    const other = trainerOf(elman({}, 4))
    const before = other.model.weights()
    expect(other.resume(saved)).toMatchObject({ code: 'weight-shape' })
    expect(other.model.weights()).toEqual(before)
    const optimizer = trainerOf(elman({ optimizer: { kind: 'sgd' } }, 5))
    expect(optimizer.resume(saved)).toMatchObject({ code: 'weight-shape' })
  })

  it('is refused where it is no checkpoint', () => {
    const saved = trainerOf(elman()).checkpoint()
    expect(readCheckpoint(JSON.parse(JSON.stringify(saved)))).toEqual(saved)
    for (const wrong of [null, [], {}, { ...saved, epoch: -1 }, { ...saved, version: 2 }, { ...saved, streams: 3 }])
      expect([readCheckpoint(wrong)].flat()).toContainEqual(expect.objectContaining({ code: 'document-invalid' }))
  })
})
