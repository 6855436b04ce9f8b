import { isObject } from './pointer'
import { tensorOf } from './tensor'
import type { GraphDocument, StoredTensor } from './types'

/** A difference between two documents; a side without a value is undefined. */
export interface Difference {
  /** For example `nodes`, `h`, `size`. */
  readonly path: readonly string[]
  readonly from: unknown
  readonly to: unknown
}

/** The parts of a document that determine the computation. */
export const computed = ['nodes', 'edges', 'data', 'training'] as const

/**
 * The differences between two documents that affect the computation: one entry per setting, or per node or edge that
 * only one of them has.
 */
export function differences(from: GraphDocument, to: GraphDocument): readonly Difference[] {
  const found: Difference[] = []
  const walk = (path: readonly string[], a: unknown, b: unknown): void => {
    if (a === b) return
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) walk([...path, key], own(a, key), own(b, key))
      return
    }
    if (JSON.stringify(a) !== JSON.stringify(b)) found.push({ path, from: a, to: b })
  }
  for (const part of computed) walk([part], from[part] ?? {}, to[part] ?? {})
  return found
}

const own = (object: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)

/** A parameter whose stored weights two documents do not share. */
export interface WeightDifference {
  readonly name: string
  /** The shapes on both sides; undefined if a document stores none. */
  readonly from: readonly number[] | undefined
  readonly to: readonly number[] | undefined
  /** For weights of the same shape: how many differ, how many there are, and the largest difference. */
  readonly values?: { readonly differing: number; readonly count: number; readonly largest: number }
}

/** The stored weights in which two documents differ, by name; both have been parsed. */
export function weightDifferences({ weights: from = {} }: GraphDocument, { weights: to = {} }: GraphDocument): readonly WeightDifference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return names.flatMap((name): readonly WeightDifference[] => {
    const [a, b] = [own(from, name), own(to, name)] as (StoredTensor | undefined)[]
    if (!a || !b || a.shape.join() !== b.shape.join()) return [{ name, from: a?.shape, to: b?.shape }]
    const [one, other] = [entries(a), entries(b)]
    let differing = 0
    let largest = 0
    for (const at of new Set([...one.keys(), ...other.keys()])) {
      const distance = Math.abs((one.get(at) ?? 0) - (other.get(at) ?? 0))
      if (distance > 0) differing++
      largest = Math.max(largest, distance)
    }
    return differing === 0 ? [] : [{ name, from: a.shape, to: b.shape, values: { differing, count: Math.max(one.size, other.size), largest } }]
  })
}

/** Values by their flat position; a sparse tensor has some of them. */
function entries(stored: StoredTensor): ReadonlyMap<number, number> {
  const { values, indices } = tensorOf(stored)
  return new Map(Array.from(values, (value, i) => [indices?.[i] ?? i, value]))
}
