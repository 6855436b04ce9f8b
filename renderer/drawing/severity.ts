import type { Problem } from '../../engine/base/problem'

const NONE: readonly Problem[] = []

/** The problems of a node or a wire, and how bad the worst is. */
export function severityOf(id: string, errors: ReadonlyMap<string, readonly Problem[]>, warnings: ReadonlyMap<string, readonly Problem[]>) {
  const wrong = errors.get(id) ?? NONE
  const doubtful = warnings.get(id) ?? NONE
  return {
    problems: doubtful.length === 0 ? wrong : wrong.length === 0 ? doubtful : [...wrong, ...doubtful],
    severity: wrong.length > 0 ? ('error' as const) : doubtful.length > 0 ? ('warning' as const) : undefined,
  }
}

/** Whether two objects hold the same values. */
export const shallow = (a: object, b: object): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((k) => (a as Record<string, unknown>)[k] === (b as Record<string, unknown>)[k])
}
