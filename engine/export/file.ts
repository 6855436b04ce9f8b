import type { Problem } from '../base/problem'
import type { Precision } from '../kernels/types'

/** One file of an export: what stands behind the name that the person chose, and what is in it. */
export interface ExportFile {
  /** `.py`, `_test.py`: the first of an export's files is the one whose name is chosen. */
  readonly suffix: string
  readonly content: string | Uint8Array
  /** How exact the file is, where that was measured. */
  readonly measured?: Measured
}

/** How far what a network gives in float32 is from what it gives in float64, and in which of them it was written. */
export interface Measured {
  readonly precision: Precision
  /** Largest distance over the steps of the parity and of the data, as a share of the largest value of that output. */
  readonly float32: number
}

/** Why a network cannot be written in a format. */
export class ExportError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}
