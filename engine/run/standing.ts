import { problem } from '../base/problem'
import { limits } from '../document/limits'
import type { Checkpoint } from '../learn/train/checkpoint'
import { Refusal } from './careful'
import type { Work } from './work'

const mebibytes = (units: number): number => Math.ceil(units / 2 ** 20)

/** Where training stands. @throws Refusal where this would be more than is kept in history, in the journal and for an engine that ends. */
export function standingOf(work: Work | undefined): Checkpoint | undefined {
  if (!work) return undefined
  const length = work.trainer.checkpointLength
  if (length <= limits.checkpoint) return work.trainer.checkpoint()
  const values = { size: mebibytes(length), limit: mebibytes(limits.checkpoint) }
  throw new Refusal(problem('limit-exceeded', 'engine-checkpoint-large', values))
}
