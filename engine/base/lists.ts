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

/** Adds a value to the list of its key. */
export function addTo<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** Where the last of some rising numbers stands that is at most `value`; 0 where none is. */
export function lastAtMost(rising: ArrayLike<number>, value: number): number {
  let low = 0
  let high = rising.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rising[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}
