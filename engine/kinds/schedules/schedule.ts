import { positive, whole, type Filled, type ObjectSchema } from '../../contract/schema'

/** The state of a schedule: what it keeps of the losses of epochs. */
export interface Losses {
  /** How often the learning rate was lowered. */
  drops: number
  least: number
  /** Epochs since the last that was better. */
  stale: number
}

/** One way in which the learning rate changes from epoch to epoch. */
export interface ScheduleKind<S extends ObjectSchema = ObjectSchema> {
  readonly settings: S
  /** What the optimizer's learning rate is multiplied by in the k-th epoch after the warm-up, of `epochs`. */
  share(k: number, settings: Filled<S>, epochs: number, losses: Losses): number
  /** Takes note of the loss of an epoch. */
  note?(losses: Losses, loss: number, settings: Filled<S>): void
  /** How many epochs surely have the optimizer's learning rate. */
  steady(settings: Filled<S>): number
}

export const defineSchedule = <const S extends ObjectSchema>(kind: ScheduleKind<S>): ScheduleKind<S> => kind

/** The settings of a schedule that multiplies by `factor` after each `period`. */
export const steps = <const F extends number, const P extends number>(factor: F, period: P) => ({
  factor: positive({ default: factor }),
  period: whole(1, { default: period, unit: 'epochs' }),
  warmup,
})

/** η (e+1)/(w+1) in epoch e, while e < w. */
export const warmup = whole(0, { default: 0, unit: 'epochs' })
