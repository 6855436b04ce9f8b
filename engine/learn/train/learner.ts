import type { Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import type { Dataset, Sequence } from '../../data/types'
import type { GradientReady, ReadoutLearner } from '../model/learner'
import { bptt, horizonOf, tapeFor } from '../bptt/bptt'
import { GradientNorm, gradientNormBytes } from '../optimize/gradient-norm'
import { Model } from '../model/model'
import { makeReadout } from '../readout/readout'
import { ProgramThreads, type ThreadHost } from '../threads/threads'
import { Rtrl, makeRtrl, rtrlOptions } from '../rtrl/rtrl'

/** Adds up the gradients of a batch in the store; the trainer updates the weights at each yield. */
interface GradientLearner {
  readonly kind: 'gradient'
  readonly program: Program
  /** The gradient-norm regularizer, if the document has one. */
  readonly norm?: GradientNorm | undefined
  /** Threads that run the program together. */
  readonly threads?: ProgramThreads | undefined
  gradients(batch: readonly Sequence[]): Generator<GradientReady, void, void>
}

export type Learner = GradientLearner | ReadoutLearner

/** Allocates memory for the training part and the document's algorithm; returns a problem if that is impossible. */
export function makeLearner(model: Model, dataset: Dataset, threadHost?: ThreadHost): Learner | Problem {
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
  const beside = training.regularize.gradientNorm > 0 ? gradientNormBytes(network, capacity, kernels.bytes) : 0
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision, beside)
  if (tooLarge) return tooLarge
  const start = model.arena.mark()
  const program = model.bind(capacity)
  const threads = ProgramThreads.join(model, program, start, threadHost)
  const norm = training.regularize.gradientNorm > 0 ? new GradientNorm(model, program) : undefined
  return { kind: 'gradient', program, threads, norm, gradients: (batch) => bptt(program, batch, horizon, training.washout, norm) }
}
