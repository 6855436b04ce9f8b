import { stream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/**
 * Two random bits a and b per step; the target is a ⊕ b of `delay` steps earlier, which the network has to remember.
 * The first `delay` steps have no target. Williams & Zipser 1989, *A learning algorithm for continually running fully
 * recurrent neural networks*, Neural Computation 1 (delay 2).
 */
export const delayedXor = defineTask({
  source: 'Williams & Zipser 1989, A learning algorithm for continually running fully recurrent neural networks, Neural Computation 1',
  text: { en, ja },
  inputs: ['a', 'b'],
  outputs: ['xor'],
  options: object({ length: lengthOption(2_000), delay: whole(0, { max: 1_000, default: 2 }) }),
  cells: ({ length }) => 3 * length,
  make({ length, delay }, seed) {
    const random = stream(seed, 'delayed-xor')
    const a = new Float64Array(length)
    const b = new Float64Array(length)
    for (let t = 0; t < length; t++) {
      a[t] = random.integer(2)
      b[t] = random.integer(2)
    }
    const xor = Float64Array.from({ length }, (_, t) => (t < delay ? NaN : a[t - delay]! === b[t - delay]! ? 0 : 1))
    return { columns: { a, b, xor } }
  },
})
