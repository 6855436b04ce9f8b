import { stream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { Sequences, total } from '../sequences'
import { countOption, defineTask } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/**
 * Pairs of a value, uniform in [−1, 1), and a marker. The target at the end is ½ + (X₁ + X₂)/4, with X₁ and X₂ the
 * values of the two marked pairs. The length is drawn from T … T + T/10. One mark is among the first ten pairs, the
 * other among the first T/2 − 1 of the rest; markers are 1 there, −1 at the first and last pair, 0 elsewhere. If the
 * first pair is marked, its marker stays −1 and X₁ is 0. A sequence is correct if the error is below 0.04. Hochreiter &
 * Schmidhuber 1997, *Long short-term memory*, Neural Computation 9, experiment 4.
 */
export const adding = defineTask({
  source: 'Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9, experiment 4',
  text: { en, ja },
  measure: { kind: 'within', tolerance: 0.04 },
  inputs: ['value', 'marker'],
  outputs: ['sum'],
  options: object({ length: whole(24, { max: 100_000, default: 100 }), train: countOption(1_000), validation: countOption(0), test: countOption(200) }),
  cells: ({ length, ...counts }) => 3.3 * length * total(counts),
  make({ length, ...counts }, seed) {
    const random = stream(seed, 'adding')
    const sequences = new Sequences(['value', 'marker', 'sum'])
    for (let i = 0; i < total(counts); i++) {
      const steps = length + random.integer(Math.floor(length / 10) + 1)
      const first = random.integer(10)
      let second = random.integer(Math.floor(length / 2) - 2)
      if (second >= first) second++
      const values = Array.from({ length: steps }, () => 2 * random.uniform() - 1)
      const x = (at: number): number => (at === 0 ? 0 : values[at]!)
      const target = 0.5 + (x(first) + x(second)) / 4
      for (let t = 0; t < steps; t++)
        sequences.step(values[t]!, t === 0 || t === steps - 1 ? -1 : t === first || t === second ? 1 : 0, t === steps - 1 ? target : NaN)
      sequences.end()
    }
    return sequences.finish(counts)
  },
})
