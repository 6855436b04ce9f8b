import { Evaluator } from '../evaluate'
import { judgedOutput, Runner, type Measure } from './measure'

/**
 * Memory capacity Σ_k r²(u(n−k), y_k(n)) over the units of the output, one a lag, on one part of the series (Jaeger
 * 2002, *Short term memory in echo state networks*, GMD report 152). At most the number of units of the reservoir.
 */
export const memoryCapacity: Measure = (judged) => {
  const { dataset, model, part } = judged
  const { id, size } = judgedOutput(judged)
  const { series } = dataset
  if (!series) throw new Error('memory capacity is of one series')
  const y = new Evaluator(model, dataset).evaluate().series![id]!
  const { values, present } = series.targets[id]!
  const code = ['train', 'validation', 'test'].indexOf(part)
  let capacity = 0
  for (let k = 0; k < size; k++) {
    const pairs: [number, number][] = []
    for (let t = 0; t < series.length; t++) if (present[t] && series.parts![t] === code) pairs.push([values[t * size + k]!, y[t * size + k]!])
    capacity += squaredCorrelation(pairs)
  }
  return capacity
}

/** r² = cov(a, b)² / (var a · var b); 0 where one does not vary. */
export function squaredCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length
  const meanA = pairs.reduce((sum, [a]) => sum + a, 0) / n
  const meanB = pairs.reduce((sum, [, b]) => sum + b, 0) / n
  let aa = 0
  let bb = 0
  let ab = 0
  for (const [a, b] of pairs) {
    aa += (a - meanA) ** 2
    bb += (b - meanB) ** 2
    ab += (a - meanA) * (b - meanB)
  }
  return aa > 0 && bb > 0 ? (ab * ab) / (aa * bb) : 0
}

/**
 * NRMSE₈₄ of a network that generates the Mackey–Glass series: 1,000 steps with the true value fed back, 84 by itself;
 * the root of the mean squared error of the last one over the sequences of the part, over the standard deviation of the
 * series, both in units of y = 1 + artanh x (Jaeger 2001, GMD report 148). The forced steps are those of the washout.
 */
export const nrmse84: Measure = (judged) => {
  const { model, dataset, part } = judged
  const { id } = judgedOutput(judged)
  const at = model.network.training.washout + 83
  const sequences = dataset[part].filter(({ length }) => length > at)
  if (sequences.length === 0) throw new Error('no sequence is long enough')
  const runner = new Runner(model, sequences)
  const all: number[] = []
  let squares = 0
  for (const sequence of sequences) {
    const { values } = sequence.targets[id]!
    // A generator that has left the range of tanh has no y at all: its error counts as that of the farthest.
    const x = Math.max(-1 + 1e-9, Math.min(1 - 1e-9, runner.outputs(sequence, at - 83)[id]![at]!))
    squares += (Math.atanh(x) - Math.atanh(values[at]!)) ** 2
    for (const value of values) all.push(1 + Math.atanh(value))
  }
  const mean = all.reduce((sum, y) => sum + y, 0) / all.length
  const variance = all.reduce((sum, y) => sum + (y - mean) ** 2, 0) / all.length
  return Math.sqrt(squares / sequences.length / variance)
}

/**
 * Elman's temporal XOR: mean squared error where the next bit can be known, every third step, over that where it can
 * not (Elman 1990, figure 3). 1: nothing was learnt; 0: all that can be.
 */
export const thirdStep: Measure = (judged) => {
  const { dataset, model, part } = judged
  const { id } = judgedOutput(judged)
  const { series } = dataset
  if (!series) throw new Error('the temporal XOR is one series')
  const y = new Evaluator(model, dataset).evaluate().series![id]!
  const { values, present } = series.targets[id]!
  const code = ['train', 'validation', 'test'].indexOf(part)
  const sums = [0, 0, 0]
  const counts = [0, 0, 0]
  for (let t = 0; t < series.length; t++) {
    if (!present[t] || series.parts![t] !== code) continue
    sums[t % 3]! += (y[t]! - values[t]!) ** 2
    counts[t % 3]!++
  }
  const known = sums[1]! / counts[1]!
  return known / ((sums[0]! + sums[2]!) / (counts[0]! + counts[2]!))
}
