import type { Training } from '../../compile/network'

/** Steps per run. */
export const CHUNK = 512

/** `training.algorithm` of a readout. */
export type ReadoutSettings = Omit<Extract<Training['algorithm'], { kind: 'readout' }>, 'ridge'> & {
  /** λ, or several from which the validation part selects. */
  readonly ridge: readonly number[]
}

export function readoutSettings(algorithm: Training['algorithm']): ReadoutSettings {
  if (algorithm.kind !== 'readout') throw new Error(`${algorithm.kind} is no readout`)
  const { ridge } = algorithm
  return { ...algorithm, ridge: typeof ridge === 'number' ? [ridge] : ridge }
}

/** Steps of a sequence of this length after the washout. */
export const countedSteps = (length: number, training: Training): number => Math.max(0, length - training.washout)
