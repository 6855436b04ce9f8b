import type { GraphDocument } from '../../engine/document/types'
import type { DocumentDraft } from '../document/types'

/** A difference between two documents; a side without a value is undefined. */
export interface Difference {
  /** For example `nodes`, `h`, `size`. */
  readonly path: readonly string[]
  readonly from: unknown
  readonly to: unknown
}

/** The parts of a document that determine the computation. */
const PARTS = ['nodes', 'edges', 'data', 'training'] as const

/** Whether to compare a value key by key; lists are compared as a whole. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

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
  for (const part of PARTS) walk([part], from[part] ?? {}, to[part] ?? {})
  return found
}

const own = (object: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)

/** Copies everything that determines the computation from another document, including initial weights. */
export function restoreComputation(draft: DocumentDraft, from: GraphDocument): void {
  const target = draft as Record<string, unknown>
  for (const key of [...PARTS, 'weights', 'fitted'] as const) {
    if (draft[key] === from[key]) continue
    if (from[key] === undefined) delete target[key]
    else target[key] = from[key]
  }
}
