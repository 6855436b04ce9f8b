import { notNegative, object, share } from '../../contract/schema'
import { defineOptimizer, learningRate, type Operands } from './optimizer'

const moments = { learningRate, beta1: share({ default: 0.9 }), beta2: share({ default: 0.999 }), epsilon: notNegative({ default: 1e-8 }) }

function update(
  trained: Operands,
  { beta1, beta2, epsilon }: { readonly beta1: number; readonly beta2: number; readonly epsilon: number },
  rate: number,
  decay: number,
): void {
  const {
    kernels,
    n,
    weights,
    gradients,
    kept: [first, second],
  } = trained
  const t = ++trained.count
  const correction = Math.sqrt(1 - beta2 ** t)
  const scaled = (rate * correction) / (1 - beta1 ** t)
  kernels.adam(n, weights, gradients, first!, second!, scaled, beta1, beta2, epsilon * correction, rate * decay)
}

/** m = β₁ m + (1−β₁) g, s = β₂ s + (1−β₂) g², w −= η m̂ / (√ŝ + ε), both corrected for their start at 0 (Kingma & Ba 2015). */
export const adam = defineOptimizer({ settings: object(moments), keeps: 2, update: (trained, settings, rate) => update(trained, settings, rate, 0) })

/** Adam with decoupled weight decay, w −= η · decay · w (Loshchilov & Hutter 2019). */
export const adamw = defineOptimizer({
  settings: object({ ...moments, weightDecay: notNegative({ default: 0.01 }) }),
  keeps: 2,
  update: (trained, settings, rate) => update(trained, settings, rate, settings.weightDecay),
})
