import type { Training } from '../../compile/network'
import { rateOf } from '../../kinds/optimizers'
import { scheduleOf } from '../../kinds/schedules'
import type { Losses } from '../../kinds/schedules/schedule'

/**
 * The learning rate of each epoch. With e completed epochs, warm-up w and the optimizer's η: η (e+1)/(w+1) while e < w,
 * then as the document's schedule defines.
 */
export class Schedule {
  private readonly losses: Losses = { drops: 0, least: Infinity, stale: 0 }

  constructor(private readonly training: Training) {}

  rate(epoch: number): number {
    const { schedule, epochs, optimizer } = this.training
    const learningRate = rateOf(optimizer)
    if (!schedule) return learningRate
    const { warmup } = schedule
    if (epoch < warmup) return (learningRate * (epoch + 1)) / (warmup + 1)
    return learningRate * scheduleOf(schedule).share(epoch - warmup, schedule, epochs, this.losses)
  }

  /** Records the loss of an epoch; `epoch` epochs were completed before it. */
  report(epoch: number, loss: number): void {
    const { schedule } = this.training
    if (schedule && epoch >= schedule.warmup) scheduleOf(schedule).note?.(this.losses, loss, schedule)
  }

  state(): Float64Array {
    const { drops, least, stale } = this.losses
    return Float64Array.of(drops, least, stale)
  }

  resume(state: Float64Array): void {
    const [drops, least, stale] = state as ArrayLike<number> as [number, number, number]
    Object.assign(this.losses, { drops, least, stale } satisfies Losses)
  }

  reset(): void {
    this.resume(Float64Array.of(0, Infinity, 0))
  }
}
