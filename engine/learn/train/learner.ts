import type { Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import type { Dataset, Sequence } from '../../data/types'
import { bptt, tapeFor, type Horizon } from '../bptt/bptt'
import { GradientNorm, gradientNormBytes } from '../optimize/gradient-norm'
import { Model } from '../model/model'
import { makeReadout } from '../readout/readout'
import { Threads, type Crew } from '../threads/team'
import { Rtrl, makeRtrl, rtrlOptions } from '../rtrl/rtrl'

/** Steps whose errors have been used, and the sum of their losses. */
export interface Due {
  readonly steps: number
  readonly loss: number
}

/** Adds up gradients of a batch in the store; the trainer changes the weights whenever one is yielded. */
export interface GradientLearner {
  readonly kind: 'gradient'
  readonly program: Program
  /** Regularizer of the errors' norm, where the document asks for it. */
  readonly norm?: GradientNorm | undefined
  /** Threads that run it together. */
  readonly team?: Threads | undefined
  gradients(batch: readonly Sequence[]): Generator<Due, void, void>
}

/** Changes the weights itself, in passes over sequences one by one. */
export interface ReadoutLearner {
  readonly kind: 'readout'
  readonly program: Program
  /** Passes after which another would change nothing; null where the document says how many. */
  readonly passes: number | null
  pass(sequences: readonly Sequence[], validate: () => number | null): Generator<Due | Problem, ReadoutFit, void>
  /** Forgets what has been seen. */
  reset(): void
  /** What a pass leaves behind besides the weights, from which the next goes on bit for bit. */
  state(): Float64Array[]
  resume(state: readonly Float64Array[]): void
}

export interface RidgeTried {
  readonly ridge: number
  /** Mean loss a step over the validation part. */
  readonly validation: number
}

export interface ReadoutFit {
  /** Mean a step over the training part. */
  readonly loss: number
  /** The λ that was chosen, or the one there is. */
  readonly ridge: number
  /** Where there were several: what each left on the validation part. */
  readonly tried?: readonly RidgeTried[]
}

export type Learner = GradientLearner | ReadoutLearner

/** The horizon of a document's algorithm. */
export function horizonOf(algorithm: { readonly kind: string; horizon?: number | null; every?: number; recompute?: boolean }): Horizon {
  return { horizon: algorithm.horizon ?? null, every: algorithm.every ?? null, recompute: algorithm.recompute ?? false }
}

/** Binds memory for the training part and the document's algorithm, or says why it can not be. */
export function makeLearner(model: Model, dataset: Dataset, crew?: Crew): Learner | Problem {
  const { network, kernels } = model
  const { training } = network
  const longest = dataset.train.reduce((most, s) => Math.max(most, s.length), 1)
  if (training.algorithm.kind === 'readout') return makeReadout(model, longest)
  const sequences = Math.min(training.batchSize, dataset.train.length)
  if (training.algorithm.kind === 'rtrl') {
    const learner = makeRtrl(model, rtrlOptions(training.algorithm, training.washout), sequences, longest)
    return learner instanceof Rtrl ? { kind: 'gradient', program: learner.program, gradients: (batch) => learner.gradients(batch) } : learner
  }
  const horizon = horizonOf(training.algorithm)
  const tape = tapeFor(horizon, longest, network.longestDelay, network.backwardInTime)
  const capacity = { ...tape, sequences, adjoints: true }
  const beside = training.gradientNorm > 0 ? gradientNormBytes(network, capacity, kernels.bytes) : 0
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision, beside)
  if (tooLarge) return tooLarge
  const start = model.arena.mark()
  const program = model.bind(capacity)
  const team = Threads.join(model, program, start, crew)
  const norm = training.gradientNorm > 0 ? new GradientNorm(model, program) : undefined
  return { kind: 'gradient', program, team, norm, gradients: (batch) => bptt(program, batch, horizon, training.washout, norm) }
}
