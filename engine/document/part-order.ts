import { documentSchema } from './tables'
import type { GraphDocument } from './types'

/** The parts of a document in the order in which a new document is written. */
const usual = Object.keys(documentSchema.keys)

/**
 * Orders the keys of a document: known ones as they are listed, each other one before the first part that usually
 * follows it, so that the same parts give the same file whenever they were added.
 */
export function orderedParts(keys: readonly string[], known: readonly string[]): string[] {
  const there = new Set(keys)
  const ordered = known.filter((key) => there.has(key))
  const listed = new Set(ordered)
  for (const key of keys) {
    if (listed.has(key)) continue
    const rank = usual.indexOf(key)
    const next = rank < 0 ? -1 : ordered.findIndex((other) => usual.indexOf(other) > rank)
    ordered.splice(next < 0 ? ordered.length : next, 0, key)
  }
  return ordered
}

/** Moves the parts that a document has gained since an earlier state to their usual places; the others stay in order. */
export function withPartsInOrder<T extends object>(document: T, before: object): T {
  const keys = Object.keys(document)
  const ordered = orderedParts(
    keys,
    keys.filter((key) => Object.hasOwn(before, key)),
  )
  if (ordered.every((key, i) => key === keys[i])) return document
  return Object.fromEntries(ordered.map((key) => [key, (document as Record<string, unknown>)[key]])) as T
}

/** As `withPartsInOrder`, for a document with other or further parts. */
export const withParts = (document: GraphDocument, parts: Partial<GraphDocument>): GraphDocument => withPartsInOrder({ ...document, ...parts }, document)
