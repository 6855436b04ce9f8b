import type { Problem } from '../base/problem'
import type { Precision } from '../kernels/types'

/** One file of an export: its suffix after the name that the user chose, and its content. */
export interface ExportFile {
  /** For example `.py` or `_test.py`, after the name that the user chose. In a folder format, the whole name. */
  readonly suffix: string
  readonly content: string | Uint8Array
  /** Precision of the file, if it was measured. */
  readonly measured?: MeasuredPrecision
}

/** Returns whether a format is a folder of files. */
export const isFolder = (format: string): boolean => format === 'pytorch-project'

/** Distance between a network's outputs in float32 and in float64, and the precision in which it was written. */
export interface MeasuredPrecision {
  readonly precision: Precision
  /** Largest distance over the steps of the parity inputs and of the data, relative to the largest value of that output; not finite if float32 cannot hold the outputs. */
  readonly float32: number
}

/** Thrown when a network cannot be written in a format; holds the reason. */
export class ExportError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}
