import { problem, type Problem } from '../../base/problem'
import type { DirectLearner } from '../model/learner'
import { limits } from '../../document/limits'
import { Model } from '../model/model'
import { gigabytes } from '../model/weight-bytes'
import { columnsOf } from './columns'
import { normalBytes } from './normal'
import { CHUNK, readoutSettings } from '../model/readout-settings'
import { ridgeReadout } from './ridge'
import { recursiveReadout } from './recursive'

/** Creates a learner of the projections into outputs, or returns why that is impossible. */
export function makeReadout(model: Model, longest: number): DirectLearner | Problem {
  const { network, kernels } = model
  const settings = readoutSettings(network.training.algorithm)
  const fits = columnsOf(model)
  for (const { count, output } of fits) {
    const bytes = normalBytes(count)
    if (bytes > limits.memory / 2)
      return problem(
        'limit-exceeded',
        'readout-over',
        { node: output.id, count, size: gigabytes(bytes), limit: gigabytes(limits.memory / 2) },
        { nodes: [output.id] },
      )
  }
  const keep = network.longestDelay
  const capacity = { steps: Math.min(longest, keep + CHUNK), sequences: 1, keep, adjoints: false }
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision)
  if (tooLarge) return tooLarge
  const program = model.bind(capacity)
  return settings.method === 'ridge' ? ridgeReadout(model, program, fits, settings) : recursiveReadout(model, program, fits, settings)
}
