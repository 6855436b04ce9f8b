import type { GraphDocument } from '../../engine/document/types'
import type { DocumentDraft } from '../document/types'

/** A place where two documents are not the same; undefined on the side where there is nothing. */
export interface Difference {
  /** Such as `nodes`, `h`, `size`. */
  readonly path: readonly string[]
  readonly from: unknown
  readonly to: unknown
}

/** The parts of a document that decide what is computed. */
const PARTS = ['nodes', 'edges', 'data', 'training'] as const

/** Whether a value is looked into; lists are one value. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is computed differently in two documents: one entry for a setting, one for a node or wire that only one of them has. */
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

/** Puts back all that another document computes with, the weights that it starts from included. */
export function restoreComputation(draft: DocumentDraft, from: GraphDocument): void {
  const target = draft as Record<string, unknown>
  for (const key of [...PARTS, 'weights', 'fitted'] as const) {
    if (draft[key] === from[key]) continue
    if (from[key] === undefined) delete target[key]
    else target[key] = from[key]
  }
}
