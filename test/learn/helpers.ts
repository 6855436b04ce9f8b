import type { Dataset, Sequence } from '../../engine/data/types'
import type { Progress, Trainer } from '../../engine/learn/trainer'

export function dataset(train: readonly Sequence[], validation: readonly Sequence[] = [], test: readonly Sequence[] = []): Dataset {
  return { train, validation, test, units: {}, categories: {}, variance: {}, fitted: undefined, columns: [] }
}

/** Trains to the end; everything that was told on the way. */
export function finish(trainer: Trainer): Progress[] {
  const seen: Progress[] = []
  for (;;) {
    const progress = trainer.next()
    seen.push(progress)
    if (progress.kind === 'done' || progress.kind === 'failed') return seen
  }
}
