import { none, over, plus, ratio, root, SquareSums, squareOf, times, wide, type Wide } from '../../../base/wide'
import type { Output } from '../../../compile/output'
import type { Dataset } from '../../../data/types'
import { withReasons, type NumberMeasure, type NumberScore, type Reason } from './scores'
import type { TargetFacts } from './targets'

/** Adds up the errors of an output of numbers over the judged steps of a part, per unit. */
export class NumberTally {
  private readonly squares: SquareSums
  private readonly absolutes: Float64Array
  /** Squared errors at steps that have a last known value. */
  private readonly followed: SquareSums
  steps = 0

  constructor(
    private readonly output: Output,
    private readonly dataset: Dataset,
  ) {
    this.squares = new SquareSums(output.size)
    this.absolutes = new Float64Array(output.size)
    this.followed = new SquareSums(output.size)
  }

  /** @param follows Whether a last known value exists to compare with. */
  add(y: Float64Array, d: Float64Array, at: number, follows: boolean): void {
    const { size } = this.output
    this.steps++
    for (let i = 0; i < size; i++) {
      const e = y[at + i]! - d[at + i]!
      this.squares.add(i, e)
      this.absolutes[i]! += Math.abs(e)
      if (follows) this.followed.add(i, e)
    }
  }

  private scale(unit: number): number {
    return this.dataset.units[this.output.id]?.[unit]?.deviation ?? 1
  }

  /** Returns Σ(y−d)² over all units, each in its own unit of measurement. */
  squared(): Wide {
    let sum = none
    for (let i = 0; i < this.output.size; i++) sum = plus(sum, times(this.squares.at(i), squareOf(this.scale(i))))
    return sum
  }

  /** Returns the score of one unit. */
  score(unit: number, facts: TargetFacts): NumberScore {
    const {
      output: { id, size },
      dataset,
      steps,
    } = this
    const column = dataset.units[id]?.[unit]?.column ?? (size === 1 ? id : `${id}[${unit}]`)
    const scale = this.scale(unit)
    const squares = this.squares.at(unit)
    const mse = over(squares, wide(steps))
    const variance = over(dataset.variance[id]?.[unit] ?? none, squareOf(scale))
    const spread = facts.spread[unit]!
    const last = facts.last[unit]!
    const flat: Reason | undefined =
      steps === 0 ? 'targets-none' : steps === 1 ? 'targets-one' : facts.constant[unit] || spread.value === 0 ? 'targets-constant' : undefined
    const judged = (value: number): number | Reason => (steps === 0 ? 'targets-none' : value)
    const { values, reasons } = withReasons<NumberMeasure>({
      rmse: judged(root(mse) * scale),
      mae: judged((this.absolutes[unit]! / steps) * scale),
      nrmse: flat ?? Math.sqrt(ratio(squares, spread)),
      nmse: steps === 0 ? 'targets-none' : variance.value > 0 ? ratio(mse, variance) : 'series-constant',
      r2: flat ?? 1 - ratio(squares, spread),
      lastValue: steps === 0 ? 'targets-none' : facts.followed === 0 ? 'last-none' : root(over(last, wide(facts.followed))) * scale,
      skill: steps === 0 ? 'targets-none' : facts.followed === 0 ? 'last-none' : last.value === 0 ? 'last-exact' : 1 - ratio(this.followed.at(unit), last),
    })
    return { kind: 'numbers', column, steps, ...values, ...(reasons ? { reasons } : {}) }
  }
}
