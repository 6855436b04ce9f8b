/** Replacements for calls with `...list`, whose arguments go on the stack and overflow it for some ten thousand entries. */

/** Returns the largest of `start` and the values. */
export function largest(values: Iterable<number>, start = -Infinity): number {
  let most = start
  for (const value of values) most = Math.max(most, value)
  return most
}

/** Returns the smallest of `start` and the values. */
export function least(values: Iterable<number>, start = Infinity): number {
  let low = start
  for (const value of values) low = Math.min(low, value)
  return low
}

/** Appends all of `more` to a list. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const one of more) list.push(one)
}

/** Appends a value to the list of its key. */
export function addTo<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** Returns the index of the last of some increasing numbers that is at most `value`; 0 if none is. */
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
