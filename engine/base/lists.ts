/**
 * What a call with `...list` does for lists of any length: arguments are laid on the stack, and a list of some ten
 * thousands is more than there is room for.
 */

/** The largest of some numbers and `start`, which is what there is of none. */
export function largest(values: Iterable<number>, start = -Infinity): number {
  let most = start
  for (const value of values) most = Math.max(most, value)
  return most
}

/** The least of some numbers and `start`, which is what there is of none. */
export function least(values: Iterable<number>, start = Infinity): number {
  let low = start
  for (const value of values) low = Math.min(low, value)
  return low
}

/** Adds all of `more` to the end of a list. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const one of more) list.push(one)
}
