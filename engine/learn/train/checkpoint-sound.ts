import { limits } from '../../document/limits'
import { readCheckpoint, unpack, type Checkpoint } from './checkpoint'

/** Length of the state of a random stream. */
const STREAM = 5

/** Returns the count of packed numbers; undefined if one is NaN or, with `finite`, infinite. */
function count(text: string, finite: boolean): number | undefined {
  const values = unpack(text)
  return values?.every(finite ? Number.isFinite : (value) => !Number.isNaN(value)) ? values.length : undefined
}

/**
 * Validates a checkpoint from outside this process. Undefined if its shape is wrong, numbers are damaged or missing,
 * weights are not finite, or there are more of them than a network may have. Whether it fits a network is checked by
 * `Trainer.resume`.
 */
export function soundCheckpoint(value: unknown): Checkpoint | undefined {
  const read = readCheckpoint(value)
  if (!('format' in read)) return undefined
  const { weights, positions = {}, best, within, optimizer, learner, schedule, streams } = read
  const state = [...optimizer, ...learner, schedule, ...(within ? [...within.optimizer, ...within.learner] : [])]
  const counts = Object.values(weights).map((text) => count(text, true))
  const sound =
    counts.every((n) => n !== undefined)
    && counts.reduce<number>((sum, n) => sum + (n ?? 0), 0) <= limits.parameters
    && (!best || count(best.weights, true) !== undefined)
    && (!within || count(within.weights, true) !== undefined)
    && Object.values(positions).every((text) => count(text, true) !== undefined)
    && state.every((text) => count(text, false) !== undefined)
    && [...Object.values(streams), ...Object.values(within?.streams ?? {})].every((text) => count(text, true) === STREAM)
  return sound ? read : undefined
}
