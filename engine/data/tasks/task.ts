import { problem, type Problem } from '../../base/problem'
import { checkObject } from '../../document/check'
import { Reporter } from '../../document/reporter'
import { fill, whole, type Filled, type ObjectSchema } from '../../contract/schema'
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

/** The texts of a task in one language. */
interface TaskText {
  readonly name: string
  /** How it is defined, and when it counts as solved. */
  readonly about: string
  /** Labels of options that no other task has. */
  readonly options?: Readonly<Record<string, string>>
}

/** How a task is judged besides its loss; `engine/learn/evaluate/measures/` computes it. */
type TaskMeasure =
  | { readonly kind: 'legal' | 'whole' | 'memory-capacity' | 'nrmse-84' | 'third-step' }
  /** Errors below the tolerance count as right. */
  | { readonly kind: 'within'; readonly tolerance: number }

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
  readonly text: Readonly<Record<'en' | 'ja', TaskText>>
  readonly measure?: TaskMeasure
  /** Schema of `data.options`; the inspector shows it. */
  readonly options: ObjectSchema
  generate(options: Readonly<Record<string, unknown>>, seed: number): TaskTable
}

/** Rows of a series, or steps of a sequence. */
export const lengthOption = <const N extends number>(standard: N) => whole(1, { max: 1_000_000, default: standard })
/** Sequences of one part. */
export const countOption = <const N extends number>(standard: N) => whole(0, { max: 1_000_000, default: standard })

/**
 * Defines a task by its generator `make`, which gets validated options with defaults filled in. `cells` returns an
 * upper bound of the numbers generated, so that too large a table is refused before it is made.
 */
export function defineTask<const S extends ObjectSchema, O = Filled<S>>(
  task: Pick<Task, 'source' | 'text' | 'measure'> & {
    readonly options: S
    readonly inputs: readonly string[] | ((options: O) => readonly string[])
    readonly outputs: readonly string[] | ((options: O) => readonly string[])
    cells(options: O): number
    make(options: O, seed: number): TaskData
  },
): Task {
  const names = (of: readonly string[] | ((options: O) => readonly string[]), options: O): readonly string[] => (typeof of === 'function' ? of(options) : of)
  const { source, text, measure } = task
  return {
    source,
    text,
    measure,
    options: task.options,
    generate(given, seed) {
      const nothing = { inputs: [], outputs: [] }
      const reporter = new Reporter(() => false)
      checkObject(task.options, given, '/data/options', reporter)
      if (reporter.problems.length > 0) return { ...nothing, errors: reporter.problems }
      const options = fill(task.options, given, given) as O
      const got = task.cells(options)
      if (got > MAXIMUM_CELLS) return { ...nothing, errors: [problem('limit-exceeded', 'task-over', { limit: MAXIMUM_CELLS, got }, { path: '/data/options' })] }
      const { columns, cut } = task.make(options, seed)
      return { inputs: names(task.inputs, options), outputs: names(task.outputs, options), table: tableOf(columns), ...(cut ? { cut } : {}), errors: [] }
    },
  }
}
