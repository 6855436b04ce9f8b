import { programBytes } from '../compile/program'
import { limits } from '../document/limits'
import type { AlgorithmSpec } from '../document/types'
import type { Dataset } from '../data/types'
import { tapeFor, horizonOf } from '../learn/bptt/bptt'
import { gradientNormBytes } from '../learn/optimize/gradient-norm'
import type { Model } from '../learn/model/model'
import { rtrlCost, rtrlOptions } from '../learn/rtrl/rtrl'
import { curvatureOf } from '../learn/curvature'
import { optimizerOf } from '../kinds/optimizers'
import { variants } from '../learn/rtrl/variants'
import { weightBytes } from '../learn/model/weight-bytes'
import type { AlgorithmCost, CostsAnswer } from './questions'

/** The model and data to be trained. */
export interface TrainingCandidate {
  readonly model: Model
  readonly dataset: Dataset
}

/**
 * Memory and work of RTRL in each variant, and of BPTT over whole sequences, with the document's batches; computed from
 * the network's plan, before allocating.
 */
export function costs(candidate: TrainingCandidate | undefined): CostsAnswer {
  const limit = limits.memory
  if (!candidate) return { sequences: 0, longest: 0, limit, costs: [] }
  const { model, dataset } = candidate
  const { network, kernels, store } = model
  const { batchSize, washout } = network.training
  const algorithm = network.document.training?.algorithm
  const longest = dataset.train.reduce((most, s) => Math.max(most, s.length), 1)
  const sequences = Math.max(1, Math.min(batchSize, dataset.train.length))
  const weights = store.declarations.reduce((sum, { name }) => sum + store.count(name), 0)

  const whole: AlgorithmSpec = { kind: 'bptt' }
  const tape = tapeFor(horizonOf(whole), longest, network.longestDelay, network.backwardInTime)
  // Back-propagation uses every weight once, and every weight's gradient takes one product.
  const capacity = { ...tape, sequences, adjoints: true }
  const beside = network.training.regularize.gradientNorm > 0 ? gradientNormBytes(network, capacity, kernels.bytes) : 0
  // An optimizer that uses the Jacobian stores matrices, and runs one backward pass for every output of every step.
  const second = optimizerOf(network.training.optimizer).curvature ? curvatureOf(model, longest) : undefined
  const carried = 8 * (second?.numbers ?? 0)
  const bptt = {
    bytes: programBytes(network, capacity, kernels.bytes) + weightBytes(network, kernels.bytes, capacity) + beside + carried,
    carried,
    operations: 2 * weights + (second?.operations ?? 0),
  }
  const every = algorithm?.kind === 'rtrl' && algorithm.every !== undefined ? { every: algorithm.every } : {}
  const found = network.backwardInTime
    ? []
    : variants.map((variant): AlgorithmCost => {
        const spec: AlgorithmSpec & { kind: 'rtrl' } = { kind: 'rtrl', variant, ...every }
        return { algorithm: spec, ...rtrlCost(model, rtrlOptions(spec, washout), sequences, longest) }
      })
  return { sequences, longest, limit, costs: [...found, { algorithm: whole, ...bptt }] }
}
