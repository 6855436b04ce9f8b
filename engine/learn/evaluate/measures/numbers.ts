import type { Output } from '../../../compile/network'
import type { Dataset } from '../../../data/types'
import { told, type NumberMeasure, type NumberScore, type Reason } from './scores'
import type { TargetFacts } from './targets'

/** Errors of an output of numbers over the judged steps of a part, unit by unit. */
export class NumberTally {
  private readonly squares: Float64Array
  private readonly absolutes: Float64Array
  /** Squares at steps that have a last value. */
  private readonly followed: Float64Array
  steps = 0

  constructor(private readonly output: Output, private readonly dataset: Dataset) {
    this.squares = new Float64Array(output.size)
    this.absolutes = new Float64Array(output.size)
    this.followed = new Float64Array(output.size)
  }

  /** @param follows Whether there is a last value to compare with. */
  add(y: Float64Array, d: Float64Array, at: number, follows: boolean): void {
    const { size } = this.output
    this.steps++
    for (let i = 0; i < size; i++) {
      const e = y[at + i]! - d[at + i]!
      this.squares[i]! += e * e
      this.absolutes[i]! += Math.abs(e)
      if (follows) this.followed[i]! += e * e
    }
  }

  private scale(unit: number): number {
    return this.dataset.units[this.output.id]?.[unit]?.deviation ?? 1
  }

  /** Σ(y−d)² over all units, each in its own. */
  squared(): number {
    return this.squares.reduce((sum, square, i) => sum + square * this.scale(i) ** 2, 0)
  }

  /** The score of one unit. */
  score(unit: number, facts: TargetFacts): NumberScore {
    const { output: { id, size }, dataset, steps } = this
    const column = dataset.units[id]?.[unit]?.column ?? (size === 1 ? id : `${id}[${unit}]`)
    const scale = this.scale(unit)
    const squares = this.squares[unit]!
    const mse = squares / steps
    const variance = (dataset.variance[id]?.[unit] ?? 0) / scale ** 2
    const spread = facts.spread[unit]!
    const last = facts.last[unit]!
    const flat: Reason | undefined = steps === 0 ? 'targets-none' : steps === 1 ? 'targets-one' : facts.constant[unit] || spread === 0 ? 'targets-constant' : undefined
    const none = (value: number): number | Reason => (steps === 0 ? 'targets-none' : value)
    const { values, reasons } = told<NumberMeasure>({
      rmse: none(Math.sqrt(mse) * scale),
      mae: none((this.absolutes[unit]! / steps) * scale),
      nrmse: flat ?? Math.sqrt(squares / spread),
      nmse: steps === 0 ? 'targets-none' : variance > 0 ? mse / variance : 'series-constant',
      r2: flat ?? 1 - squares / spread,
      lastValue: steps === 0 ? 'targets-none' : facts.followed === 0 ? 'last-none' : Math.sqrt(last / facts.followed) * scale,
      skill: steps === 0 ? 'targets-none' : facts.followed === 0 ? 'last-none' : last === 0 ? 'last-exact' : 1 - this.followed[unit]! / last,
    })
    return { kind: 'numbers', column, steps, ...values, ...(reasons ? { reasons } : {}) }
  }
}
