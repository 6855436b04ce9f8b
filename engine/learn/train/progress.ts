import type { Problem } from '../../base/problem'
import type { Evaluation } from '../evaluate/evaluate'
import type { RidgeTried } from '../model/learner'

export interface EpochReport {
  readonly epoch: number
  /** Mean a step over the epoch, as trained, dropout included. */
  readonly loss: number
  readonly validation: number | null
  /** Global norm of the last gradient before clipping. */
  readonly gradientNorm: number
  /** Share of the epoch's updates whose gradient was clipped; where the document clips. */
  readonly clipped?: number
  /** Ω of the gradient-norm regularizer, mean over the updates of the epoch; where there is one. */
  readonly omega?: number
  /** λ of a ridge readout. */
  readonly ridge?: number
  /** Where λ was chosen from several: the validation loss with each. */
  readonly tried?: readonly RidgeTried[]
}

export type Progress =
  | { readonly kind: 'update'; readonly loss: number; readonly steps: number }
  /** A piece of the evaluation after an epoch; more are to come. */
  | { readonly kind: 'evaluating' }
  /** A part of an epoch was run once more, to go on from the midst of it. */
  | { readonly kind: 'again' }
  | { readonly kind: 'epoch'; readonly report: EpochReport; readonly evaluation: Evaluation | undefined }
  | { readonly kind: 'done'; readonly epoch: number; readonly early: boolean }
  | { readonly kind: 'failed'; readonly problem: Problem }
