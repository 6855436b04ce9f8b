import { resolveTraining } from '../../../engine/compile/network'
import type { TrainingSpec } from '../../../engine/document/types'
import { optimizerOf, rateOf } from '../../../engine/kinds/optimizers'
import { setTraining } from '../../editing/commands'
import { edit } from '../../editing/store'

/** First clipping threshold to offer, and the factor by which further offers are lower. */
const FIRST_THRESHOLD = 1
const TIMES_LOWER = 10

const rounded = (value: number): number => Number(value.toPrecision(3))

/** The learning rate to offer after a failed run: a tenth. */
export const rateAfter = (training: TrainingSpec | undefined): number => rounded(rateOf(resolveTraining(training).optimizer) / TIMES_LOWER)

/** Whether a lower learning rate can be offered: the weights follow a gradient, at a rate. */
export const hasRate = (training: TrainingSpec | undefined): boolean =>
  training?.algorithm?.kind !== 'readout' && 'learningRate' in resolveTraining(training).optimizer

/** Whether clipping the gradient can be offered. */
export function clips(training: TrainingSpec | undefined): boolean {
  const { signsOnly, curvature } = optimizerOf(resolveTraining(training).optimizer)
  return training?.algorithm?.kind !== 'readout' && !signsOnly && !curvature
}

/** The clipping threshold to offer: a norm of 1, or a tenth of one that was too high. */
export function clipThreshold(training: TrainingSpec | undefined): number {
  const { clip } = resolveTraining(training)
  return clip?.kind === 'norm' ? Math.min(FIRST_THRESHOLD, rounded(clip.threshold / TIMES_LOWER)) : FIRST_THRESHOLD
}

/** Epochs over which a loss is compared. */
const COMPARED = 10

/** Whether the loss of the last epoch is lower than some epochs before: longer training helps. */
export function stillFalls(reports: readonly { readonly loss: number }[]): boolean {
  const [before, last] = [reports.at(-1 - COMPARED), reports.at(-1)]
  return before !== undefined && last !== undefined && last.loss < before.loss
}

export function lowerRate(training: TrainingSpec | undefined): void {
  const { kind } = resolveTraining(training).optimizer
  edit('panels.edit.lower-rate', (draft) => {
    if (!draft.training?.optimizer) setTraining(draft, ['optimizer'], { kind })
    setTraining(draft, ['optimizer', 'learningRate'], rateAfter(training))
  })
}

export function clipHarder(training: TrainingSpec | undefined): void {
  edit('panels.edit.clip', (draft) => setTraining(draft, ['clip'], { kind: 'norm', threshold: clipThreshold(training) }))
}
