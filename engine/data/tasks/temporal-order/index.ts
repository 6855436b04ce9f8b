import { stream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { Sequences, noTarget, oneHot, total } from '../sequences'
import { countOption, defineTask } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

const symbols = ['E', 'B', 'a', 'b', 'c', 'd', 'X', 'Y']
/** Where the marks stand, as fractions of the length (100 in the paper): two marks (6a), three (6b). */
const ranges: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  2: [
    [0.1, 0.2],
    [0.5, 0.6],
  ],
  3: [
    [0.1, 0.2],
    [0.33, 0.43],
    [0.66, 0.76],
  ],
}
const classes = (marks: number): string[] =>
  Array.from({ length: 2 ** marks }, (_, i) => Array.from({ length: marks }, (_, k) => ((i >> (marks - 1 - k)) & 1 ? 'Y' : 'X')).join(''))

/**
 * E, then random distractors a … d with two (or three) marks among them, each X or Y, then B. The target at the end is
 * the class named by the order of the marks. Length drawn from T … T + T/10; marks at 0.1 T … 0.2 T and 0.5 T … 0.6 T
 * (with three: 0.1 … 0.2, 0.33 … 0.43, 0.66 … 0.76 of T), positions counted from 0. A sequence is correct if the errors
 * of all outputs are below 0.3. Hochreiter & Schmidhuber 1997, experiments 6a and 6b (T = 100).
 */
export const temporalOrder = defineTask({
  source: 'Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9, experiments 6a and 6b',
  text: { en, ja },
  measure: { kind: 'within', tolerance: 0.3 },
  inputs: symbols,
  outputs: ({ marks }) => classes(marks),
  options: object({
    length: whole(10, { max: 100_000, default: 100 }),
    marks: whole(2, { max: 3, default: 2 }),
    train: countOption(1_000),
    validation: countOption(0),
    test: countOption(200),
  }),
  cells: ({ length, marks, ...counts }) => 1.1 * length * total(counts) * (symbols.length + 2 ** marks),
  make({ length, marks, ...counts }, seed) {
    const random = stream(seed, 'temporal-order')
    const names = classes(marks)
    const sequences = new Sequences([...symbols, ...names])
    for (let i = 0; i < total(counts); i++) {
      const steps = length + random.integer(Math.floor(length / 10) + 1)
      const order: number[] = []
      const at = new Map<number, number>()
      for (const [low, high] of ranges[marks]!) {
        const from = Math.round(low * length)
        const mark = random.integer(2)
        order.push(mark)
        at.set(from + random.integer(Math.round(high * length) - from + 1), mark)
      }
      const named = order.reduce((sum, mark) => 2 * sum + mark, 0)
      for (let t = 0; t < steps; t++) {
        const symbol = t === 0 ? 0 : t === steps - 1 ? 1 : at.has(t) ? 6 + at.get(t)! : 2 + random.integer(4)
        sequences.step(...oneHot(8, symbol), ...(t === steps - 1 ? oneHot(names.length, named) : noTarget(names.length)))
      }
      sequences.end()
    }
    return sequences.finish(counts)
  },
})
