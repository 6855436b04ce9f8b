import type { FlowView } from '../../../engine/run/streams'

/** Maximum range of the colours, in decades below the largest value. */
const DECADES = 8

/** A logarithmic colour scale. */
export interface LogScale {
  /** Values of the faintest and of the strongest colour. */
  readonly low: number
  readonly high: number
}

/** From the largest value down to the smallest, at most 8 decades; undefined if no value is above 0. */
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

/** Position of a value on the scale, 0 to 1; NaN if there is no value, −1 for exactly 0. */
export function placeOn({ low, high }: LogScale, value: number): number {
  if (Number.isNaN(value)) return NaN
  if (value <= 0) return -1
  return Math.max(0, Math.min(1, Math.log(value / low) / Math.log(high / low)))
}
