import type { Problem } from '../base/problem'
import type { GeneratorName } from '../stream/generators'

/** Where the rows of a live run come from. */
export type LiveSource = 'file' | GeneratorName

export interface LiveOptions {
  readonly source: LiveSource
  readonly learn: boolean
  /** Of a built-in source; null for as many as the network takes. */
  readonly rowsPerSecond: number | null
}

/** A live run, for the screen. */
export interface LiveView {
  readonly running: boolean
  readonly source: LiveSource
  readonly learn: boolean
  readonly rows: number
  readonly broken: number
  readonly sequences: number
  readonly updates: number
  /** Lines that have come and wait. */
  readonly waiting: number
  /** Mean loss of every `every` rows, of what was said before the truth was known. */
  readonly losses: Float32Array
  readonly every: number
  /** Of the first output of numbers: what it said of the last rows and what came, NaN where there is nothing; in the units of the data. */
  readonly output?: { readonly id: string; readonly column: string; readonly said: Float32Array; readonly truth: Float32Array }
  /** The newest last. */
  readonly notices: readonly Problem[]
  /** What ended the run. */
  readonly problem?: Problem
}
