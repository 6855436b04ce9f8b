import { stream } from '../../../base/random'
import { object } from '../../../contract/schema'
import { defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

const ORDER = 10
/** Largest |y| accepted: the recursion can diverge, and such a series is drawn anew. */
const RUNAWAY = 1.5

/**
 * y(t+1) = 0.3 y(t) + 0.05 y(t) Σ_{i=0…9} y(t−i) + 1.5 u(t−9) u(t) + 0.1 with u(t) uniform in [0, ½), and u and y 0
 * before the first step. At step t the network reads u(t) and predicts y(t+1). Atiya & Parlos 2000, *New results on
 * recurrent network training*, IEEE Transactions on Neural Networks 11.
 */
export const narma10 = defineTask({
  source: 'Atiya & Parlos 2000, New results on recurrent network training, IEEE Transactions on Neural Networks 11',
  text: { en, ja },
  inputs: ['u'],
  outputs: ['y'],
  options: object({ length: lengthOption(4_000) }),
  cells: ({ length }) => 2 * length,
  make({ length }, seed) {
    for (let attempt = 0; ; attempt++) {
      const random = stream(seed, `narma-10/${attempt}`)
      const u = Float64Array.from({ length }, () => random.uniform() / 2)
      const y = narma(u)
      if (y.every((value) => Math.abs(value) <= RUNAWAY)) return { columns: { u, y } }
    }
  },
})

/** Returns y(t+1) for each u(t). */
export function narma(u: Float64Array): Float64Array {
  const y = new Float64Array(u.length + 1)
  for (let t = 0; t < u.length; t++) {
    let sum = 0
    for (let i = 0; i < ORDER; i++) sum += y[t - i] ?? 0
    y[t + 1] = 0.3 * y[t]! + 0.05 * y[t]! * sum + 1.5 * (u[t - ORDER + 1] ?? 0) * u[t]! + 0.1
  }
  return y.slice(1)
}
