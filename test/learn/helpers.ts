import type { Dataset, Sequence } from '../../engine/data/types'
import type { Model } from '../../engine/learn/model/model'
import { Trainer, type Progress } from '../../engine/learn/train/trainer'

export function dataset(train: readonly Sequence[], validation: readonly Sequence[] = [], test: readonly Sequence[] = []): Dataset {
  return { train, validation, test, units: {}, categories: {}, variance: {}, fitted: undefined, columns: [] }
}

/** Trains for one epoch: its loss, and every parameter after it. */
export function oneEpoch(model: Model, data: Dataset): { loss: number; weights: Map<string, Float64Array> } {
  const trainer = Trainer.make(model, data)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  for (;;) {
    const progress = trainer.next()
    if (progress.kind === 'failed') throw new Error(progress.problem.message)
    if (progress.kind !== 'epoch') continue
    const { store } = trainer.model
    return { loss: progress.report.loss, weights: new Map(store.declarations.map(({ name }) => [name, store.read(name)])) }
  }
}

/** Trains to the end; returns all reports. */
export function finish(trainer: Trainer): Progress[] {
  const seen: Progress[] = []
  for (;;) {
    const progress = trainer.next()
    seen.push(progress)
    if (progress.kind === 'done' || progress.kind === 'failed') return seen
  }
}
