import { VERSION } from './types'

/** Upgrades a document from version `from` to version `from + 1`. */
export interface Migration {
  readonly from: number
  /** What changed, for the list of versions in docs/format.md. */
  readonly name: string
  migrate(document: Readonly<Record<string, unknown>>): Record<string, unknown>
}

/** One migration for each version before the current one, in order. Version 1 is the first. */
export const migrations: readonly Migration[] = []

/** Upgrades a document to the current version. Each step receives an unvalidated document of its version. */
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
