import type { Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import type { Sequence } from '../../data/types'

/** Steps whose errors have been used, and the sum of their losses. */
export interface GradientReady {
  readonly steps: number
  readonly loss: number
}

/** Changes the weights itself, in passes over sequences one by one. */
export interface ReadoutLearner {
  readonly kind: 'readout'
  readonly program: Program
  /** Passes after which another would change nothing; null where the document says how many. */
  readonly passes: number | null
  pass(sequences: readonly Sequence[], validate: () => number | null): Generator<GradientReady | Problem, ReadoutFit, void>
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
