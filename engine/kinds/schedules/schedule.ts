import { positive, whole, type Filled, type ObjectSchema } from '../../contract/schema'

/** The state of a schedule: what it remembers of the losses of epochs. */
export interface Losses {
  /** How often the learning rate was lowered. */
  drops: number
  least: number
  /** Epochs since the last one with a lower loss. */
  stale: number
}

/** One way in which the learning rate changes from epoch to epoch. */
export interface ScheduleKind<S extends ObjectSchema = ObjectSchema> {
  readonly settings: S
  /** Returns the factor of the learning rate in epoch k after the warm-up; `epochs` is the number of all epochs. */
  share(k: number, settings: Filled<S>, epochs: number, losses: Losses): number
  /** Records the loss of an epoch. */
  note?(losses: Losses, loss: number, settings: Filled<S>): void
  /** Returns how many epochs after the warm-up certainly have the factor 1. */
  steady(settings: Filled<S>): number
}

export const defineSchedule = <const S extends ObjectSchema>(kind: ScheduleKind<S>): ScheduleKind<S> => kind

/** Returns the settings of a schedule that multiplies the learning rate by `factor` after each `period`. */
export const steps = <const F extends number, const P extends number>(factor: F, period: P) => ({
  factor: positive({ default: factor }),
  period: whole(1, { default: period, unit: 'epochs' }),
  warmup,
})

/** Setting w of the warm-up: the learning rate is η (e+1)/(w+1) in each epoch e < w. */
export const warmup = whole(0, { default: 0, unit: 'epochs' })
