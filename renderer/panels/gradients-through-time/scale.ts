import type { FlowView } from '../../../engine/run/streams'

/** Decades that colours tell apart, down from the largest value. */
const DECADES = 8

/** A logarithmic scale of colours. */
export interface LogScale {
  /** Value of the faintest colour and of the strongest. */
  readonly low: number
  readonly high: number
}

/** From the largest value down to the smallest, 8 decades at most; undefined where nothing is above 0. */
export function scaleOf({ values }: Pick<FlowView, 'values'>): LogScale | undefined {
  let high = 0
  let low = Infinity
  for (const v of values)
    if (v > 0 && v < Infinity) {
      high = Math.max(high, v)
      low = Math.min(low, v)
    }
  return high > 0 ? { low: Math.max(low, high / 10 ** DECADES) * (low < high ? 1 : 0.1), high } : undefined
}

/** Place of a value on the scale, 0 to 1; NaN where there is no value, −1 for exactly 0. */
export function placeOn({ low, high }: LogScale, value: number): number {
  if (Number.isNaN(value)) return NaN
  if (value <= 0) return -1
  return Math.max(0, Math.min(1, Math.log(value / low) / Math.log(high / low)))
}
