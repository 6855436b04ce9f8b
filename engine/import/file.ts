import type { MessageKey } from '../base/messages/en'
import { problem, type MessageValues, type Problem } from '../base/problem'

/** Why a file cannot be imported. */
export class ImportError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** Refuses a file that cannot be read. */
export function unreadable(key: MessageKey, values: MessageValues = {}): never {
  throw new ImportError(problem('model-file', key, values))
}

/** Refuses a file that exceeds a limit. */
export function over(key: MessageKey, values: MessageValues): never {
  throw new ImportError(problem('limit-exceeded', key, values))
}

/** Refuses what Unfold has no node for. */
export function notCarried(key: MessageKey, values: MessageValues = {}): never {
  throw new ImportError(problem('not-carried', key, values))
}

/** Numbers with a shape, row-major. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

export type Tensors = ReadonlyMap<string, Tensor>
