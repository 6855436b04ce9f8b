import type { Signal } from '../../../engine/run/streams'

/** A unit that moves by less than this does not open. */
const STILL = 0.01

/**
 * The level that a unit crosses when it opens: ½ if it is on both sides of it, otherwise the middle of its own range.
 * Undefined if it does not move.
 */
function levelOf({ values, units, steps }: Signal, unit: number): number | undefined {
  let [low, high] = [Infinity, -Infinity]
  for (let k = 0; k < steps; k++) {
    const value = values[k * units + unit]!
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (!(high - low >= STILL)) return undefined
  return low < 0.5 && high > 0.5 ? 0.5 : (low + high) / 2
}

/**
 * The next of the shown steps at which a unit of a gate opens: it is above its level, and was not one step before. After
 * the last one, starts from the first again; undefined if the unit does not move.
 *
 * @param after index of a step among those shown; −1 to begin with the first.
 * @returns the step as its index in the sequence.
 */
export function nextOpening(signal: Signal, unit: number, after: number): number | undefined {
  const level = levelOf(signal, unit)
  if (level === undefined) return undefined
  const { values, units, steps, step } = signal
  const isOpen = (k: number): boolean => values[k * units + unit]! >= level
  for (let i = 1; i <= steps; i++) {
    const k = (after + i) % steps
    if (isOpen(k) && (k === 0 || !isOpen(k - 1))) return step - steps + 1 + k
  }
  return undefined
}
