import type { Axis } from '../../../engine/data/types'
import { airy } from './ticks'

/** The labels if they increase with every step, otherwise the indices of the steps. */
export function placesOf({ labels }: { readonly labels: Float64Array }): Float64Array {
  for (let i = 1; i < labels.length; i++) if (!(labels[i]! > labels[i - 1]!)) return Float64Array.from(labels, (_, k) => k)
  return labels
}

/**
 * Clips a diverging prediction at a distance from the targets equal to their range, because it would flatten everything
 * else.
 */
export function spanOf(target: ArrayLike<number> | undefined, low: number | null, high: number | null): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const v of Array.from(target ?? [])) {
    if (v < least) least = v
    if (v > most) most = v
  }
  const room = most - least
  if (low === null || high === null || !(room > 0) || low > most + room || high < least - room) return airy(low, high)
  return airy(Math.max(low, least - room), Math.min(high, most + room))
}

/** Parses an axis from its kind and column, joined by a space. */
export function axisIn(key: string): Axis | undefined {
  const [kind, ...column] = key.split(' ')
  return kind === 'dates' || kind === 'times' || kind === 'numbers' ? { kind, column: column.join(' ') } : undefined
}

export const gaps = (values: ArrayLike<number>): (number | null)[] => Array.from(values, (v) => (Number.isFinite(v) ? v : null))
