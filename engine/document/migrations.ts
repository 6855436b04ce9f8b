import { VERSION } from './types'

/** Turns a document of version `from` into one of version `from + 1`, in place of the person who wrote it. */
export interface Migration {
  readonly from: number
  /** What changed, for the log of versions in docs/format.md. */
  readonly name: string
  migrate(document: Readonly<Record<string, unknown>>): Record<string, unknown>
}

/** One for each version before the present one, in order. Version 1 is the first. */
export const migrations: readonly Migration[] = []

/** Brings a document up to the present version. Steps see a document of their own version, checked by nobody yet. */
export function migrate(
  document: Readonly<Record<string, unknown>>,
  from: number,
  steps: readonly Migration[] = migrations,
  to: number = VERSION,
): Record<string, unknown> {
  let current: Record<string, unknown> = document
  for (let version = from; version < to; version++) {
    const step = steps.find((candidate) => candidate.from === version)
    if (!step) throw new Error(`no migration from version ${version}`)
    current = { ...step.migrate(current), version: version + 1 }
  }
  return current
}
