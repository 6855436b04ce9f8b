import type { Problem } from '../../engine/base/problem'

const NONE: readonly Problem[] = []

/** Errors and warnings of one element in one list; cached, so that the list keeps its identity. */
const together = new WeakMap<readonly Problem[], WeakMap<readonly Problem[], readonly Problem[]>>()
function joined(wrong: readonly Problem[], doubtful: readonly Problem[]): readonly Problem[] {
  if (doubtful.length === 0) return wrong
  if (wrong.length === 0) return doubtful
  const known = together.get(wrong) ?? new WeakMap<readonly Problem[], readonly Problem[]>()
  together.set(wrong, known)
  const list = known.get(doubtful) ?? [...wrong, ...doubtful]
  known.set(doubtful, list)
  return list
}

/** The problems of a node or wire, and the highest severity. */
export function severityOf(id: string, errors: ReadonlyMap<string, readonly Problem[]>, warnings: ReadonlyMap<string, readonly Problem[]>) {
  const wrong = errors.get(id) ?? NONE
  const doubtful = warnings.get(id) ?? NONE
  return { problems: joined(wrong, doubtful), severity: wrong.length > 0 ? ('error' as const) : doubtful.length > 0 ? ('warning' as const) : undefined }
}

/** Whether two objects have the same values (shallow). */
export const shallow = (a: object, b: object): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((k) => (a as Record<string, unknown>)[k] === (b as Record<string, unknown>)[k])
}
