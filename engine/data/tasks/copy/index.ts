import { stream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { Sequences, oneHot, total } from '../sequences'
import { countOption, defineTask } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

const inputs = (symbols: number): string[] => [...outputs(symbols), 'recall']
const outputs = (symbols: number): string[] => [...Array.from({ length: symbols }, (_, i) => `s${i + 1}`), 'blank']

/**
 * `length` random symbols, then blanks, the sign to recall, and blanks again. The target is blank until the last
 * `length` steps, where it repeats the symbols in order. T blanks, the sign among them, lie between the last symbol and
 * the first repeated one: T + 2 · length steps in all. Knowing when but not what gives the mean cross-entropy length ·
 * ln(symbols) / (T + 2 · length). Idea: Hochreiter & Schmidhuber 1997; this form: Arjovsky, Shah & Bengio 2016,
 * *Unitary evolution recurrent neural networks* (8 symbols, length 10).
 */
export const copy = defineTask({
  source: 'Arjovsky, Shah & Bengio 2016, Unitary evolution recurrent neural networks, ICML; the idea: Hochreiter & Schmidhuber 1997',
  text: { en, ja },
  measure: { kind: 'whole' },
  inputs: ({ symbols }) => inputs(symbols),
  outputs: ({ symbols }) => outputs(symbols).map((name) => `say-${name}`),
  options: object({
    symbols: whole(2, { max: 100, default: 8 }),
    length: whole(1, { max: 10_000, default: 10 }),
    delay: whole(1, { max: 100_000, default: 20 }),
    train: countOption(1_000),
    validation: countOption(0),
    test: countOption(200),
  }),
  cells: ({ symbols, length, delay, ...counts }) => (2 * length + delay) * total(counts) * (2 * symbols + 3),
  make({ symbols, length, delay, ...counts }, seed) {
    const random = stream(seed, 'copy')
    const sequences = new Sequences([...inputs(symbols), ...outputs(symbols).map((name) => `say-${name}`)])
    const blank = symbols
    for (let i = 0; i < total(counts); i++) {
      const word = Array.from({ length }, () => random.integer(symbols))
      for (let t = 0; t < delay + 2 * length; t++) {
        const read = t < length ? word[t]! : t === length + delay - 1 ? symbols + 1 : blank
        const said = t < length + delay ? blank : word[t - length - delay]!
        sequences.step(...oneHot(symbols + 2, read), ...oneHot(symbols + 1, said))
      }
      sequences.end()
    }
    return sequences.finish(counts)
  },
})
