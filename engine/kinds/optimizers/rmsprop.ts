import { notNegative, object, share } from '../../contract/schema'
import { defineOptimizer, learningRate } from './optimizer'

/** s = ρ s + (1−ρ) g², w −= η g / (√s + ε) (Hinton's lecture 6e, 2012). */
export const rmsprop = defineOptimizer({
  settings: object({ learningRate, decay: share({ default: 0.99 }), epsilon: notNegative({ default: 1e-8 }) }),
  keeps: 1,
  update: ({ kernels, n, weights, gradients, kept: [second] }, { decay, epsilon }, rate) =>
    kernels.rmsprop(n, weights, gradients, second!, rate, decay, epsilon),
})
