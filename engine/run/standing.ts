import { problem } from '../base/problem'
import { limits } from '../document/limits'
import type { Checkpoint } from '../learn/train/checkpoint'
import { checkpointOf, type TrainingState } from '../learn/train/state'
import { Refusal } from './careful'
import type { WeightsAfter } from './questions'
import type { Work } from './work'

const mebibytes = (units: number): number => Math.ceil(units / 2 ** 20)

/**
 * A checkpoint of the current training. @throws Refusal if it exceeds what history, the journal and recovery of the
 * engine keep.
 */
export function standingOf(work: Work | undefined): Checkpoint | undefined {
  if (!work) return undefined
  return fitting(work, () => work.trainer.checkpoint())
}

/** Returns a kept training state as a checkpoint. @throws Refusal as above. */
export const pastOf = (work: Work | undefined, state: TrainingState | undefined): Checkpoint | undefined =>
  work && state && fitting(work, () => checkpointOf(work.model, state))

/** Returns the weights of a kept training state, or the current ones (null), as they would be stored. */
export function weightsAfter(work: Work | undefined, state: TrainingState | undefined | null): WeightsAfter | undefined {
  if (!work || state === undefined) return undefined
  const { model, trainer, dataset } = work
  const { kernels, store } = model
  const { fitted } = dataset
  if (state === null) return { weights: model.learned(), fitted, epoch: trainer.epoch }
  const first = store.weights / kernels.bytes
  const now = new Float64Array(kernels.view().subarray(first, first + state.weights.length))
  kernels.view().set(state.weights, first)
  try {
    return { weights: model.learned(), fitted, epoch: state.epoch }
  } finally {
    kernels.view().set(now, first)
  }
}

function fitting(work: Work, checkpoint: () => Checkpoint): Checkpoint {
  const length = work.trainer.checkpointLength
  if (length <= limits.checkpoint) return checkpoint()
  const values = { size: mebibytes(length), limit: mebibytes(limits.checkpoint) }
  throw new Refusal(problem('limit-exceeded', 'engine-checkpoint-large', values))
}
