import type { Parameter } from '../../contract/node-type'

type Numbers = Float32Array | Float64Array

/** The settings of its output that a loss uses. */
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
 * A loss, computed row by row: `net`, `y` and `d` are the addresses in `view` of the net input, the value and the
 * target
 * of `n` units.
 */
export interface LossKind {
  /** What its targets are: numbers, or probabilities from 0 to 1. */
  readonly targets: 'numbers' | 'probabilities'
  /** Activations of the output for which it is defined; absent for all. */
  readonly activations?: readonly string[]
  /** The version of documents that has it, where not the first. */
  readonly since?: 2
  /** Settings of the output that only this loss uses. */
  readonly settings?: readonly Parameter[]
  /** What its derivative is taken by: the value of the output, or its net input. */
  readonly by: 'value' | 'net'
  /** J of one row, in a form that stays finite. */
  row(view: Numbers, n: number, net: number, y: number, d: number, settings: LossSettings): number
  /** Adds weight · ∂J/∂(what it is taken by) of one row to what stands at `to`. */
  slope(view: Numbers, n: number, weight: number, y: number, d: number, to: number, settings: LossSettings): void
}

/** A loss Σ of a function of the error e = d − y of each unit, and its slope by e. */
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
