type Numbers = Float32Array | Float64Array

/**
 * A loss, computed row by row: `net`, `y` and `d` are the addresses in `view` of the net input, the value and the
 * target
 * of `n` units.
 */
export interface LossKind {
  /** What its targets are: numbers, or probabilities from 0 to 1. */
  readonly targets: 'numbers' | 'probabilities'
  /** Activations of the output that it is defined for; all where nothing is said. */
  readonly activations?: readonly string[]
  /** What its derivative is taken by: the value of the output, or its net input. */
  readonly by: 'value' | 'net'
  /** J of one row, in a form that stays finite. */
  row(view: Numbers, n: number, net: number, y: number, d: number, activation: string): number
  /** Adds weight · ∂J/∂(what it is taken by) of one row to what stands at `to`. */
  slope(view: Numbers, n: number, weight: number, y: number, d: number, to: number, activation: string): void
}
