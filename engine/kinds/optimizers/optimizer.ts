import { notNegative, type Filled, type ObjectSchema } from '../../contract/schema'
import type { Kernels } from '../../kernels/types'

/** The operands of an optimizer: addresses of vectors of `n` numbers in the memory of the kernels. */
export interface Operands {
  readonly kernels: Kernels
  readonly n: number
  readonly weights: number
  readonly gradients: number
  /** Vectors that the optimizer keeps from one update to the next. */
  readonly kept: readonly number[]
  /** Updates so far, if the optimizer counts them. */
  count: number
}

/** One way to change the trainable weights by their gradient, with its settings. */
export interface OptimizerKind<S extends ObjectSchema = ObjectSchema> {
  readonly settings: S
  /** Number of vectors that it keeps. They begin at 0, unless `begin` sets them. */
  readonly keeps: number
  begin?(trained: Operands, settings: Filled<S>): void
  /** One update of all weights. */
  update(trained: Operands, settings: Filled<S>, learningRate: number): void
  /** Whether its state affects the next update; true if absent. */
  gathers?(settings: Filled<S>): boolean
  /** Set if it uses the Jacobian of the outputs instead of a gradient, which requires BPTT and the squared error. */
  readonly curvature?: 'levenberg-marquardt' | 'ekf'
  /** Whether it compares gradients of successive updates, so that every update must use all data. */
  readonly wholeData?: boolean
  /** Whether it uses only the signs of gradients, so that clipping and later learning rates have no effect. */
  readonly signsOnly?: boolean
}

export const defineOptimizer = <const S extends ObjectSchema>(kind: OptimizerKind<S>): OptimizerKind<S> => kind

export const learningRate = notNegative({ default: 0.01 })
