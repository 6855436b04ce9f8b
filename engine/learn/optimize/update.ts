import type { GradientNorm } from './gradient-norm'
import type { Model } from '../model/model'
import { makeOptimizer, type Optimizer } from './optimize'

/** Turns a summed gradient into an update: mean, regularizers, clipping, optimizer. */
export class Updater {
  readonly optimizer: Optimizer
  /** Norm over all trainable parameters of the last gradient, with regularizers, before clipping. */
  gradientNorm = 0
  private updates = 0
  private clippings = 0

  constructor(
    private readonly model: Model,
    private readonly norm?: GradientNorm,
  ) {
    this.optimizer = makeOptimizer(model.network, model.store, model.kernels, model.arena)
  }

  /** Begins an epoch: resets counters and gradients. */
  begin(): void {
    this.clipped()
    this.norm?.report()
    this.clear()
  }

  private clear(): void {
    const { kernels, store } = this.model
    this.norm?.clear()
    kernels.fill(store.trainable, store.gradients, 0)
  }

  /**
   * Makes one update from the gradient in the store, summed over `steps` steps; returns false, without an update, if it
   * is not finite.
   */
  update(steps: number, learningRate: number): boolean {
    const { kernels, store, network } = this.model
    const n = store.trainable
    kernels.scale(n, store.gradients, 1 / steps)
    const { weightDecay } = network.training.regularize
    if (weightDecay > 0)
      for (const p of store.declarations) {
        const count = store.count(p.name)
        if (p.trainable && p.decays) kernels.axpy(1, count, weightDecay, store.address(p.name), count, store.gradientAddress(p.name), count)
      }
    this.norm?.addTo(network.training.regularize.gradientNorm)
    this.gradientNorm = Math.sqrt(kernels.sumOfSquares(n, store.gradients))
    if (!Number.isFinite(this.gradientNorm)) return false
    this.updates++
    if (this.clip()) this.clippings++
    this.optimizer.update(learningRate)
    this.clear()
    return true
  }

  /** Fraction of the updates since the last call whose gradient was clipped, at least partly. */
  clipped(): number {
    const share = this.updates > 0 ? this.clippings / this.updates : 0
    this.updates = 0
    this.clippings = 0
    return share
  }

  /**
   * g ← g · θ/‖g‖ if ‖g‖ > θ, over all parameters together or each separately (Pascanu et al. 2013); by value: to [−θ,
   * θ]. Returns whether that changed anything.
   */
  private clip(): boolean {
    const { kernels, store, network } = this.model
    const { clip } = network.training
    if (!clip) return false
    const { threshold } = clip
    if (clip.kind === 'value') {
      kernels.clamp(store.trainable, store.gradients, threshold)
      return Math.sqrt(kernels.sumOfSquares(store.trainable, store.gradients)) < this.gradientNorm
    }
    if (clip.scope === 'global') {
      const over = this.gradientNorm > threshold
      if (over) kernels.scale(store.trainable, store.gradients, threshold / this.gradientNorm)
      return over
    }
    let any = false
    for (const { name, trainable } of store.declarations) {
      if (!trainable) continue
      const at = store.gradientAddress(name)
      const norm = Math.sqrt(kernels.sumOfSquares(store.count(name), at))
      if (!(norm > threshold)) continue
      kernels.scale(store.count(name), at, threshold / norm)
      any = true
    }
    return any
  }
}
