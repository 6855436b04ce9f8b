import { adding } from './adding'
import { anbn } from './anbn'
import { copy } from './copy'
import { delayedXor } from './delayed-xor'
import { evidence } from './evidence'
import { mackeyGlass } from './mackey-glass'
import { memoryCapacity } from './memory-capacity'
import { narma10 } from './narma'
import { parity } from './parity'
import { embeddedReber, reber } from './reber'
import { sine } from './sine'
import type { Task } from './task'
import { temporalOrder } from './temporal-order'
import { temporalXor } from './temporal-xor'

/** The benchmark tasks by their name in `data.task`. */
export const tasks: Readonly<Record<string, Task>> = {
  adding,
  anbn,
  copy,
  'delayed-xor': delayedXor,
  'embedded-reber': embeddedReber,
  evidence,
  'mackey-glass': mackeyGlass,
  'memory-capacity': memoryCapacity,
  'narma-10': narma10,
  parity,
  reber,
  sine,
  'temporal-order': temporalOrder,
  'temporal-xor': temporalXor,
}

export const taskNames: readonly string[] = Object.keys(tasks)

export type { SequenceCut } from './sequences'
export type { Task, TaskDefaults } from './task'
