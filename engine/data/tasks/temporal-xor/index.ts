import { stream } from '../../../base/random'
import { object } from '../../../contract/schema'
import { defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/**
 * A stream of bits in threes, a, b, a ⊕ b, with a and b random; the target is the next bit. Only every third can be
 * predicted, so the error dips every third step and stays at chance in between. Elman 1990, *Finding structure in
 * time*, Cognitive Science 14 (3,000 bits). The target of step t is bit t+1; the last step has none. Bit t is the third
 * of its three if t mod 3 = 2.
 */
export const temporalXor = defineTask({
  source: 'Elman 1990, Finding structure in time, Cognitive Science 14',
  text: { en, ja },
  measure: { kind: 'third-step' },
  inputs: ['bit'],
  outputs: ['next'],
  options: object({ length: lengthOption(3_000) }),
  cells: ({ length }) => 2 * length,
  make({ length }, seed) {
    const random = stream(seed, 'temporal-xor')
    const bit = new Float64Array(length)
    for (let t = 0; t < length; t++) bit[t] = t % 3 === 2 ? (bit[t - 2] === bit[t - 1] ? 0 : 1) : random.integer(2)
    return { columns: { bit, next: Float64Array.from({ length }, (_, t) => bit[t + 1] ?? NaN) } }
  },
})
