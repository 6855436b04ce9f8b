import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { readCheckpoint, type Checkpoint } from '../../engine/learn/train/checkpoint'
import { Trainer } from '../../engine/learn/train/trainer'
import { draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset } from './helpers'

/** Dropout before the recurrence, a reservoir with noise, several sequences: everything that draws random numbers in training. */
function restless(training: TrainingSpec): GraphDocument {
  const base = elman()
  return draw(
    { ...base.nodes, r: { type: 'reservoir', size: 6, density: 0.5, seed: 2 } },
    { W_xh: { from: 'x', to: 'h', dropout: 0.3 }, copy: 'h → c', W_ch: 'c → h', W_hy: { from: 'h', to: 'y', dropout: 0.2 }, W_xr: 'x → r', W_ry: 'r → y' },
    { training: { noise: 0.1, seed: 3, ...training }, data: base.data },
  )
}

function trainerOf(document: GraphDocument): Trainer {
  const sequences = inlineSequences(document)
  return Trainer.make(modelOf(document), dataset(sequences.slice(0, 3), sequences.slice(3))) as Trainer
}

/** Trains, is killed after `kills[i]` steps of the i-th life, and restarts from the last checkpoint as JSON. */
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

const readout: TrainingSpec = { algorithm: { kind: 'readout', method: 'recursive-least-squares', forgetting: 0.99 }, epochs: 5 }

describe('a checkpoint', () => {
  it.each(Object.entries(kinds))('lets training continue bit for bit after being killed anywhere: %s', (_, training) => {
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

  it.each(
    Object.entries({
      ...kinds,
      'a short window': { epochs: 6, algorithm: { kind: 'bptt', horizon: 3, every: 1 } },
      'exact RTRL': { epochs: 6, algorithm: { kind: 'rtrl', every: 2 } },
      'recursive least squares': readout,
    } as Record<string, TrainingSpec>),
  )('from anywhere within an epoch lets training continue bit for bit: %s', (kind, training) => {
    const document = restless(training)
    if (training === readout) delete (document.edges.W_hy as { dropout?: number }).dropout
    /** Runs to the end, or so many steps; returns the losses of epochs. */
    const run = (trainer: Trainer, steps = Infinity): number[] => {
      const losses: number[] = []
      for (let n = 0; n < steps; n++) {
        const progress = trainer.next()
        if (progress.kind === 'epoch') losses.push(progress.report.loss, progress.report.validation!)
        if (progress.kind === 'done') break
      }
      return losses
    }
    const exact = (): Trainer => Object.assign(trainerOf(document), { exact: true })
    const whole = exact()
    const losses = run(whole)
    const random = stream(7, `within/${kind}`)
    for (let trial = 0; trial < 5; trial++) {
      const steps = 1 + random.integer(40)
      const first = exact()
      run(first, steps)
      const saved = readCheckpoint(JSON.parse(JSON.stringify(first.checkpoint()))) as Checkpoint
      const standing = first.model.weights()
      // Both into a trainer that has continued meanwhile, and into a new one.
      run(first, random.integer(30))
      for (const trainer of [first, exact()]) {
        expect(trainer.resume(saved)).toBeUndefined()
        expect([trainer.model.weights(), trainer.updates, trainer.epoch]).toEqual([standing, saved.updates, saved.epoch])
        const later = run(trainer)
        expect(trainer.model.weights(), `${steps} steps`).toEqual(whole.model.weights())
        expect(later).toEqual(losses.slice(losses.length - later.length))
      }
    }
  })

  it('is what readers see during its replay, and the end of the replay', () => {
    const trainer = Object.assign(trainerOf(restless({ epochs: 9, algorithm: { kind: 'bptt', horizon: 4, every: 1 } })), { exact: true })
    for (let n = 0; n < 20; n++) trainer.next()
    const [weights, saved] = [trainer.model.weights(), trainer.checkpoint()]
    for (let n = 0; n < 20; n++) trainer.next()
    trainer.resume(saved)
    expect(trainer.next().kind).toBe('again')
    expect(trainer.replaying).toBe(true)
    expect(trainer.model.weights()).not.toEqual(weights)
    expect(trainer.reading(() => trainer.model.weights())).toEqual(weights)
    expect(trainer.checkpoint()).toEqual(saved)
    expect(trainer.endReplay()).toBe(true)
    expect([trainer.model.weights(), trainer.replaying]).toEqual([weights, true])
  })

  it('restarts its epoch if the settings have changed', () => {
    const first = Object.assign(trainerOf(restless({ epochs: 9, algorithm: { kind: 'bptt', horizon: 4, every: 1 } })), { exact: true })
    for (let n = 0; n < 20; n++) first.next()
    const [weights, saved] = [first.model.weights(), first.checkpoint()]
    const other = Object.assign(
      trainerOf(restless({ epochs: 9, algorithm: { kind: 'bptt', horizon: 4, every: 1 }, optimizer: { kind: 'adam', learningRate: 0.3 } })),
      { exact: true },
    )
    other.resume(saved)
    while (other.replaying) expect(other.next().kind).toBe('again')
    expect([other.model.weights(), other.updates, other.epoch]).toEqual([weights, saved.updates, saved.epoch])
    for (let kind = ''; kind !== 'done'; ) ({ kind } = other.next())
  })

  it('holds the state of recursive least squares', () => {
    const document = restless({ algorithm: { kind: 'readout', method: 'recursive-least-squares', forgetting: 0.99 }, epochs: 5 })
    delete (document.edges.W_hy as { dropout?: number }).dropout
    expect(lives(document, [7, 13]).model.weights()).toEqual(lives(document, []).model.weights())
  })

  it('is refused by another document, which stays unchanged', () => {
    const saved = trainerOf(elman({}, 5)).checkpoint()
    const other = trainerOf(elman({}, 4))
    const before = other.model.weights()
    expect(other.resume(saved)).toMatchObject({ code: 'weight-shape' })
    expect(other.model.weights()).toEqual(before)
    const optimizer = trainerOf(elman({ optimizer: { kind: 'sgd' } }, 5))
    expect(optimizer.resume(saved)).toMatchObject({ code: 'weight-shape' })
  })

  it('is refused if it is not a checkpoint', () => {
    const saved = trainerOf(elman()).checkpoint()
    expect(readCheckpoint(JSON.parse(JSON.stringify(saved)))).toEqual(saved)
    for (const wrong of [null, [], {}, { ...saved, epoch: -1 }, { ...saved, version: 2 }, { ...saved, streams: 3 }])
      expect([readCheckpoint(wrong)].flat()).toContainEqual(expect.objectContaining({ code: 'document-invalid' }))
  })
})
