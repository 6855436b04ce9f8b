import { frozenEntries } from '../../compile/stored'
import type { GradientNorm } from './gradient-norm'
import type { Model } from '../model/model'
import { makeOptimizer, type Optimizer } from './optimize'

/** Turns a summed gradient into an update: mean, regularizers, clipping, optimizer. */
export class Updater {
  readonly optimizer: Optimizer
  /** Norm over all trainable parameters of the last gradient, with regularizers, before clipping. */
  gradientNorm = 0
  /** Positions of frozen single weights in the trainable part, and a buffer for their values during an update. */
  private readonly frozen: Int32Array
  private readonly frozenValues: Float64Array
  private updates = 0
  private clippings = 0

  constructor(
    private readonly model: Model,
    private readonly norm?: GradientNorm,
  ) {
    this.optimizer = makeOptimizer(model.network, model.store, model.kernels, model.arena)
    const { store, kernels } = model
    const places = store.declarations.flatMap((p) => {
      if (!p.trainable || !p.frozen) return []
      const first = (store.address(p.name) - store.weights) / kernels.bytes
      return [frozenEntries(p, store.indices(p.name)).map((at) => first + at)]
    })
    this.frozen = new Int32Array(places.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const some of places) {
      this.frozen.set(some, at)
      at += some.length
    }
    this.frozenValues = new Float64Array(this.frozen.length)
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
    const { weightDecay, l1 } = network.training.regularize
    if (weightDecay > 0 || l1 > 0)
      for (const { name, trainable, decays } of store.declarations) {
        if (!trainable || !decays) continue
        const count = store.count(name)
        if (weightDecay > 0) kernels.axpy(1, count, weightDecay, store.address(name), count, store.gradientAddress(name), count)
        if (l1 > 0) this.shrink(l1, name)
      }
    this.norm?.addTo(network.training.regularize.gradientNorm)
    store.fold()
    this.saveFrozen()
    this.gradientNorm = Math.sqrt(kernels.sumOfSquares(n, store.gradients))
    if (!Number.isFinite(this.gradientNorm)) return false
    this.updates++
    if (this.clip()) this.clippings++
    this.optimizer.update(learningRate)
    this.restoreFrozen()
    store.confine()
    this.clear()
    return true
  }

  /** Zeroes the gradients of frozen weights, so that no norm counts them, and saves their values, because some optimizers change weights without gradient. */
  private saveFrozen(): void {
    const { frozen, frozenValues } = this
    const { kernels, store } = this.model
    if (frozen.length === 0) return
    const view = kernels.view()
    const [weights, gradients] = [store.weights / kernels.bytes, store.gradients / kernels.bytes]
    for (let i = 0; i < frozen.length; i++) {
      frozenValues[i] = view[weights + frozen[i]!]!
      view[gradients + frozen[i]!] = 0
    }
  }

  private restoreFrozen(): void {
    const { frozen, frozenValues } = this
    if (frozen.length === 0) return
    const { kernels, store } = this.model
    const view = kernels.view()
    const weights = store.weights / kernels.bytes
    for (let i = 0; i < frozen.length; i++) view[weights + frozen[i]!] = frozenValues[i]!
  }

  /** Adds the slope of λ Σ |w|, which is 0 at 0. */
  private shrink(l1: number, name: string): void {
    const { kernels, store } = this.model
    const view = kernels.view()
    const [w, g] = [store.address(name) / kernels.bytes, store.gradientAddress(name) / kernels.bytes]
    for (let i = 0; i < store.count(name); i++) view[g + i]! += l1 * Math.sign(view[w + i]!)
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
