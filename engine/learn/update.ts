import type { GradientNorm } from './gradient-norm'
import type { Model } from './model'
import { makeOptimizer, type Optimizer } from './optimize'

/** What becomes of a summed gradient: the mean, regularizers, clipping, and the optimizer's step. */
export class Updater {
  readonly optimizer: Optimizer
  /** Norm over all trainable parameters of the last gradient, regularizers included, before clipping. */
  gradientNorm = 0

  constructor(private readonly model: Model, private readonly norm?: GradientNorm) {
    this.optimizer = makeOptimizer(model.network, model.store, model.kernels, model.arena)
  }

  clear(): void {
    const { kernels, store } = this.model
    this.norm?.clear()
    kernels.fill(store.trainable, store.gradients, 0)
  }

  /** One update from the gradient in the store, summed over `steps` steps; false, and none, where it is not finite. */
  update(steps: number, learningRate: number): boolean {
    const { kernels, store, network } = this.model
    const n = store.trainable
    kernels.scale(n, store.gradients, 1 / steps)
    const { weightDecay } = network.training
    if (weightDecay > 0)
      for (const p of store.declarations) {
        const count = store.count(p.name)
        if (p.trainable && p.decays) kernels.axpy(1, count, weightDecay, store.address(p.name), count, store.gradientAddress(p.name), count)
      }
    this.norm?.addTo(network.training.gradientNorm)
    this.gradientNorm = Math.sqrt(kernels.sumOfSquares(n, store.gradients))
    if (!Number.isFinite(this.gradientNorm)) return false
    this.clip()
    this.optimizer.update(learningRate)
    this.clear()
    return true
  }

  /** g ← g · θ/‖g‖ where ‖g‖ > θ, over all parameters or each by itself (Pascanu et al. 2013); by value: to [−θ, θ]. */
  private clip(): void {
    const { kernels, store, network } = this.model
    const { clip } = network.training
    if (!clip) return
    const { threshold } = clip
    if (clip.kind === 'value') {
      kernels.clamp(store.trainable, store.gradients, threshold)
      return
    }
    if (clip.scope === 'global') {
      if (this.gradientNorm > threshold) kernels.scale(store.trainable, store.gradients, threshold / this.gradientNorm)
      return
    }
    for (const { name, trainable } of store.declarations) {
      if (!trainable) continue
      const at = store.gradientAddress(name)
      const norm = Math.sqrt(kernels.sumOfSquares(store.count(name), at))
      if (norm > threshold) kernels.scale(store.count(name), at, threshold / norm)
    }
  }
}
