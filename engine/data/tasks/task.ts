import { problem, type Problem } from '../../base/problem'
import { Reporter, checkObject } from '../../document/check'
import { whole, type ObjectSchema } from '../../document/schema'
import { MAXIMUM_CELLS, tableOf, type Table } from '../table'
import type { SequenceCut } from './sequences'

/** Columns for inputs and outputs that name none. */
export interface TaskDefaults {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** The data that a task generates from options and seed. */
export interface TaskData {
  /** Columns of equal length; NaN where a step has no target. */
  readonly columns: Readonly<Record<string, ArrayLike<number>>>
  /** How the rows are divided into sequences, if they are not a single series. */
  readonly cut?: SequenceCut
}

interface TaskTable extends TaskDefaults {
  /** Absent if there are errors. */
  readonly table?: Table
  readonly cut?: SequenceCut
  readonly errors: readonly Problem[]
}

/** A built-in benchmark: a table generated from options and a seed. */
export interface Task {
  /** Authors, title, year and place of the definition. */
  readonly source: string
  /** Schema of `data.options`; the inspector shows it. */
  readonly options: ObjectSchema
  readonly defaults: Readonly<Record<string, number>>
  generate(options: Readonly<Record<string, unknown>>, seed: number): TaskTable
}

/** Rows of a series, or steps of a sequence. */
export const lengthOption = whole(1, { max: 1_000_000 })
/** Sequences of one part. */
export const countOption = whole(0, { max: 1_000_000 })

/**
 * Defines a task by its generator `make`, which gets validated options with defaults filled in. `cells` returns an
 * upper bound of the numbers generated, so that too large a table is refused before it is made.
 */
export function defineTask<O extends Record<string, number>>(task: {
  readonly source: string
  readonly inputs: readonly string[] | ((options: O) => readonly string[])
  readonly outputs: readonly string[] | ((options: O) => readonly string[])
  readonly options: ObjectSchema
  readonly defaults: O
  cells(options: O): number
  make(options: O, seed: number): TaskData
}): Task {
  const names = (of: readonly string[] | ((options: O) => readonly string[]), options: O): readonly string[] =>
    typeof of === 'function' ? of(options) : of
  return {
    source: task.source,
    options: task.options,
    defaults: task.defaults,
    generate(given, seed) {
      const nothing = { inputs: [], outputs: [] }
      const reporter = new Reporter(() => false)
      checkObject(task.options, given, '/data/options', reporter)
      if (reporter.problems.length > 0) return { ...nothing, errors: reporter.problems }
      const options = { ...task.defaults, ...given } as O
      const got = task.cells(options)
      if (got > MAXIMUM_CELLS)
        return { ...nothing, errors: [problem('limit-exceeded', 'task-over', { limit: MAXIMUM_CELLS, got }, { path: '/data/options' })] }
      const { columns, cut } = task.make(options, seed)
      return {
        inputs: names(task.inputs, options), outputs: names(task.outputs, options),
        table: tableOf(columns), ...(cut ? { cut } : {}), errors: [],
      }
    },
  }
}
