import { flag, object, share } from '../../contract/schema'
import { defineOptimizer, learningRate } from './optimizer'

/** v = μ v + g, w −= η v; with `nesterov` w −= η (g + μ v) (Sutskever et al. 2013). */
export const sgd = defineOptimizer({
  settings: object({ learningRate, momentum: share({ default: 0 }), nesterov: flag({ default: false }) }),
  keeps: 1,
  update: ({ kernels, n, weights, gradients, kept: [velocity] }, { momentum, nesterov }, rate) =>
    kernels.sgd(n, weights, gradients, velocity!, rate, momentum, nesterov),
  gathers: ({ momentum }) => momentum > 0,
})
