import type { Model } from '../engine/learn/model/model'

/** Keeps the weights after the last epoch with finite weights, in case training diverges. */
export class LastFinite {
  private weights: Float64Array | undefined
  private epoch = 0

  constructor(private readonly model: Model) {}

  private get finite(): boolean {
    const { kernels, store } = this.model
    return kernels.finite(store.trainable, store.weights)
  }

  private get place(): number {
    const { kernels, store } = this.model
    return store.weights / kernels.bytes
  }

  /** Saves the weights if they are finite; call it after each epoch. */
  keep(epoch: number): void {
    if (!this.finite) return
    const { kernels, store } = this.model
    this.weights ??= new Float64Array(store.trainable)
    this.weights.set(kernels.view().subarray(this.place, this.place + store.trainable))
    this.epoch = epoch
  }

  /** Leaves the model with finite weights and returns their epoch; undefined if there were none. */
  settle(epoch: number): number | undefined {
    if (this.finite) return epoch
    if (!this.weights) return undefined
    this.model.kernels.view().set(this.weights, this.place)
    return this.epoch
  }
}
