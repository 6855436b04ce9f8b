import { none, over, plus, root, wide } from '../../../base/wide'
import type { Output } from '../../../compile/output'
import type { Dataset } from '../../../data/types'
import { ClassTally, classColumns, type ClassColumn } from './classes'
import { NumberTally } from './numbers'
import { COLUMNS, type ColumnScore, type OutputScore, type PartScore } from './scores'
import type { TargetFacts } from './targets'
import type { TaskJudge } from './tasks'
import { lossOf } from '../../../kinds/losses'

interface OutputTally {
  readonly output: Output
  /** Errors of an output with squared error; classes have measures of their own. */
  readonly numbers: NumberTally | undefined
  readonly classes: readonly { readonly of: ClassColumn; readonly tally: ClassTally }[]
}

/** Collects the scores of one part while the network runs over it in pieces. */
export class PartTally {
  private loss = 0
  private steps = 0
  /** Whether any step has a target: without one, the part has no loss instead of a loss of 0. */
  private targeted = false
  private readonly judged: Map<string, OutputTally>

  constructor(
    outputs: readonly Output[],
    dataset: Dataset,
    readonly task: TaskJudge | undefined,
  ) {
    this.judged = new Map(
      outputs.map((output) => [
        output.id,
        {
          output,
          numbers: lossOf(output.loss).targets === 'numbers' ? new NumberTally(output, dataset) : undefined,
          classes: classColumns(output, dataset).map((of) => ({ of, tally: new ClassTally(of) })),
        },
      ]),
    )
  }

  addLoss(value: number, steps: number): void {
    this.loss += value
    this.steps += steps
  }

  /** Adds a step with a target; `follows` says whether a last known value exists to compare with. */
  addStep(output: Output, y: Float64Array, d: Float64Array, at: number, follows: boolean): void {
    this.targeted = true
    const { numbers, classes } = this.judged.get(output.id)!
    numbers?.add(y, d, at, follows)
    for (const { tally } of classes) tally.add(y, d, at)
  }

  /** Returns the score; undefined if no step of the part has a target. `facts` describes the targets of each output that has any. */
  score(facts: ReadonlyMap<string, TargetFacts>): PartScore | undefined {
    if (this.steps === 0 || !this.targeted) return undefined
    const outputs: [string, OutputScore][] = []
    const means = { nrmse: new Mean(), nmse: new Mean() }
    let squared = none
    let values = 0
    let hits = 0
    let classified = 0
    let broken = false
    for (const {
      output: { id, size },
      numbers,
      classes,
    } of this.judged.values()) {
      const known = facts.get(id)
      if (!known) continue
      const columns: ColumnScore[] = []
      if (numbers) {
        squared = plus(squared, numbers.squared())
        values += numbers.steps * size
        for (let unit = 0; unit < size; unit++) {
          const score = numbers.score(unit, known)
          means.nrmse.add(score.nrmse)
          means.nmse.add(score.nmse)
          // A unit that stands for a category has no number scores of its own.
          if (classes.length === 0 && unit < COLUMNS) columns.push(score)
        }
      }
      for (const { tally } of classes.slice(0, COLUMNS)) columns.push(tally.score())
      for (const { tally } of classes) {
        hits += tally.hits
        classified += tally.steps
        broken ||= tally.hasNaN
      }
      const more = (classes.length > 0 ? classes.length : size) - columns.length
      outputs.push([id, { columns, ...(more > 0 ? { more } : {}) }])
    }
    const task = this.task?.score()
    return {
      loss: this.loss / this.steps,
      ...(values > 0 ? { rmse: finite(root(over(squared, wide(values)))), nrmse: means.nrmse.value, nmse: means.nmse.value } : {}),
      ...(classified > 0 ? { accuracy: broken ? null : hits / classified } : {}),
      outputs: Object.fromEntries(outputs),
      ...(task ? { task } : {}),
    }
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Mean of the values that exist. */
class Mean {
  private sum = 0
  private count = 0

  add(value: number | null): void {
    if (value === null) return
    this.sum += value
    this.count++
  }

  get value(): number | null {
    return this.count > 0 ? this.sum / this.count : null
  }
}
