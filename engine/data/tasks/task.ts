import type { Problem } from '../../base/problem'
import { Reporter, checkObject } from '../../document/check'
import type { ObjectSchema } from '../../document/schema'
import type { Table } from '../table'

/** Columns of inputs and outputs that name none. */
export interface TaskDefaults {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** A built-in benchmark: a table generated from options and a seed. */
export interface Task extends TaskDefaults {
  /** What `data.options` may hold; shown in the inspector. */
  readonly options: ObjectSchema
  generate(options: Readonly<Record<string, unknown>>, seed: number): { readonly table?: Table; readonly errors: readonly Problem[] }
}

/** A task from its generator, which sees options that were checked and filled in. */
export function defineTask<O extends Record<string, number>>(task: TaskDefaults & {
  readonly options: ObjectSchema
  readonly defaults: O
  make(options: O, seed: number): Table
}): Task {
  return {
    inputs: task.inputs,
    outputs: task.outputs,
    options: task.options,
    generate(options, seed) {
      const reporter = new Reporter(() => false)
      checkObject(task.options, options, '/data/options', reporter)
      if (reporter.problems.length > 0) return { errors: reporter.problems }
      return { table: task.make({ ...task.defaults, ...options } as O, seed), errors: [] }
    },
  }
}

