import { delayedXor } from './delayed-xor'
import { sine } from './sine'
import type { Task } from './task'

/** The benchmark tasks by the name that `data.task` gives. */
export const tasks: Readonly<Record<string, Task>> = {
  'delayed-xor': delayedXor,
  sine,
}

export const taskNames: readonly string[] = Object.keys(tasks)

export type { Task, TaskDefaults } from './task'
