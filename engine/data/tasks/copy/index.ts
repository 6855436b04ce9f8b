import { stream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { Sequences, noTarget, oneHot, total } from '../sequences'
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
 *
 * With `selective` 1, the symbols stand in order at random steps among the blanks before the sign, and only the last
 * `length` steps have a target: selective copying (Gu & Dao 2023, *Mamba*).
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
    selective: whole(0, { max: 1, default: 0 }),
    train: countOption(1_000),
    validation: countOption(0),
    test: countOption(200),
  }),
  cells: ({ symbols, length, delay, ...counts }) => (2 * length + delay) * total(counts) * (2 * symbols + 3),
  make({ symbols, length, delay, selective, ...counts }, seed) {
    const random = stream(seed, 'copy')
    const sequences = new Sequences([...inputs(symbols), ...outputs(symbols).map((name) => `say-${name}`)])
    const blank = symbols
    const asked = length + delay
    for (let i = 0; i < total(counts); i++) {
      const word = Array.from({ length }, () => random.integer(symbols))
      let next = 0
      for (let t = 0; t < asked + length; t++) {
        // Selection sampling: with k symbols left for n steps, this step is a symbol with probability k/n, so that all choices are equally likely.
        const shown = t < asked - 1 && (selective ? (asked - 1 - t) * random.uniform() < length - next : next < length)
        const read = shown ? word[next++]! : t === asked - 1 ? symbols + 1 : blank
        const said = t < asked ? (selective ? noTarget(symbols + 1) : oneHot(symbols + 1, blank)) : oneHot(symbols + 1, word[t - asked]!)
        sequences.step(...oneHot(symbols + 2, read), ...said)
      }
      sequences.end()
    }
    return sequences.finish(counts)
  },
})
