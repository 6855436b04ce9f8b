/** A problem of a training run whose numbers are all finite. */
export interface Finding {
  readonly code: 'diverging' | 'overfitting' | 'oscillating' | 'worse-than-mean' | 'worse-than-last'
  readonly values: Readonly<Record<string, number>>
}

/** The scores of an epoch that the rules use. */
export interface EpochCourse {
  readonly epoch: number
  readonly loss: number
  readonly validation: number | null
  /** √(mean squared error) over the standard deviation of the targets, of the training part. */
  readonly nrmse?: number | null | undefined
  /** The best skill of any column of numbers of the training part, 1 − its squared error over that of the last value. */
  readonly skill?: number | null | undefined
}

/** Number of epochs before which no rule applies. */
export const EARLY = 10
/** Number of epochs that the rules on the latest course use. */
const WINDOW = 12

/**
 * Rules on the course of a training, each stated by its thresholds:
 *
 * - diverging: the mean loss of the last three epochs is more than three times the smallest, and rises: the learning
 *   rate is too high, although no number has overflowed.
 * - overfitting: the validation loss was smallest at least 10 epochs ago and is 10 % above that by now, while the loss of
 *   training has fallen since (Prechelt 1998, Early stopping — but when?).
 * - oscillating: in the last 12 epochs the loss turned at least 8 times of 10, by more than 10 % of its mean each time.
 * - worse-than-mean: after 10 epochs the error of the training part is larger than that of predicting the mean of the
 *   targets (NRMSE above 1).
 * - worse-than-last: after 10 epochs every column of numbers of the training part has a larger error than repeating its last
 *   value (skill below 0; Theil 1966). Reported only if the error is not above that of the mean as well.
 *
 * A diverging run is not also reported as oscillating. A readout is solved in one epoch and judged after it.
 */
export function diagnoseCourse(reports: readonly EpochCourse[], readout = false): Finding[] {
  const found: Finding[] = []
  const known = reports.filter(({ loss }) => Number.isFinite(loss))
  const last = known.at(-1)
  if (!last) return found
  if (known.length < EARLY) return readout ? againstConstants(last) : found
  const best = known.reduce((a, b) => (b.loss < a.loss ? b : a))
  const tail = known.slice(-3)
  const now = tail.reduce((sum, { loss }) => sum + loss / tail.length, 0)
  const diverging = now > 3 * best.loss && best.loss > 0 && last.loss >= tail[0]!.loss && best !== last
  if (diverging) found.push({ code: 'diverging', values: { times: now / best.loss, epoch: best.epoch } })
  const validated = known.filter((report): report is EpochCourse & { validation: number } => report.validation !== null && Number.isFinite(report.validation))
  const newest = validated.at(-1)
  if (newest && !diverging) {
    const least = validated.reduce((a, b) => (b.validation < a.validation ? b : a))
    if (newest.epoch - least.epoch >= EARLY && newest.validation > 1.1 * least.validation && newest.loss < least.loss)
      found.push({ code: 'overfitting', values: { epoch: least.epoch, percent: 100 * (newest.validation / least.validation - 1) } })
  }
  const window = known.slice(-WINDOW)
  if (window.length === WINDOW && !diverging) {
    const mean = window.reduce((sum, { loss }) => sum + loss / WINDOW, 0)
    const moves = window.slice(1).map(({ loss }, i) => loss - window[i]!.loss)
    const turns = moves.slice(1).filter((move, i) => move * moves[i]! < 0 && Math.min(Math.abs(move), Math.abs(moves[i]!)) > 0.1 * mean).length
    if (turns >= 8) found.push({ code: 'oscillating', values: { turns, epochs: WINDOW } })
  }
  return diverging ? found : [...found, ...againstConstants(last)]
}

/** Compares the error with those of the two constant predictions. */
function againstConstants({ nrmse, skill }: EpochCourse): Finding[] {
  if (typeof nrmse === 'number' && nrmse > 1) return [{ code: 'worse-than-mean', values: { nrmse } }]
  if (typeof skill === 'number' && skill < 0) return [{ code: 'worse-than-last', values: { times: Math.sqrt(1 - skill) } }]
  return []
}
