import { problem, type Problem } from '../base/problem'
import type { Dataset } from '../data/types'
import type { Training } from '../compile/network'
import type { AlgorithmSpec } from '../document/types'
import type { ReadoutLearner } from './learner'
import { MAXIMUM_BYTES, Model } from './model'
import { columnsOf } from './readout-columns'
import { normalBytes } from './readout-normal'
import { ridgeReadout } from './readout-ridge'
import { recursiveReadout } from './readout-recursive'
import { judgedValidation } from './untrained'

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

/** A learner of the projections into outputs, and of nothing else, or why there can be none. */
export function makeReadout(model: Model, dataset: Dataset, longest: number): ReadoutLearner | Problem {
  const { network, kernels } = model
  const settings = readoutSettings(network.training.algorithm)
  if (settings.ridge.length > 1 && settings.method === 'ridge' && judgedValidation(dataset, network.outputs, network.training.washout) === 0)
    return problem('data-missing', 'readout-validation', {}, { path: '/training/algorithm/ridge' })
  const fits = columnsOf(model)
  const gigabytes = (b: number): string => (b / 2 ** 30).toFixed(1)
  for (const { count, output } of fits) {
    const bytes = normalBytes(count)
    if (bytes > MAXIMUM_BYTES / 2)
      return problem('limit-exceeded', 'readout-over', { node: output.id, count, size: gigabytes(bytes), limit: gigabytes(MAXIMUM_BYTES / 2) }, { nodes: [output.id] })
  }
  const keep = network.longestDelay
  const capacity = { steps: Math.min(longest, keep + CHUNK), sequences: 1, keep, adjoints: false }
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision)
  if (tooLarge) return tooLarge
  const program = model.bind(capacity)
  return settings.method === 'ridge' ? ridgeReadout(model, program, fits, settings) : recursiveReadout(model, program, fits, settings)
}

/** Steps of a sequence of this length whose errors count. */
export const countedSteps = (length: number, training: Training): number => Math.max(0, length - training.washout)
