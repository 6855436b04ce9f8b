import type { Problem } from '../base/problem'

/** One file of an export: what stands behind the name that the person chose, and what is in it. */
export interface ExportFile {
  /** `.py`, `_test.py`: the first of an export's files is the one whose name is chosen. */
  readonly suffix: string
  readonly content: string | Uint8Array
}

/** Why a network cannot be written in a format. */
export class ExportError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}
