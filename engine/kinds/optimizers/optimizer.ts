import { notNegative, type Filled, type ObjectSchema } from '../../contract/schema'
import type { Kernels } from '../../kernels/types'

/** The operands of an optimizer: addresses of vectors of `n` numbers in the memory of the kernels. */
export interface Trained {
  readonly kernels: Kernels
  readonly n: number
  readonly weights: number
  readonly gradients: number
  /** Those that it keeps from one update to the next. */
  readonly kept: readonly number[]
  /** Updates so far, if it counts them. */
  count: number
}

/** One way to change the trainable weights by their gradient, with its settings. */
export interface OptimizerKind<S extends ObjectSchema = ObjectSchema> {
  readonly settings: S
  /** Vectors that it keeps; they begin at 0, or as `begin` says. */
  readonly keeps: number
  begin?(trained: Trained, settings: Filled<S>): void
  /** One update of all weights. */
  update(trained: Trained, settings: Filled<S>, learningRate: number): void
  /** Whether its state affects the next update; true if absent. */
  gathers?(settings: Filled<S>): boolean
  /** It changes the weights by the Jacobian of the outputs instead of a gradient: only with BPTT and the squared error. */
  readonly curvature?: 'levenberg-marquardt' | 'ekf'
  /** It compares gradients of successive updates, so every update must use the whole data. */
  readonly wholeData?: boolean
  /** It uses only the signs of gradients: neither clipping nor later learning rates change anything. */
  readonly signsOnly?: boolean
}

export const defineOptimizer = <const S extends ObjectSchema>(kind: OptimizerKind<S>): OptimizerKind<S> => kind

export const learningRate = notNegative({ default: 0.01 })
