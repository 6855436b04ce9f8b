import { object, whole } from '../../../contract/schema'
import { Sequences } from '../sequences'
import { defineTask } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/**
 * The strings S aⁿ bⁿ, symbol by symbol. The targets are all symbols that may follow, with T for the end: a after S, a
 * or b after an a, b after the k-th b while k < n, T after the last. To predict T in time, a network has to count.
 * Training part: n = 1 … `longest`, one string each; validation part: up to `validationLongest` if that is larger; test
 * part: the longer ones up to `testLongest`. The data are not random. Rodriguez, Wiles & Elman 1999; Gers & Schmidhuber
 * 2001, *LSTM recurrent networks learn simple context-free and context-sensitive languages*, IEEE Transactions on
 * Neural Networks 12.
 */
export const anbn = defineTask({
  source:
    'Rodriguez, Wiles & Elman 1999, A recurrent neural network that learns to count, Connection Science 11; Gers & Schmidhuber 2001, IEEE Transactions on Neural Networks 12',
  text: { en, ja },
  measure: { kind: 'whole' },
  inputs: ['S', 'a', 'b'],
  outputs: ['next-a', 'next-b', 'next-T'],
  options: object({
    longest: whole(1, { max: 5_000, default: 10 }),
    validationLongest: whole(0, { max: 5_000, default: 0 }),
    testLongest: whole(1, { max: 5_000, default: 20 }),
  }),
  cells: ({ longest, validationLongest, testLongest }) => 6 * (Math.max(longest, validationLongest, testLongest) + 1) ** 2,
  make({ longest, validationLongest, testLongest }) {
    const sequences = new Sequences(['S', 'a', 'b', 'next-a', 'next-b', 'next-T'])
    const validated = Math.max(longest, validationLongest)
    const last = Math.max(validated, testLongest)
    for (let n = 1; n <= last; n++) {
      sequences.step(1, 0, 0, 1, 0, 0)
      for (let k = 1; k <= n; k++) sequences.step(0, 1, 0, 1, 1, 0)
      for (let k = 1; k <= n; k++) sequences.step(0, 0, 1, 0, k < n ? 1 : 0, k < n ? 0 : 1)
      sequences.end()
    }
    return sequences.finish({ train: longest, validation: validated - longest, test: last - validated })
  },
})
