import type { ModelOptions } from '../../engine/learn/model/model'
import type { ThreadHost } from '../../engine/learn/threads/threads'
import type { Trainer } from '../../engine/learn/train/trainer'
import { trainerOf, type Workload } from './workloads'

/** Runs one pass over the training part. */
export function epoch(trainer: Trainer): void {
  for (;;) {
    const progress = trainer.next()
    if (progress.kind === 'failed') throw new Error(progress.problem.message)
    if (progress.kind !== 'update') return
  }
}

/** A warmed-up workload that can be measured repeatedly, interleaved with others. */
export class Runner {
  private trainer: Trainer | undefined

  constructor(
    readonly workload: Workload,
    private readonly options: ModelOptions,
    private readonly threadHost?: ThreadHost,
  ) {}

  /** The figure of at least `seconds` of training, in the workload's unit. */
  measure(seconds: number): number {
    const { workload } = this
    if (workload.unit === 's') return this.once()
    if (!this.trainer) {
      this.trainer = trainerOf(workload, this.options, this.threadHost)
      run(this.trainer, Math.min(1, seconds / 2))
    }
    const { passes, time } = run(this.trainer, seconds)
    return (passes * workload.work) / time
  }

  /** Seconds of one run from the start, without initializing weights and binding memory. */
  private once(): number {
    const trainer = trainerOf(this.workload, this.options)
    const start = performance.now()
    epoch(trainer)
    return (performance.now() - start) / 1000
  }
}

function run(trainer: Trainer, seconds: number): { passes: number; time: number } {
  const start = performance.now()
  for (let passes = 1; ; passes++) {
    epoch(trainer)
    const time = (performance.now() - start) / 1000
    if (time >= seconds) return { passes, time }
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
