import type { Network } from '../../../compile/network'
import type { Output } from '../../../compile/output'
import { tasks } from '../../../data/tasks'
import type { Dataset, Part, Sequence } from '../../../data/types'
import { allLegal, allRight, withinTolerance, type Rule } from './rules'
import type { TaskScore } from './scores'
import { capacityOf, Nrmse84, thirdStepOf } from './series'

/** Scores a part of a benchmark task with the task's own measure, from the outputs for each sequence. */
export interface TaskJudge {
  add(sequence: Sequence, outputs: Readonly<Record<string, Float64Array>>): void
  score(): TaskScore
}

/** Counts the sequences that are correct by a rule. */
class CorrectSequences implements TaskJudge {
  private solved = 0
  private of = 0

  constructor(
    private readonly measure: TaskScore['measure'],
    private readonly right: Rule,
    private readonly tolerance?: number,
  ) {}

  add(sequence: Sequence, outputs: Readonly<Record<string, Float64Array>>): void {
    this.of++
    if (this.right(outputs, sequence)) this.solved++
  }

  score(): TaskScore {
    const { measure, solved, of, tolerance } = this
    return { measure, value: of > 0 ? solved / of : null, solved, of, ...(tolerance === undefined ? {} : { tolerance }) }
  }
}

/** Makes a judge with a single number for a series, or for all sequences together. */
function singleNumber(measure: TaskScore['measure'], add: TaskJudge['add'], value: () => number): TaskJudge {
  return {
    add,
    score() {
      const found = value()
      return { measure, value: Number.isFinite(found) ? found : null }
    },
  }
}

/** Returns the judge of a part; undefined if the task has no measure of its own for it. */
export function taskJudge(network: Network, dataset: Dataset, part: Part): TaskJudge | undefined {
  const { task, series } = dataset
  const output = task && network.outputs.find(({ id }) => id === task.output)
  if (!output) return undefined
  const { washout, teacherForcing } = network.training
  const measure = tasks[task.name]?.measure
  if (series) return seriesJudge(measure?.kind, output, series, part)
  switch (measure?.kind) {
    case 'legal':
      return dataset[part].every((s) => s.allowed) ? new CorrectSequences('legal', allLegal(output)) : undefined
    case 'within':
      return new CorrectSequences('within', withinTolerance(output, measure.tolerance), measure.tolerance)
    case 'whole':
      return new CorrectSequences('whole', allRight(output))
    case 'nrmse-84': {
      // In the training part a target replaces each output, so the network generates nothing.
      if (!teacherForcing.includes(output.id) || part === 'train') return undefined
      const found = new Nrmse84(output.id, washout)
      return singleNumber(
        'nrmse-84',
        (sequence, outputs) => found.add(sequence, outputs),
        () => found.value,
      )
    }
    default:
      return undefined
  }
}

function seriesJudge(measure: TaskScore['measure'] | undefined, { id, size }: Output, series: Sequence, part: Part): TaskJudge | undefined {
  const of = measure === 'memory-capacity' ? capacityOf : measure === 'third-step' ? thirdStepOf : undefined
  if (!measure || !of) return undefined
  let found = NaN
  const judge = (_: Sequence, outputs: Readonly<Record<string, Float64Array>>): void => void (found = of({ series, part, id, size, y: outputs[id]! }))
  return singleNumber(measure, judge, () => found)
}
