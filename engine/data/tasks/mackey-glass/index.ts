import { stream } from '../../../base/random'
import { number, object, whole } from '../../../contract/schema'
import { Sequences, total } from '../sequences'
import { countOption, defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

/** Euler steps per unit of time. */
const SUBSTEPS = 10
/** Units of time dropped at the start, until the series has reached its attractor. */
const TRANSIENT = 1_000

/**
 * ẏ = 0.2 y(t−τ) / (1 + y(t−τ)¹⁰) − 0.1 y, integrated by Euler steps of 0.1; every tenth is output as x = tanh(y − 1).
 * The network is to generate this series by itself. Mackey & Glass 1977; discretized and squashed as in Jaeger 2001,
 * *The “echo state” approach to analysing and training recurrent neural networks*, GMD report 148, and Jaeger & Haas
 * 2004. With τ = 17 it is mildly chaotic.
 *
 * Each sequence is a separate trajectory from a random past, without its first 1,000 units of time. The published
 * measure NRMSE84 is the root of the mean squared error at the 84th step that the network generates, divided by the
 * standard deviation of the series, both in y = 1 + artanh x.
 */
export const mackeyGlass = defineTask({
  source: 'Mackey & Glass 1977, Oscillation and chaos in physiological control systems, Science 197; Jaeger 2001, GMD report 148',
  text: { en, ja },
  measure: { kind: 'nrmse-84' },
  inputs: ['x'],
  outputs: ['x'],
  options: object({
    tau: whole(1, { max: 1_000, default: 17 }),
    length: lengthOption(3_000),
    train: countOption(1),
    validation: countOption(0),
    test: countOption(20),
    testLength: lengthOption(1_084),
    noise: number({ min: 0, default: 0 }),
  }),
  cells: ({ length, testLength, train, validation, test }) => length * train + testLength * (validation + test),
  make({ tau, length, testLength, noise, ...counts }, seed) {
    const sequences = new Sequences(['x'])
    for (let i = 0; i < total(counts); i++) {
      const random = stream(seed, `mackey-glass/${i}`)
      const next = mackeyGlassSeries(tau, () => 1.2 + 0.2 * (random.uniform() - 0.5))
      for (let t = 0; t < TRANSIENT; t++) next()
      for (let t = 0; t < (i < counts.train ? length : testLength); t++) sequences.step(Math.tanh(next() - 1) + (noise > 0 ? noise * random.normal() : 0))
      sequences.end()
    }
    return sequences.finish(counts)
  },
})

/** Returns a function that gives y one unit of time later on each call; `past` draws each Euler step of the past. */
export function mackeyGlassSeries(tau: number, past: () => number): () => number {
  const history = Float64Array.from({ length: tau * SUBSTEPS }, past)
  let at = 0
  let y = past()
  return () => {
    for (let i = 0; i < SUBSTEPS; i++) {
      const delayed = history[at]!
      history[at] = y
      at = (at + 1) % history.length
      y += ((0.2 * delayed) / (1 + delayed ** 10) - 0.1 * y) / SUBSTEPS
    }
    return y
  }
}
