import { stream } from '../../base/random'
import { number, object } from '../../document/schema'
import { defineTask, lengthOption } from './task'

/**
 * y(n) = amplitude · sin(rate · n) + noise · ξ(n), n = 1, 2, …, with ξ standard normal; a network without input is to
 * generate it. Jaeger 2002, *A tutorial on training recurrent neural networks* (½ sin(n/4), without noise).
 */
export const sine = defineTask({
  source: 'Jaeger 2002, A tutorial on training recurrent neural networks, GMD report 159',
  inputs: [],
  outputs: ['y'],
  options: object({ length: lengthOption, amplitude: number(), rate: number(), noise: number({ min: 0 }) }),
  defaults: { length: 600, amplitude: 0.5, rate: 0.25, noise: 0 },
  cells: ({ length }) => length,
  make({ length, amplitude, rate, noise }, seed) {
    const random = stream(seed, 'sine')
    const y = Float64Array.from({ length }, (_, i) => amplitude * Math.sin(rate * (i + 1)) + (noise > 0 ? noise * random.normal() : 0))
    return { columns: { y } }
  },
})
