import { number, object, positive, choice, notNegative, share } from '../../contract/schema'
import { defineOptimizer, learningRate } from './optimizer'

/** Optimizers that use the Jacobian of the outputs instead of a gradient; `engine/learn/curvature/` computes them. */
const curvature = { keeps: 0, update: () => undefined } as const

/**
 * Damped Gauss–Newton steps over all data: (JᵀJ + μ I) Δw = Jᵀe. Raises μ until a step lowers the loss, and then lowers
 * it (Levenberg 1944; Marquardt 1963; for networks Hagan & Menhaj 1994).
 */
export const levenbergMarquardt = defineOptimizer({
  settings: object({
    damping: positive({ default: 1e-3 }),
    increase: number({ min: 1, aboveMin: true, default: 10 }),
    decrease: share({ aboveMin: true, default: 0.1 }),
  }),
  curvature: 'levenberg-marquardt',
  ...curvature,
})

/**
 * An extended Kalman filter with the weights as its state and the targets as observations with noise of variance 1/η
 * (Singhal & Wu 1989; Williams 1992; decoupled by units: Puskorius & Feldkamp 1994).
 */
export const ekf = defineOptimizer({
  settings: object({
    learningRate: { ...learningRate, aboveMin: true, default: 1 },
    covariance: positive({ default: 100 }),
    processNoise: notNegative({ default: 0 }),
    groups: choice(['global', 'decoupled'], { default: 'global' }),
  }),
  curvature: 'ekf',
  ...curvature,
})
