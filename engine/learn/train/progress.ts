import type { Problem } from '../../base/problem'
import type { Evaluation } from '../evaluate/evaluate'
import type { RidgeTried } from '../model/learner'

export interface EpochReport {
  readonly epoch: number
  /** Mean per step over the epoch, as trained, with dropout. */
  readonly loss: number
  readonly validation: number | null
  /** Global norm of the last gradient before clipping. */
  readonly gradientNorm: number
  /** Share of the epoch's updates with a clipped gradient, if the document clips. */
  readonly clipped?: number
  /** Ω of the gradient-norm regularizer, mean over the updates of the epoch, if there is one. */
  readonly omega?: number
  /** λ of a ridge readout. */
  readonly ridge?: number
  /** The validation loss for each λ, if several were tried. */
  readonly tried?: readonly RidgeTried[]
}

export type Progress =
  | { readonly kind: 'update'; readonly loss: number; readonly steps: number }
  /** Part of the evaluation after an epoch is done. */
  | { readonly kind: 'evaluating' }
  /** Part of an epoch was replayed, to continue from a checkpoint within it. */
  | { readonly kind: 'again' }
  | { readonly kind: 'epoch'; readonly report: EpochReport; readonly evaluation: Evaluation | undefined }
  | { readonly kind: 'done'; readonly epoch: number; readonly early: boolean }
  | { readonly kind: 'failed'; readonly problem: Problem }
