import { problem, type Problem } from '../base/problem'
import { LEARNED } from './learned'
import { limits } from './limits'
import { isObject } from './pointer'

type Parts = Readonly<Record<string, unknown>>

/**
 * Returns the problem of a change that leaves more values in a document than `parsingJson` accepts. A change that leaves
 * no more of them than there were is allowed.
 * @param before The document before the change. Neither document may change later, because counts are kept by object.
 */
export function valueProblems(document: Parts, before: Parts): Problem[] {
  const rooms = [
    { limit: limits.otherValues, parts: 'nodes, edges, view, extensions', path: '', count: otherValues },
    { limit: limits.inlineValues, parts: 'data', path: '/data', count: ({ data }: Parts) => valuesOf(data) },
  ]
  return rooms.flatMap(({ limit, parts, path, count }) => {
    const got = count(document)
    return got > limit && got > count(before) ? [problem('limit-exceeded', 'values-too-many', { parts, limit, got }, { path })] : []
  })
}

/** The number of values outside of `data`, `fitted` and `weights`, without the epoch that training adds. */
function otherValues(document: Parts): number {
  let count = 1
  for (const [key, part] of Object.entries(document)) {
    if (part === undefined || key === 'data' || key === 'fitted' || key === 'weights') continue
    count += valuesOf(part)
    if (key === 'extensions' && isObject(part) && Object.hasOwn(part, LEARNED)) count -= valuesOf(part[LEARNED])
  }
  return count
}

/** Counts by object of the parts of documents, of their entries, and of the values of these. */
const counts = new WeakMap<object, number>()
const COUNTED_LEVELS = 3

function valuesOf(value: unknown, level = 0): number {
  if (typeof value !== 'object' || value === null) return 1
  const known = level < COUNTED_LEVELS ? counts.get(value) : undefined
  if (known !== undefined) return known
  let count = 1
  for (const entry of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) if (entry !== undefined) count += valuesOf(entry, level + 1)
  if (level < COUNTED_LEVELS) counts.set(value, count)
  return count
}
