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
  /** Label of each step, if the data has one (a year). */
  readonly labels?: Float64Array
}

/** How a column of an output goes back into the units of the data: value · deviation + mean. */
export interface Unit {
  readonly column: string
  readonly mean: number
  readonly deviation: number
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
  /** By output id, one entry a unit; absent for one-hot outputs. */
  readonly units: Readonly<Record<string, readonly Unit[]>>
  /** By one-hot output id, its categories. */
  readonly categories: Readonly<Record<string, readonly string[]>>
  /** By output id: variance of its targets over the whole series, in the units of the data, for NMSE. */
  readonly variance: Readonly<Record<string, number>>
  readonly fitted: { columns?: Record<string, import('../document/types').FittedColumn> } | undefined
  readonly columns: readonly string[]
}
