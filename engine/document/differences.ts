import { isObject } from './pointer'
import { tensorOf, type Tensor } from './tensor'
import type { GraphDocument, StoredTensor } from './types'

/** A difference between two documents; a side without a value is undefined. */
export interface Difference {
  /** For example `nodes`, `h`, `size`. */
  readonly path: readonly string[]
  readonly from: unknown
  readonly to: unknown
}

/** The parts of a document that determine the computation. */
export const computedParts = ['nodes', 'edges', 'data', 'training'] as const

/**
 * Returns the differences between two documents that affect the computation: one entry per setting, or per node or edge
 * that only one of them has.
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
  for (const part of computedParts) walk([part], from[part] ?? {}, to[part] ?? {})
  return found
}

const own = (object: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)

/** A parameter whose stored weights differ between two documents. */
export interface WeightDifference {
  readonly name: string
  /** The shapes on both sides; undefined if a document stores none. */
  readonly from: readonly number[] | undefined
  readonly to: readonly number[] | undefined
  /** For weights of the same shape: how many differ, how many there are, and the largest difference. */
  readonly values?: { readonly differing: number; readonly count: number; readonly largest: number }
}

/** Returns the stored weights in which two parsed documents differ, by name. */
export function weightDifferences({ weights: from = {} }: GraphDocument, { weights: to = {} }: GraphDocument): readonly WeightDifference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return names.flatMap((name): readonly WeightDifference[] => {
    const [a, b] = [own(from, name), own(to, name)] as (StoredTensor | undefined)[]
    if (!a || !b || a.shape.join() !== b.shape.join()) return [{ name, from: a?.shape, to: b?.shape }]
    const values = compared(tensorOf(a), tensorOf(b))
    return values.differing === 0 ? [] : [{ name, from: a.shape, to: b.shape, values }]
  })
}

/** Compares two tensors. A sparse tensor stores some of the values, at ascending positions; the others are 0. */
function compared(one: Tensor, other: Tensor): NonNullable<WeightDifference['values']> {
  let [differing, largest, i, j] = [0, 0, 0, 0]
  const at = ({ values, indices }: Tensor, k: number): number => (k >= values.length ? Infinity : (indices?.[k] ?? k))
  while (i < one.values.length || j < other.values.length) {
    const [here, there] = [at(one, i), at(other, j)]
    const distance = Math.abs((here <= there ? one.values[i++]! : 0) - (there <= here ? other.values[j++]! : 0))
    if (distance > 0) differing++
    largest = Math.max(largest, distance)
  }
  return { differing, count: Math.max(one.values.length, other.values.length), largest }
}
