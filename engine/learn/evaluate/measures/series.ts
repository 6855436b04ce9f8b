import type { Part, Sequence } from '../../../data/types'
import { parts } from '../passes'

/** A network's outputs over a single series, and the part to judge. */
export interface SeriesOutputs {
  readonly series: Sequence
  readonly part: Part
  readonly id: string
  readonly size: number
  /** length × size. */
  readonly y: Float64Array
}

/**
 * Returns the memory capacity Σ_k r²(u(n−k), y_k(n)) over the units of the output, one per lag, on one part of the
 * series (Jaeger 2002, *Short term memory in echo state networks*, GMD report 152). At most the number of reservoir
 * units.
 */
export function capacityOf({ series, part, id, size, y }: SeriesOutputs): number {
  const { values, present } = series.targets[id]!
  const code = parts.indexOf(part)
  let capacity = 0
  for (let k = 0; k < size; k++) {
    const pairs: [number, number][] = []
    for (let t = 0; t < series.length; t++) if (present[t] && series.parts![t] === code) pairs.push([values[t * size + k]!, y[t * size + k]!])
    capacity += squaredCorrelation(pairs)
  }
  return capacity
}

/** Returns r² = cov(a, b)² / (var a · var b); 0 if one is constant. Compares values for that, because a rounded mean would leave a variance. */
export function squaredCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length
  if (pairs.every(([a]) => a === pairs[0]![0]) || pairs.every(([, b]) => b === pairs[0]![1])) return 0
  const meanA = pairs.reduce((sum, [a]) => sum + a, 0) / n
  const meanB = pairs.reduce((sum, [, b]) => sum + b, 0) / n
  let aa = 0
  let bb = 0
  let ab = 0
  for (const [a, b] of pairs) {
    aa += (a - meanA) ** 2
    bb += (b - meanB) ** 2
    ab += (a - meanA) * (b - meanB)
  }
  return aa > 0 && bb > 0 ? (ab * ab) / (aa * bb) : 0
}

/**
 * NRMSE₈₄ of a network that generates the Mackey–Glass series: 1,000 steps with the true value fed back, then 84 by
 * itself. It is the root of the mean squared error of the last step over the sequences of the part, divided by the
 * standard deviation of the series, both in y = 1 + artanh x (Jaeger 2001, GMD report 148). The forced steps are the
 * washout.
 */
export class Nrmse84 {
  private readonly at: number
  private squares = 0
  private count = 0
  private readonly all: number[] = []

  constructor(
    private readonly id: string,
    washout: number,
  ) {
    this.at = washout + 83
  }

  add(sequence: Sequence, outputs: Readonly<Record<string, Float64Array>>): void {
    const { at, id } = this
    if (sequence.length <= at) return
    const { values } = sequence.targets[id]!
    // An output outside the range of tanh has no y; clamp it to the largest one.
    const x = Math.max(-1 + 1e-9, Math.min(1 - 1e-9, outputs[id]![at]!))
    this.squares += (Math.atanh(x) - Math.atanh(values[at]!)) ** 2
    this.count++
    for (const value of values) this.all.push(1 + Math.atanh(value))
  }

  /** NaN if no sequence was long enough. */
  get value(): number {
    const { all, squares, count } = this
    const mean = all.reduce((sum, y) => sum + y, 0) / all.length
    const variance = all.reduce((sum, y) => sum + (y - mean) ** 2, 0) / all.length
    return variance > 0 ? Math.sqrt(squares / count / variance) : NaN
  }
}

/**
 * Returns the score of Elman's temporal XOR: mean squared error at every third step, where the next bit can be
 * predicted, divided by that at the others (Elman 1990, figure 3). 1: nothing learned; 0: everything. NaN without such
 * steps or errors.
 */
export function thirdStepOf({ series, part, id, y }: SeriesOutputs): number {
  const { values, present } = series.targets[id]!
  const code = parts.indexOf(part)
  const sums = [0, 0, 0]
  const counts = [0, 0, 0]
  for (let t = 0; t < series.length; t++) {
    if (!present[t] || series.parts![t] !== code) continue
    sums[t % 3]! += (y[t]! - values[t]!) ** 2
    counts[t % 3]!++
  }
  const known = sums[1]! / counts[1]!
  const unknown = (sums[0]! + sums[2]!) / (counts[0]! + counts[2]!)
  return unknown > 0 ? known / unknown : NaN
}
