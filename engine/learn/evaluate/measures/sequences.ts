import { judgedOutput, Runner, type Judged, type Measure } from './measure'
import { allLegal, allRight, withinTolerance, type Rule } from './rules'

/** Returns the share of a part's sequences that are correct by a rule; with `first`, 0 as soon as one is not. */
function share({ model, dataset, part }: Judged, right: Rule, first = false): number {
  const sequences = dataset[part]
  const runner = new Runner(model, sequences)
  let hits = 0
  for (const sequence of sequences) {
    if (right(runner.outputs(sequence), sequence)) hits++
    else if (first) return 0
  }
  return sequences.length > 0 ? hits / sequences.length : 0
}

const rules = {
  within: (judged: Judged) => withinTolerance(judgedOutput(judged), judged.tolerance),
  legal: (judged: Judged) => {
    if (!judged.dataset[judged.part].every((s) => s.allowed)) throw new Error('the data does not say what is legal')
    return allLegal(judgedOutput(judged))
  },
  whole: (judged: Judged) => allRight(judgedOutput(judged)),
} as const

/** Share of sequences in which every error of every target stays below the tolerance. */
export const within: Measure = (judged) => share(judged, rules.within(judged))

/** Share of strings in which every step ranks all symbols that the grammar allows above all others. */
export const legal: Measure = (judged) => share(judged, rules.legal(judged))

/** Share of sequences in which every step has the target's most active unit (logistic units: its side of ½). */
export const whole: Measure = (judged) => share(judged, rules.whole(judged))

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
    for (let t = 0; t < sequence.length; t++) if (present[t]) for (let i = t * size; i < (t + 1) * size; i++, count++) sum += Math.abs(values[i]! - y[i]!)
  }
  return sum / count
}

/** Bits per step, −Σᵢ dᵢ log₂ yᵢ, mean over the steps of a part that have a target; for a softmax output. */
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
      // The smallest probability in single precision.
      for (let i = t * size; i < (t + 1) * size; i++) if (values[i]! > 0) sum -= values[i]! * Math.log2(Math.max(y[i]!, 2 ** -149))
    }
  }
  return sum / steps
}

/** Returns whether all sequences of a part are correct by a rule; stops at the first that is not. */
export const solvedBy: Readonly<Record<string, (judged: Judged) => boolean>> = {
  legal: (judged) => share(judged, rules.legal(judged), true) === 1,
  within: (judged) => share(judged, rules.within(judged), true) === 1,
  whole: (judged) => share(judged, rules.whole(judged), true) === 1,
}
