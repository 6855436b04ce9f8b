import { SquareSums, type Wide } from '../../../base/wide'
import type { Dataset, Part, Sequence } from '../../../data/types'
import { partFrom, parts } from '../passes'

/** Facts about the targets of one output in one part, independent of the network. Per unit, as the network sees them. */
export interface TargetFacts {
  /** Judged steps: after the washout, with a target. */
  readonly steps: number
  /** Whether all are equal. */
  readonly constant: readonly boolean[]
  /** Σ(d−d̄)². */
  readonly spread: readonly Wide[]
  /** Judged steps with a last known value, and Σ(last−d)² over them. */
  readonly followed: number
  readonly last: readonly Wide[]
}

/** Numbers processed between two pauses. */
const PIECE = 2 ** 18

/** Steps [from, end) of a sequence. */
interface JudgedSteps {
  readonly sequence: Sequence
  readonly from: number
  readonly end: number
}

/** Returns the steps of a part after the washout; a part of a single series is one range of it. */
function judgedSteps({ series, ...dataset }: Dataset, part: Part, washout: number): JudgedSteps[] {
  if (!series) return dataset[part].map((sequence) => ({ sequence, from: washout, end: sequence.length }))
  const code = parts.indexOf(part)
  if (!series.parts) return code === 0 ? [{ sequence: series, from: washout, end: series.length }] : []
  return [{ sequence: series, from: Math.max(washout, partFrom(series, code)), end: series.parts.lastIndexOf(code) + 1 }]
}

/** Returns a function from a step t to the last step with a target at least `lag` steps before; −1 if none. Call it with increasing t. */
export function lastKnown(present: Uint8Array, lag: number): (t: number) => number {
  let found = -1
  let next = 0
  return (t) => {
    for (; next <= t - lag; next++) if (present[next]) found = next
    return found
  }
}

/**
 * Computes the spread of targets and the errors of repeating the last value, in two passes. Values are taken relative
 * to the first target, to avoid cancellation; equal targets have a spread of exactly 0.
 */
export function* targetFacts(
  dataset: Dataset,
  part: Part,
  { id, size }: { readonly id: string; readonly size: number },
  washout: number,
  lag: number,
): Generator<void, TargetFacts, void> {
  const first = new Float64Array(size)
  const sums = new Float64Array(size)
  const constant = Array<boolean>(size).fill(true)
  const last = new SquareSums(size)
  let steps = 0
  let followed = 0
  const judged = judgedSteps(dataset, part, washout)
  const piece = Math.max(1, Math.floor(PIECE / Math.max(1, size)))
  for (const { sequence, from, end } of judged) {
    const target = sequence.targets[id]
    if (!target) continue
    const { values, present } = target
    const before = lastKnown(present, lag)
    for (let t = from; t < end; t++) {
      if (t % piece === piece - 1) yield
      if (!present[t]) continue
      const at = t * size
      if (steps++ === 0) first.set(values.subarray(at, at + size))
      for (let i = 0; i < size; i++) {
        const apart = values[at + i]! - first[i]!
        if (apart !== 0) constant[i] = false
        sums[i]! += apart
      }
      const known = before(t)
      if (known < 0) continue
      followed++
      for (let i = 0; i < size; i++) last.add(i, values[known * size + i]! - values[at + i]!)
    }
  }
  const spread = new SquareSums(size)
  for (const { sequence, from, end } of judged) {
    const target = sequence.targets[id]
    if (!target) continue
    const { values, present } = target
    for (let t = from; t < end; t++) {
      if (t % piece === piece - 1) yield
      if (!present[t]) continue
      for (let i = 0; i < size; i++) if (!constant[i]) spread.add(i, values[t * size + i]! - first[i]! - sums[i]! / steps)
    }
  }
  const each = (sums: SquareSums): Wide[] => Array.from({ length: size }, (_, i) => sums.at(i))
  return { steps, constant, spread: each(spread), followed, last: each(last) }
}
