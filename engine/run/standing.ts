import { problem } from '../base/problem'
import { limits } from '../document/limits'
import type { CheckpointMessage, FailureMessage } from './protocol'
import type { Work } from './work'

const mebibytes = (units: number): number => Math.ceil(units / 2 ** 20)

/** Where training stands, or that this would be more than is kept in history, in the journal and for an engine that ends. */
export function standingOf(work: Work | undefined, request: number): CheckpointMessage | FailureMessage {
  if (!work) return { kind: 'checkpoint', request }
  const length = work.trainer.checkpointLength
  if (length <= limits.checkpoint) return { kind: 'checkpoint', request, checkpoint: work.trainer.checkpoint() }
  const values = { size: mebibytes(length), limit: mebibytes(limits.checkpoint) }
  return { kind: 'failure', of: 'checkpoint', request, problem: problem('limit-exceeded', 'engine-checkpoint-large', values) }
}
