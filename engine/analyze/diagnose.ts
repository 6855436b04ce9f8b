import { least } from '../base/lists'

/** A problem of a training run whose numbers are all finite. */
export interface Finding {
  readonly code: 'diverging' | 'overfitting' | 'oscillating' | 'worse-than-mean' | 'worse-than-last' | 'changed-since'
  readonly values: Readonly<Record<string, number>>
}

/** The scores of an epoch that the rules use. */
export interface EpochCourse {
  readonly epoch: number
  readonly loss: number
  readonly validation: number | null
  /** Number of steps with a target in the validation part, for the last epoch. */
  readonly validated?: number | undefined
  /** √(mean squared error) over the standard deviation of the targets, of the training part. */
  readonly nrmse?: number | null | undefined
  /** The best skill of any column of numbers of the training part, 1 − its squared error over that of the last value. */
  readonly skill?: number | null | undefined
  /** The loss of the training part of the network as it is now, for the last epoch. */
  readonly scored?: number | null | undefined
}

/** Number of epochs before which no rule applies. */
export const EARLY = 10
/** Numbers of epochs in which a loss that falls and rises in turn oscillates, and one that swings widely. */
const TURNING = 12
const SWINGING = 24
/** A loss below this share of that of the first epoch may swing and rise: it is low already. */
const LOW = 0.1
/** A loss this many times that of the last epoch means that the network is not the one that was trained. */
const CHANGED = 4

/**
 * Rules on the course of a training, each stated by its thresholds:
 *
 * - diverging: the mean loss of the last three epochs is more than three times the smallest and a tenth of the first, and
 *   does not fall: the learning rate is too high, although no number has overflowed.
 * - overfitting: the validation loss was smallest at least 10 epochs ago and has been more than 10 % above that for three
 *   epochs, while the training loss has decreased since (Prechelt 1998, Early stopping — but when?). With few steps n in the
 *   validation part it must be more than 2·√(2/n) above: two standard deviations of a mean of n squared normal errors.
 *   A network that is worse than the mean on the training part has learned too little to overfit.
 * - oscillating: the loss makes no progress, the mean of the later half of some epochs being at least 0.9 times that of the
 *   earlier half, and it either rose and fell in turn at each of the last 12 epochs, by more than 2 % of its mean (each
 *   update overshoots: LeCun et al. 1998, Efficient BackProp), or rose at least 4 times in the last 24 epochs by more
 *   than half of its mean, which is above a tenth of the first loss (with mini-batches).
 * - worse-than-mean: after 10 epochs the error of the training part is larger than that of predicting the mean of the
 *   targets (NRMSE above 1).
 * - worse-than-last: after 10 epochs every column of numbers of the training part has a larger error than repeating its last
 *   value (skill below 0; Theil 1966). Reported only if the error is not above that of the mean as well.
 * - changed-since, in place of worse-than-last: the loss of the network as it is now is more than four times that of its
 *   last epoch. An edit changed it since, such as the spectral radius of a reservoir whose readout was fitted before.
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
  const diverging = now > Math.max(3 * best.loss, LOW * known[0]!.loss) && best.loss > 0 && last.loss >= tail[0]!.loss && best !== last
  if (diverging) found.push({ code: 'diverging', values: { times: now / best.loss, epoch: best.epoch } })
  const validated = known.filter((report): report is EpochCourse & { validation: number } => report.validation !== null && Number.isFinite(report.validation))
  const newest = validated.at(-1)
  if (newest && !diverging) {
    const lowest = validated.reduce((a, b) => (b.validation < a.validation ? b : a))
    const lately = least(validated.slice(-3).map(({ validation }) => validation))
    const chance = last.validated ? 2 * Math.sqrt(2 / last.validated) : 0
    const learns = !(typeof last.nrmse === 'number' && last.nrmse > 1)
    if (learns && newest.epoch - lowest.epoch >= EARLY && lately > (1 + Math.max(0.1, chance)) * lowest.validation && newest.loss < lowest.loss)
      found.push({ code: 'overfitting', values: { epoch: lowest.epoch, percent: 100 * (newest.validation / lowest.validation - 1) } })
  }
  const oscillating = diverging ? undefined : oscillation(known.map(({ loss }) => loss))
  if (oscillating) found.push({ code: 'oscillating', values: oscillating })
  return diverging ? found : [...found, ...againstConstants(last)]
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v / values.length, 0)
/** Whether the later half is hardly lower than the earlier one. */
const stands = (losses: readonly number[]): boolean => meanOf(losses.slice(losses.length / 2)) >= 0.9 * meanOf(losses.slice(0, losses.length / 2))

/** Returns how often the loss has turned, in how many epochs, if it oscillates. */
function oscillation(losses: readonly number[]): { turns: number; epochs: number } | undefined {
  const latest = losses.slice(-TURNING)
  if (latest.length < TURNING) return undefined
  const turns = turnsOf(latest, 0.02 * meanOf(latest))
  if (turns === TURNING - 2 && stands(latest)) return { turns, epochs: TURNING }
  const wide = losses.slice(-SWINGING)
  const mean = meanOf(wide)
  const swings = turnsOf(wide, 0.5 * mean)
  return wide.length === SWINGING && swings >= 7 && mean > LOW * losses[0]! && stands(wide) ? { turns: swings, epochs: SWINGING } : undefined
}

/** Counts how often values turn between falling and rising, each time by more than `least`. */
function turnsOf(values: readonly number[], least: number): number {
  let turns = -1
  let rising: boolean | undefined
  let [low, high] = [values[0]!, values[0]!]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
    if (rising !== true && value - low > least) [rising, turns, high] = [true, turns + 1, value]
    else if (rising !== false && high - value > least) [rising, turns, low] = [false, turns + 1, value]
  }
  return Math.max(0, turns)
}

/** Compares the error with those of the two constant predictions. */
function againstConstants({ loss, nrmse, skill, scored }: EpochCourse): Finding[] {
  if (typeof nrmse === 'number' && nrmse > 1) return [{ code: 'worse-than-mean', values: { nrmse } }]
  if (typeof skill !== 'number' || skill >= 0) return []
  if (typeof scored === 'number' && loss > 0 && scored > CHANGED * loss) return [{ code: 'changed-since', values: { times: Math.sqrt(scored / loss) } }]
  return [{ code: 'worse-than-last', values: { times: Math.sqrt(1 - skill) } }]
}
