import type { Problem } from '../base/problem'
import type { GeneratorName } from '../stream/generators'

/** Where the rows of a live run come from. */
export type LiveSource = 'file' | GeneratorName

export interface LiveOptions {
  readonly source: LiveSource
  readonly learn: boolean
  /** For a built-in source; null for as many as the network can process. */
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
  /** Lines that have arrived and are not processed yet. */
  readonly waiting: number
  /** Mean loss of every `every` rows, of predictions made before their targets arrived. */
  readonly losses: Float32Array
  readonly every: number
  /** For the first numeric output: its predictions for the last rows and the true values, in the units of the data; NaN without a value. */
  readonly output?: { readonly id: string; readonly column: string; readonly predicted: Float32Array; readonly truth: Float32Array }
  /** The newest last. */
  readonly notices: readonly Problem[]
  /** Why the run ended. */
  readonly problem?: Problem
}
