import type { Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import type { Sequence } from '../../data/types'

/** Number of steps whose errors were used, and the sum of their losses. */
export interface GradientReady {
  readonly steps: number
  readonly loss: number
}

/** A learner that changes the weights itself, in passes over single sequences: a readout, or an optimizer that uses the Jacobian of the outputs. */
export interface DirectLearner {
  readonly kind: 'direct'
  readonly program: Program
  /** Passes after which another would change nothing; null if the document sets the number. */
  readonly passes: number | null
  pass(sequences: readonly Sequence[], validate: () => number | null, rate: number): Generator<GradientReady | Problem, DirectFit, void>
  /** Discards the gathered state. */
  reset(): void
  /** State after a pass besides the weights, from which the next pass continues bit for bit. */
  state(): Float64Array[]
  resume(state: readonly Float64Array[]): void
}

export interface RidgeTried {
  readonly ridge: number
  /** Mean loss per step on the validation part. */
  readonly validation: number
}

export interface DirectFit {
  /** Mean loss per step on the training part. */
  readonly loss: number
  /** The chosen λ of a readout. */
  readonly ridge?: number
  /** The validation loss of each λ, if there were several. */
  readonly tried?: readonly RidgeTried[]
}
