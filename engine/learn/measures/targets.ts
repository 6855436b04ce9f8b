import type { Dataset, Part, Sequence } from '../../data/types'
import { parts } from '../passes'

/** What is known of the targets of one output in one part, whatever the network says. By unit, as the network has them. */
export interface TargetFacts {
  /** Judged steps: after the washout, with a target. */
  readonly steps: number
  /** Whether all are equal. */
  readonly constant: readonly boolean[]
  /** Σ(d−d̄)². */
  readonly spread: Float64Array
  /** Judged steps with a last value, and Σ(last−d)² over them. */
  readonly followed: number
  readonly last: Float64Array
}

/** Steps between two pauses. */
const PIECE = 4_096

interface Judged {
  readonly sequence: Sequence
  readonly judges: (t: number) => boolean
}

function sequencesOf(dataset: Dataset, part: Part): Judged[] {
  const { series } = dataset
  if (!series) return dataset[part].map((sequence) => ({ sequence, judges: () => true }))
  const code = parts.indexOf(part)
  return [{ sequence: series, judges: (t) => (series.parts?.[t] ?? 0) === code }]
}

/** Finds the last target that is known when step t is to be said, for t in rising order: at least `lag` steps before; −1 where there is none. */
export function lastKnown(present: Uint8Array, lag: number): (t: number) => number {
  let found = -1
  let next = 0
  return (t) => {
    for (; next <= t - lag; next++) if (present[next]) found = next
    return found
  }
}

/**
 * Spread of targets and errors of saying the last value again, in two passes over the targets: what a mean was taken of
 * is counted from the first target, so that no digits cancel, and equal targets have no spread at all.
 */
export function* targetFacts(
  dataset: Dataset, part: Part, { id, size }: { readonly id: string; readonly size: number }, washout: number, lag: number,
): Generator<void, TargetFacts, void> {
  const first = new Float64Array(size)
  const sums = new Float64Array(size)
  const constant = Array<boolean>(size).fill(true)
  const last = new Float64Array(size)
  let steps = 0
  let followed = 0
  const judged = sequencesOf(dataset, part)
  for (const { sequence, judges } of judged) {
    const target = sequence.targets[id]
    if (!target) continue
    const { values, present } = target
    const before = lastKnown(present, lag)
    for (let t = washout; t < sequence.length; t++) {
      if (t % PIECE === PIECE - 1) yield
      if (!present[t] || !judges(t)) continue
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
      for (let i = 0; i < size; i++) last[i]! += (values[known * size + i]! - values[at + i]!) ** 2
    }
  }
  const spread = new Float64Array(size)
  for (const { sequence, judges } of judged) {
    const target = sequence.targets[id]
    if (!target) continue
    const { values, present } = target
    for (let t = washout; t < sequence.length; t++) {
      if (t % PIECE === PIECE - 1) yield
      if (!present[t] || !judges(t)) continue
      for (let i = 0; i < size; i++) if (!constant[i]) spread[i]! += (values[t * size + i]! - first[i]! - sums[i]! / steps) ** 2
    }
  }
  return { steps, constant, spread, followed, last }
}
