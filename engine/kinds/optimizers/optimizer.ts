import { notNegative, type Filled, type ObjectSchema } from '../../contract/schema'
import type { Kernels } from '../../kernels/types'

/** What an optimizer works on: addresses of vectors of `n` numbers in the memory of the kernels. */
export interface Trained {
  readonly kernels: Kernels
  readonly n: number
  readonly weights: number
  readonly gradients: number
  /** Those that it keeps from one update to the next. */
  readonly kept: readonly number[]
  /** Updates so far, where it counts them. */
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
  /** Whether what it keeps matters to the next update; it does where nothing is said. */
  gathers?(settings: Filled<S>): boolean
  /** It changes the weights by the Jacobian of the outputs instead of by a gradient: with BPTT and the squared error alone. */
  readonly curvature?: 'levenberg-marquardt' | 'ekf'
  /** It compares gradients of the whole data, of which every update takes all. */
  readonly wholeData?: boolean
  /** It looks at the signs of gradients alone: neither clipping nor the later learning rates change anything. */
  readonly signsOnly?: boolean
}

export const defineOptimizer = <const S extends ObjectSchema>(kind: OptimizerKind<S>): OptimizerKind<S> => kind

export const learningRate = notNegative({ default: 0.01 })
