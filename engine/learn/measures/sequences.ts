import type { Part, Sequence } from '../../data/types'
import { columnOf } from '../../data/table'
import { judgedOutput, Runner, type Judged, type Measure } from './measure'

/** Share of the sequences of a part for which `right` holds; `first` looks at no more than it needs to know that not all are. */
function share({ model, dataset, part }: Judged, right: (y: Record<string, Float64Array>, sequence: Sequence, index: number) => boolean, first = false): number {
  const sequences = dataset[part]
  const runner = new Runner(model, sequences)
  let hits = 0
  for (const [index, sequence] of sequences.entries()) {
    if (right(runner.outputs(sequence), sequence, index)) hits++
    else if (first) return 0
  }
  return sequences.length > 0 ? hits / sequences.length : 0
}

/**
 * Share of sequences in which every error of every target stays below the tolerance: |dᵢ − yᵢ| < tolerance. The rule of
 * Hochreiter & Schmidhuber 1997 for adding (0.04) and temporal order (0.3).
 */
export const within: Measure = (judged) => share(judged, withinTolerance(judged))

function withinTolerance(judged: Judged): (y: Record<string, Float64Array>, sequence: Sequence) => boolean {
  const { id, size } = judgedOutput(judged)
  return (outputs, sequence) => {
    const { values, present } = sequence.targets[id]!
    const y = outputs[id]!
    for (let t = 0; t < sequence.length; t++) {
      if (!present[t]) continue
      for (let i = t * size; i < (t + 1) * size; i++) if (!(Math.abs(values[i]! - y[i]!) < judged.tolerance)) return false
    }
    return true
  }
}

/** Mean absolute error over the targets of a part. */
export const absolute: Measure = (judged) => {
  const { model, dataset, part } = judged
  const { id, size } = judgedOutput(judged)
  const runner = new Runner(model, dataset[part])
  let sum = 0
  let count = 0
  for (const sequence of dataset[part]) {
    const { values, present } = sequence.targets[id]!
    const y = runner.outputs(sequence)[id]!
    for (let t = 0; t < sequence.length; t++)
      if (present[t]) for (let i = t * size; i < (t + 1) * size; i++, count++) sum += Math.abs(values[i]! - y[i]!)
  }
  return sum / count
}

/** Bits a step, −Σᵢ dᵢ log₂ yᵢ, mean over the steps of a part that have a target; of an output with softmax. */
export const bits: Measure = (judged) => {
  const { model, dataset, part } = judged
  const { id, size, activation } = judgedOutput(judged)
  if (activation !== 'softmax') throw new Error('bits are of probabilities: the output needs softmax')
  const runner = new Runner(model, dataset[part])
  let sum = 0
  let steps = 0
  for (const sequence of dataset[part]) {
    const { values, present } = sequence.targets[id]!
    const y = runner.outputs(sequence)[id]!
    for (let t = 0; t < sequence.length; t++) {
      if (!present[t]) continue
      steps++
      // Single precision has no smaller probability than this one.
      for (let i = t * size; i < (t + 1) * size; i++) if (values[i]! > 0) sum -= values[i]! * Math.log2(Math.max(y[i]!, 2 ** -149))
    }
  }
  return sum / steps
}

/**
 * Share of strings in which at every step the k symbols that the grammar allows, columns `legal-…`, are the k most
 * active outputs (Hochreiter & Schmidhuber 1997, experiment 1).
 */
export const legal: Measure = (judged) => share(judged, allLegal(judged))

function allLegal(judged: Judged): (y: Record<string, Float64Array>, sequence: Sequence, index: number) => boolean {
  const { dataset, data, part } = judged
  const { id, size } = judgedOutput(judged)
  const { table, cut } = data
  const columns = data.defaults?.outputs.map((name) => columnOf(table!, name.replace(/^next-/, 'legal-'))) ?? []
  if (!cut || columns.length !== size || columns.some((column) => !column)) throw new Error('the data does not say what is legal')
  const before: Record<Part, number> = { train: 0, validation: dataset.train.length, test: dataset.train.length + dataset.validation.length }
  return (outputs, sequence, index) => {
    const row = cut.starts[before[part] + index]!
    const y = outputs[id]!
    for (let t = 0; t < sequence.length; t++) {
      let least = Infinity
      let most = -Infinity
      for (let i = 0; i < size; i++) {
        const value = y[t * size + i]!
        if (columns[i]!.numbers[row + t] === 1) least = Math.min(least, value)
        else most = Math.max(most, value)
      }
      if (!(least > most)) return false
    }
    return true
  }
}

/** Share of sequences whose every step has the most active unit of the target (logistic units: the side of ½). */
export const whole: Measure = (judged) => share(judged, allRight(judged))

function allRight(judged: Judged): (y: Record<string, Float64Array>, sequence: Sequence) => boolean {
  const { id, size, activation } = judgedOutput(judged)
  const most = (values: Float64Array, from: number): number => {
    let best = 0
    for (let i = 1; i < size; i++) if (values[from + i]! > values[from + best]!) best = i
    return best
  }
  return (outputs, sequence) => {
    const { values, present } = sequence.targets[id]!
    const y = outputs[id]!
    for (let t = 0; t < sequence.length; t++) {
      if (!present[t]) continue
      const from = t * size
      if (activation === 'softmax' && most(y, from) !== most(values, from)) return false
      if (activation !== 'softmax') for (let i = from; i < from + size; i++) if (y[i]! >= 0.5 !== values[i]! >= 0.5) return false
    }
    return true
  }
}

/** Whether all sequences of a part are right by a rule, found without looking further than the first that is not. */
export const solvedBy: Readonly<Record<string, (judged: Judged) => boolean>> = {
  legal: (judged) => share(judged, allLegal(judged), true) === 1,
  within: (judged) => share(judged, withinTolerance(judged), true) === 1,
  whole: (judged) => share(judged, allRight(judged), true) === 1,
}
