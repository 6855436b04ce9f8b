import type { Training } from '../../compile/network'
import type { AlgorithmSpec } from '../../document/types'

/** Steps that run at once. */
export const CHUNK = 512

/** `training.algorithm` of a readout with its defaults. */
export interface ReadoutSettings {
  readonly method: 'ridge' | 'recursive-least-squares'
  /** λ, or those from which the validation part chooses. */
  readonly ridge: readonly number[]
  readonly forgetting: number
}

export function readoutSettings(algorithm: AlgorithmSpec): ReadoutSettings {
  if (algorithm.kind !== 'readout') throw new Error(`${algorithm.kind} is no readout`)
  const { ridge = 1e-6 } = algorithm
  return {
    method: algorithm.method ?? 'ridge',
    ridge: typeof ridge === 'number' ? [ridge] : ridge,
    forgetting: algorithm.forgetting ?? 1,
  }
}

/** Steps of a sequence of this length whose errors count. */
export const countedSteps = (length: number, training: Training): number => Math.max(0, length - training.washout)
