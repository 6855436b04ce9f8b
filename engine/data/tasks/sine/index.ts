import { stream } from '../../../base/random'
import { number, object } from '../../../contract/schema'
import { defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/**
 * y(n) = amplitude · sin(rate · n) + noise · ξ(n), n = 1, 2, …, with ξ standard normal; a network without input is to
 * generate it. Jaeger 2002, *A tutorial on training recurrent neural networks* (½ sin(n/4), without noise).
 */
export const sine = defineTask({
  source: 'Jaeger 2002, A tutorial on training recurrent neural networks, GMD report 159',
  text: { en, ja },
  inputs: [],
  outputs: ['y'],
  options: object({ length: lengthOption(600), amplitude: number({ default: 0.5 }), rate: number({ default: 0.25 }), noise: number({ min: 0, default: 0 }) }),
  cells: ({ length }) => length,
  make({ length, amplitude, rate, noise }, seed) {
    const random = stream(seed, 'sine')
    const y = Float64Array.from({ length }, (_, i) => amplitude * Math.sin(rate * (i + 1)) + (noise > 0 ? noise * random.normal() : 0))
    return { columns: { y } }
  },
})
