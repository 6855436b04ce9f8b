export type Part = 'train' | 'validation' | 'test'

/** One sequence ready for the engine: numbers encoded and normalized. */
export interface Sequence {
  readonly length: number
  /** By input id: length × size, row-major. */
  readonly inputs: Readonly<Record<string, Float64Array>>
  /** By output id; `present[t]` is 1 where step t has a target. */
  readonly targets: Readonly<Record<string, { readonly values: Float64Array; readonly present: Uint8Array }>>
  /** Which part each step belongs to when a series is split by rows: 0 train, 1 validation, 2 test, 3 none. */
  readonly parts?: Uint8Array
  /** Place of each step on the dataset's axis, if it has one. */
  readonly labels?: Float64Array
  /** Of a task that says which symbols may follow: 1 where unit i of its output may be active at step t, length × size. */
  readonly allowed?: Uint8Array
}

/** The column that tells the place of each step: a date, in milliseconds since 1970-01-01, or a number such as a year. */
export interface Axis {
  readonly column: string
  readonly kind: 'dates' | 'numbers'
}

/** How a column of an input or output goes back into the units of the data: value · deviation + mean. */
export interface Unit {
  readonly column: string
  readonly mean: number
  readonly deviation: number
  /** Whether the column never changes in the training part, and is only shifted. */
  readonly constant?: boolean
}

/** A column of categories. */
export interface ClassColumn {
  readonly column: string
  readonly categories: readonly string[]
}

export interface Dataset {
  /**
   * Sequences by part. A single series that is split by rows is one sequence in each part: `train` holds the
   * training rows alone; `series` holds all rows with `parts`, for evaluation with the state carried through.
   */
  readonly train: readonly Sequence[]
  readonly validation: readonly Sequence[]
  readonly test: readonly Sequence[]
  readonly series?: Sequence
  /** Sequences in no part, where the fractions of the split leave some over. */
  readonly rest?: readonly Sequence[]
  /** By input or output id, one entry a unit; absent where it is one-hot. */
  readonly units: Readonly<Record<string, readonly Unit[]>>
  /** By one-hot output id, its categories. */
  readonly categories: Readonly<Record<string, readonly string[]>>
  /** By one-hot output id, its columns in order, each with its categories. */
  readonly classes?: Readonly<Record<string, readonly ClassColumn[]>>
  /** By output id: variance of each unit's targets over the whole data but what lies in the washout, in the units of the data, for NMSE. */
  readonly variance: Readonly<Record<string, readonly Wide[]>>
  /** The benchmark task whose own targets an output has, so that it is judged by the task's own measure. */
  readonly task?: { readonly name: string; readonly output: string }
  readonly fitted: { columns?: Record<string, import('../document/types').FittedColumn> } | undefined
  readonly columns: readonly string[]
  /** What the labels of the sequences are; absent where steps are only counted. */
  readonly axis?: Axis | undefined
}import type { Wide } from '../base/wide'

