import type { Model } from '../../engine/learn/model/model'
import type { EpochReport } from '../../engine/learn/train/trainer'

/** The weights of the epoch with the smallest validation loss; the first of them if several are equal. */
export class Best {
  private weights: Float64Array | undefined
  private smallest = Infinity
  epoch: number | undefined
  /** Whether the weights have changed since they were last written. */
  dirty = false

  constructor(private readonly model: Model) {}

  private get view(): Float32Array | Float64Array {
    const { kernels, store } = this.model
    const at = store.weights / kernels.bytes
    return kernels.view().subarray(at, at + store.trainable)
  }

  /** Keeps the weights of the epoch that has just ended if they are the best so far. */
  offer({ epoch, validation }: Pick<EpochReport, 'epoch' | 'validation'>): void {
    if (!this.better(epoch, validation)) return
    this.weights ??= new Float64Array(this.model.store.trainable)
    this.weights.set(this.view)
    this.dirty = true
  }

  /** Restores the best epoch of an earlier process. */
  recall(epoch: number, validation: number, weights: Float64Array): void {
    if (this.better(epoch, validation)) this.weights = weights
  }

  private better(epoch: number, validation: number | null): boolean {
    if (validation === null || !(validation < this.smallest)) return false
    this.smallest = validation
    this.epoch = epoch
    return true
  }

  /** Runs `use` with the best weights in the model; undefined if there are none. */
  with<T>(use: () => T): T | undefined {
    const { weights, view } = this
    if (!weights) return undefined
    const now = new Float64Array(view)
    view.set(weights)
    try {
      return use()
    } finally {
      this.view.set(now)
    }
  }
}
