import { stream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { Sequences, total } from '../sequences'
import { countOption, defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/**
 * Random bits u; the target is their parity so far, y(t) = u(0) ⊕ … ⊕ u(t), at every step or, with `every` 0, only at
 * the last. One bit of memory is enough, yet each bit can flip the answer, which is hard for gradients over long
 * sequences. Rumelhart, Hinton & Williams 1986 (feed-forward); over time Hochreiter & Schmidhuber 1997, section 6.
 */
export const parity = defineTask({
  source: 'Minsky & Papert 1969, Perceptrons; as a task for sequences Hochreiter & Schmidhuber 1997',
  text: { en, ja },
  measure: { kind: 'whole' },
  inputs: ['bit'],
  outputs: ['parity'],
  options: object({
    length: lengthOption(10),
    testLength: lengthOption(10),
    every: whole(0, { max: 1, default: 1 }),
    train: countOption(500),
    validation: countOption(0),
    test: countOption(200),
  }),
  cells: ({ length, testLength, train, validation, test }) => 2 * (length * train + testLength * (validation + test)),
  make({ length, testLength, every, ...counts }, seed) {
    const random = stream(seed, 'parity')
    const sequences = new Sequences(['bit', 'parity'])
    for (let i = 0; i < total(counts); i++) {
      const steps = i < counts.train ? length : testLength
      let odd = 0
      for (let t = 0; t < steps; t++) {
        const bit = random.integer(2)
        odd ^= bit
        sequences.step(bit, every === 1 || t === steps - 1 ? odd : NaN)
      }
      sequences.end()
    }
    return sequences.finish(counts)
  },
})
