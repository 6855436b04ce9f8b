import type { Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import type { Sequence } from '../../data/types'
import { leadOf } from '../../compile/network'
import { CarriedState } from '../model/carried'
import type { GradientReady, DirectLearner } from '../model/learner'
import { optimizerOf } from '../../kinds/optimizers'
import { bptt, horizonOf, tapeFor } from '../bptt/bptt'
import { makeCurvature } from '../curvature'
import { GradientNorm, gradientNormBytes } from '../optimize/gradient-norm'
import { Model } from '../model/model'
import { makeReadout } from '../readout/readout'
import { ProgramThreads, type ThreadHost } from '../threads/threads'
import { Rtrl, makeRtrl, rtrlOptions } from '../rtrl/rtrl'

/** Adds up the gradients of a batch in the store; the trainer updates the weights at each yield. */
export interface GradientLearner {
  readonly kind: 'gradient'
  readonly program: Program
  /** The gradient-norm regularizer, if the document has one. */
  readonly norm?: GradientNorm | undefined
  /** Threads that run the program together. */
  readonly threads?: ProgramThreads | undefined
  gradients(batch: readonly Sequence[]): Generator<GradientReady, void, void>
  /** Its state at a pause within the only sequence of a batch, besides weights, gradients and `state`. */
  pausedState(): Float64Array[]
  /** Continues from a pause within a sequence, bit for bit; undefined if these numbers are of another network or algorithm. */
  continueFrom(sequence: Sequence, within: readonly Float64Array[]): Generator<GradientReady, void, void> | undefined
  /** Resets the state that it carries from one sequence to the next. */
  reset(): void
  /** Its state, from which training continues bit for bit. */
  state(): Float64Array[]
  resume(state: readonly Float64Array[]): void
}

const stateOf = (carried: CarriedState): Pick<GradientLearner, 'reset' | 'state' | 'resume'> => ({
  reset: () => carried.reset(),
  state: () => carried.state(),
  resume: (state) => carried.resume(state),
})

export type Learner = GradientLearner | DirectLearner

/** The inputs of a learner. */
interface Extent {
  /** Steps of the longest sequence. */
  readonly longest: number
  /** Sequences side by side. */
  readonly sequences: number
}

/** Allocates memory for sequences and the document's algorithm; returns a problem if that is impossible. */
export function makeLearner(model: Model, { longest, sequences }: Extent, threadHost?: ThreadHost): Learner | Problem {
  const { network, kernels } = model
  const { training } = network
  if (training.algorithm.kind === 'readout') return makeReadout(model, longest)
  if (training.algorithm.kind === 'rtrl') {
    const learner = makeRtrl(model, rtrlOptions(training.algorithm, training.washout), sequences, longest)
    if (!(learner instanceof Rtrl)) return learner
    return {
      kind: 'gradient',
      program: learner.program,
      gradients: (batch) => learner.gradients(batch),
      pausedState: () => learner.pausedState(),
      continueFrom: (sequence, within) => learner.continueFrom(sequence, within),
      ...stateOf(learner.carried),
    }
  }
  if (optimizerOf(training.optimizer).curvature) return makeCurvature(model, longest)
  const horizon = horizonOf(training.algorithm)
  const tape = tapeFor(horizon, longest + leadOf(network), network.longestDelay, network.backwardInTime)
  const capacity = { ...tape, sequences, adjoints: true }
  const beside = training.regularize.gradientNorm > 0 ? gradientNormBytes(network, capacity, kernels.bytes) : 0
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision, beside)
  if (tooLarge) return tooLarge
  const start = model.arena.mark()
  const program = model.bind(capacity)
  const threads = ProgramThreads.join(model, program, start, threadHost)
  const norm = training.regularize.gradientNorm > 0 ? new GradientNorm(model, program) : undefined
  const carried = new CarriedState(program, training.carry)
  const gradients = (batch: readonly Sequence[], begun = false): Generator<GradientReady, void, void> =>
    bptt(program, batch, horizon, training.washout, norm, carried, begun)
  const continueFrom: GradientLearner['continueFrom'] = (sequence, [rows, ...others]) => {
    if (!rows || others.length > 0 || !program.fits(rows)) return undefined
    program.restore(rows, [sequence])
    return gradients([sequence], true)
  }
  return {
    kind: 'gradient',
    program,
    threads,
    norm,
    gradients: (batch) => gradients(batch),
    pausedState: () => [program.snapshot()],
    continueFrom,
    ...stateOf(carried),
  }
}
