import { number, object } from '../../contract/schema'
import { defineOptimizer, learningRate } from './optimizer'

const SMALLEST_STEP = 1e-6
const LARGEST_STEP = 50

/**
 * iRprop− (Igel & Hüsken 2000): every weight has its own step, which begins at the learning rate, grows while the gradient
 * keeps its sign, and shrinks when the sign changes.
 */
export const rprop = defineOptimizer({
  settings: object({
    learningRate,
    increase: number({ min: 1, default: 1.2 }),
    decrease: number({ min: 0, aboveMin: true, max: 1, belowMax: true, default: 0.5 }),
  }),
  keeps: 2,
  wholeData: true,
  signsOnly: true,
  begin: ({ kernels, n, kept: [step] }, settings) => kernels.fill(n, step!, settings.learningRate),
  update({ kernels, n, weights, gradients, kept }, { increase, decrease }) {
    const view = kernels.view()
    const [w, g, s, p] = [weights, gradients, ...kept].map((address) => address / kernels.bytes) as [number, number, number, number]
    for (let i = 0; i < n; i++) {
      let gradient = view[g + i]!
      // Not the sign of their product, which underflows to 0 if both are small.
      const sign = Math.sign(gradient) * Math.sign(view[p + i]!)
      if (sign > 0) view[s + i] = Math.min(LARGEST_STEP, view[s + i]! * increase)
      else if (sign < 0) {
        view[s + i] = Math.max(SMALLEST_STEP, view[s + i]! * decrease)
        gradient = 0
      }
      view[w + i]! -= Math.sign(gradient) * view[s + i]!
      view[p + i] = gradient
    }
  },
})
