import type { Training } from '../../compile/network'

/**
 * The learning rate of each epoch. With e epochs behind, warm-up w and η of the optimizer: η (e+1)/(w+1) while e < w;
 * from there on, with k = e − w,
 * - step: η · factor^⌊k/period⌋ (0.1, every 30 epochs);
 * - exponential: η · factor^(k/period) (0.95, every epoch);
 * - cosine: η · (factor + (1 − factor) · ½ (1 + cos(π (k mod period)/period))), from η down to factor · η (0) over
 *   `period` epochs (those that are left after the warm-up), then from the start again (Loshchilov & Hutter 2017);
 * - plateau: × factor (0.5) whenever the validation loss (that of training, where there is none) has not fallen below
 *   its least for `period` epochs (10).
 */
export class Schedule {
  private drops = 0
  private least = Infinity
  private stale = 0

  constructor(private readonly training: Training) {}

  rate(epoch: number): number {
    const { schedule, epochs, optimizer: { learningRate } } = this.training
    if (!schedule) return learningRate
    const { kind, warmup = 0 } = schedule
    if (epoch < warmup) return (learningRate * (epoch + 1)) / (warmup + 1)
    const k = epoch - warmup
    switch (kind) {
      case 'step':
        return learningRate * (schedule.factor ?? 0.1) ** Math.floor(k / (schedule.period ?? 30))
      case 'exponential':
        return learningRate * (schedule.factor ?? 0.95) ** (k / (schedule.period ?? 1))
      case 'cosine': {
        const period = schedule.period ?? Math.max(1, epochs - warmup)
        const floor = schedule.factor ?? 0
        return learningRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * (k % period)) / period)))
      }
      case 'plateau':
        return learningRate * (schedule.factor ?? 0.5) ** this.drops
    }
  }

  /** Takes note of the loss of the epoch that has `epoch` epochs behind it. */
  report(epoch: number, loss: number): void {
    const { schedule } = this.training
    if (schedule?.kind !== 'plateau' || epoch < (schedule.warmup ?? 0)) return
    if (loss < this.least) {
      this.least = loss
      this.stale = 0
    } else if (++this.stale >= (schedule.period ?? 10)) {
      this.drops++
      this.stale = 0
    }
  }

  state(): Float64Array {
    return Float64Array.of(this.drops, this.least, this.stale)
  }

  resume(state: Float64Array): void {
    this.drops = state[0]!
    this.least = state[1]!
    this.stale = state[2]!
  }

  reset(): void {
    this.resume(Float64Array.of(0, Infinity, 0))
  }
}
