import type { Parameter } from '../../contract/node-type'

type Numbers = Float32Array | Float64Array

/** The settings of an output that its loss uses. */
export interface LossSettings {
  readonly activation: string
  /** δ of `huber`. */
  readonly delta: number
  /** q of `quantile`. */
  readonly quantile: number
  /** A factor for each unit; 1 where absent. */
  readonly classWeights?: readonly number[] | undefined
}

/**
 * A loss, computed row by row: `net`, `y` and `d` are the indices in `view` of the net input, the value and the target
 * of `n` units.
 */
export interface LossKind {
  /** The kind of its targets: numbers, or probabilities from 0 to 1. */
  readonly targets: 'numbers' | 'probabilities'
  /** Activations of the output for which it is defined; absent for all. */
  readonly activations?: readonly string[]
  /** The version of documents that introduced it; absent for the first. */
  readonly since?: 2
  /** Settings of the output that only this loss uses. */
  readonly settings?: readonly Parameter[]
  /** The variable of its derivative: the value of the output, or its net input. */
  readonly by: 'value' | 'net'
  /** Returns J of one row, in a form that does not overflow. */
  row(view: Numbers, n: number, net: number, y: number, d: number, settings: LossSettings): number
  /** Adds weight · ∂J/∂(the variable in `by`) of one row to the n numbers at `to`. */
  slope(view: Numbers, n: number, weight: number, y: number, d: number, to: number, settings: LossSettings): void
}

/** Makes a loss Σ f(e) over the units, e = d − y, from f (`value`) and its derivative f′ (`slope`). */
export function ofError(
  value: (e: number, settings: LossSettings) => number,
  slope: (e: number, settings: LossSettings) => number,
): Pick<LossKind, 'targets' | 'by' | 'row' | 'slope'> {
  return {
    targets: 'numbers',
    by: 'value',
    row(view, n, _net, y, d, settings) {
      let loss = 0
      for (let i = 0; i < n; i++) loss += value(view[d + i]! - view[y + i]!, settings)
      return loss
    },
    slope(view, n, weight, y, d, to, settings) {
      for (let i = 0; i < n; i++) view[to + i]! -= weight * slope(view[d + i]! - view[y + i]!, settings)
    },
  }
}
