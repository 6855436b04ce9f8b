import { finish, type Resumable } from '../../base/resumable'
import { limits } from '../../document/limits'
import { readCheckpoint, unpacking, type Checkpoint } from './checkpoint'

/** Length of the state of a random stream. */
const STREAM = 5
/** Numbers that are checked at a time. */
const PART = 2 ** 20

/** Returns the count of packed numbers; undefined if one is NaN or, with `finite`, infinite. */
function* counting(text: string, finite: boolean): Resumable<number | undefined> {
  const values = yield* unpacking(text)
  if (!values) return undefined
  for (let at = 0; at < values.length; at += PART) {
    if (at > 0) yield
    if (!values.subarray(at, at + PART).every(finite ? Number.isFinite : (value) => !Number.isNaN(value))) return undefined
  }
  return values.length
}

/** Whether all texts are packed numbers, by the count of each. */
function* counted(texts: readonly string[], finite: boolean, fits = (_count: number): boolean => true): Resumable<boolean> {
  for (const text of texts) {
    const count = yield* counting(text, finite)
    if (count === undefined || !fits(count)) return false
  }
  return true
}

/**
 * Validates a checkpoint from outside this process. Undefined if its shape is wrong, numbers are damaged or missing,
 * weights are not finite, or there are more of them than a network may have. Whether it fits a network is checked by
 * `Trainer.resume`.
 */
export const validCheckpoint = (value: unknown): Checkpoint | undefined => finish(validating(value))

/** As `validCheckpoint`, as resumable work. */
export function* validating(value: unknown): Resumable<Checkpoint | undefined> {
  const read = readCheckpoint(value)
  if (!('format' in read)) return undefined
  const { weights, positions = {}, best, within, optimizer, learner, schedule, streams } = read
  let sum = 0
  const sound =
    (yield* counted(Object.values(weights), true, (count) => (sum += count) <= limits.parameters))
    && (yield* counted([...(best ? [best.weights] : []), ...(within ? [within.weights] : []), ...Object.values(positions)], true))
    && (yield* counted([...optimizer, ...learner, schedule, ...(within ? [...within.optimizer, ...within.learner] : [])], false))
    && (yield* counted([...Object.values(streams), ...Object.values(within?.streams ?? {})], true, (count) => count === STREAM))
  return sound ? read : undefined
}
