import type { MessageKey } from '../base/messages/en'
import { problem, type MessageValues, type Problem } from '../base/problem'

/** Thrown when a file cannot be imported; holds the reason. */
export class ImportError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** Throws an ImportError for a file that cannot be read. */
export function unreadable(key: MessageKey, values: MessageValues = {}): never {
  throw new ImportError(problem('model-file', key, values))
}

/** Throws an ImportError for a file that exceeds a limit. */
export function over(key: MessageKey, values: MessageValues): never {
  throw new ImportError(problem('limit-exceeded', key, values))
}

/** Throws an ImportError for a part of a model for which Unfold has no node. */
export function notCarried(key: MessageKey, values: MessageValues = {}): never {
  throw new ImportError(problem('not-carried', key, values))
}

/** Numbers with a shape, row-major. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

export type Tensors = ReadonlyMap<string, Tensor>
