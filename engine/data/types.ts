export type Part = 'train' | 'validation' | 'test'

/** One sequence for the engine, encoded and normalized. */
export interface Sequence {
  readonly length: number
  /** Steps at its beginning that are no longer held, in a sequence that grows; 0 by default. */
  readonly offset?: number
  /** The value of the column that identifies sequences, if there is one. */
  readonly id?: string
  /** By input id: length × size, row-major. */
  readonly inputs: Readonly<Record<string, Float64Array>>
  /** By output id; `present[t]` is 1 if step t has a target. */
  readonly targets: Readonly<Record<string, { readonly values: Float64Array; readonly present: Uint8Array }>>
  /** Part of each step if a series is split by rows: 0 train, 1 validation, 2 test, 3 none. */
  readonly parts?: Uint8Array
  /** Position of each step on the dataset's axis, if it has one. */
  readonly labels?: Float64Array
  /** For a task that defines which symbols may follow: 1 if unit i of its output may be active at step t, length × size. */
  readonly allowed?: Uint8Array
}

/**
 * The column that gives the position of each step: a date in milliseconds since 1970-01-01, a time of day or a duration
 * in milliseconds, or a number such as a year.
 */
export interface Axis {
  readonly column: string
  readonly kind: 'dates' | 'times' | 'numbers'
}

/** How a unit of an input or output converts back to the units of the data: value · deviation + mean. */
export interface Unit {
  readonly column: string
  readonly mean: number
  readonly deviation: number
  /** Whether the column is constant in the training part and therefore only shifted. */
  readonly constant?: boolean
}

/** A column of categories. */
export interface ClassColumn {
  readonly column: string
  readonly categories: readonly string[]
}

export interface Dataset {
  /**
   * Sequences by part. A single series split by rows is one sequence in each part: `train` holds only the training
   * rows; `series` holds all rows, with `parts`, for evaluation that carries the state through.
   */
  readonly train: readonly Sequence[]
  readonly validation: readonly Sequence[]
  readonly test: readonly Sequence[]
  readonly series?: Sequence
  /** Sequences in no part, if the fractions of the split leave some over. */
  readonly rest?: readonly Sequence[]
  /** By input or output id, one entry per unit; absent if one-hot. */
  readonly units: Readonly<Record<string, readonly Unit[]>>
  /** Categories by one-hot output id. */
  readonly categories: Readonly<Record<string, readonly string[]>>
  /** Columns with their categories, in order, by one-hot output id. */
  readonly classes?: Readonly<Record<string, readonly ClassColumn[]>>
  /** The same by one-hot input id. */
  readonly symbols?: Readonly<Record<string, readonly ClassColumn[]>>
  /** By output id: variance of each unit's targets over all data outside the washout, in the units of the data, for NMSE. */
  readonly variance: Readonly<Record<string, readonly Wide[]>>
  /** The benchmark task whose own targets an output learns; that output is scored with the task's own measure. */
  readonly task?: { readonly name: string; readonly output: string }
  readonly fitted: { columns?: Record<string, import('../document/types').FittedColumn> } | undefined
  readonly columns: readonly string[]
  /** What the sequences' labels are; absent if steps are only counted. */
  readonly axis?: Axis | undefined
}
import type { Wide } from '../base/wide'
