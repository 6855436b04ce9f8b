import { append } from '../../engine/base/lists'

/** The order of an object's keys before and after a change. */
export interface KeyOrder {
  readonly path: readonly (string | number)[]
  readonly before: readonly string[] | undefined
  readonly after: readonly string[] | undefined
}

type Plain = Record<string, unknown>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The objects whose keys or key order differ between two immutable values. Immer's patches do not record the position
 * of a key, but undoing a change must restore the document byte for byte.
 */
export function keyOrders(before: unknown, after: unknown, path: readonly (string | number)[] = []): KeyOrder[] {
  if (before === after || typeof before !== 'object' || typeof after !== 'object' || !before || !after) return []
  if (Array.isArray(before) && Array.isArray(after)) return after.flatMap((value, i) => (i < before.length ? keyOrders(before[i], value, [...path, i]) : []))
  if (!isPlain(before) || !isPlain(after)) return []
  const one = Object.keys(before)
  const two = Object.keys(after)
  const found: KeyOrder[] = []
  if (one.length !== two.length || one.some((key, i) => key !== two[i])) found.push({ path, before: one, after: two })
  for (const key of one) if (Object.hasOwn(after, key)) append(found, keyOrders(before[key], after[key], [...path, key]))
  return found
}

/** Merges the orders of a later change into those of an earlier one. */
export function joinOrders(earlier: readonly KeyOrder[], later: readonly KeyOrder[]): KeyOrder[] {
  const key = (order: KeyOrder): string => JSON.stringify(order.path)
  const joined = new Map(earlier.map((order) => [key(order), order]))
  for (const order of later) {
    const first = joined.get(key(order))
    joined.set(key(order), { path: order.path, before: first ? first.before : order.before, after: order.after })
  }
  return [...joined.values()]
}

/** Sorts the keys of a draft's objects into the recorded order; unrecorded keys go last. */
export function restoreOrders(draft: unknown, orders: readonly KeyOrder[], side: 'before' | 'after'): void {
  for (const order of orders) {
    let at: unknown = draft
    for (const step of order.path) at = isPlain(at) || Array.isArray(at) ? (at as Plain)[step] : undefined
    const wanted = order[side]
    if (isPlain(at) && wanted) sortKeys(at, wanted)
  }
}

function sortKeys(target: Plain, wanted: readonly string[]): void {
  const present = wanted.filter((key) => Object.hasOwn(target, key))
  const known = new Set(present)
  const keys = [...present, ...Object.keys(target).filter((key) => !known.has(key))]
  const now = Object.keys(target)
  let first = 0
  while (first < keys.length && keys[first] === now[first]) first++
  for (const key of keys.slice(first)) {
    const value = target[key]
    delete target[key]
    target[key] = value
  }
}

/** Renames a key and keeps its position. */
export function renameKey(target: Record<string, unknown>, from: string, to: string): void {
  if (!Object.hasOwn(target, from) || from === to) return
  const keys = Object.keys(target).map((key) => (key === from ? to : key))
  target[to] = target[from]
  delete target[from]
  sortKeys(target, keys)
}
