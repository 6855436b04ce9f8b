import { orderedParts } from '../../engine/document/part-order'

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
export function keyOrders(before: unknown, after: unknown): KeyOrder[] {
  const found: KeyOrder[] = []
  collect(before, after, [], found)
  return found
}

/** Mutates `path` and copies it only for results, since a change may concern hundreds of thousands of objects. */
function collect(before: unknown, after: unknown, path: (string | number)[], found: KeyOrder[]): void {
  if (before === after || typeof before !== 'object' || typeof after !== 'object' || !before || !after) return
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < before.length && i < after.length; i++) collectUnder(i, before[i], after[i], path, found)
    return
  }
  if (!isPlain(before) || !isPlain(after)) return
  const one = Object.keys(before)
  const two = Object.keys(after)
  const same = sameWords(one, two)
  if (!same) found.push({ path: [...path], before: one, after: two })
  for (const key of one) if (same || Object.hasOwn(after, key)) collectUnder(key, before[key], after[key], path, found)
}

function collectUnder(key: string | number, before: unknown, after: unknown, path: (string | number)[], found: KeyOrder[]): void {
  if (before === after || typeof before !== 'object' || typeof after !== 'object') return
  path.push(key)
  collect(before, after, path, found)
  path.pop()
}

function sameWords(one: readonly string[], two: readonly string[]): boolean {
  if (one.length !== two.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== two[i]) return false
  return true
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

/** Sorts the keys of a draft's objects into the recorded order; unrecorded parts of the document go where they usually are, other keys last. */
export function restoreOrders(draft: unknown, orders: readonly KeyOrder[], side: 'before' | 'after'): void {
  for (const order of orders) {
    let at: unknown = draft
    for (const step of order.path) at = isPlain(at) || Array.isArray(at) ? (at as Plain)[step] : undefined
    const wanted = order[side]
    if (isPlain(at) && wanted) sortKeys(at, order.path.length === 0 ? orderedParts(Object.keys(at), wanted) : wanted)
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
