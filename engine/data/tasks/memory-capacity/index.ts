import { stream } from '../../../base/random'
import { number, object, whole } from '../../../contract/schema'
import { defineTask, lengthOption } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

const outputs = (lags: number): string[] => Array.from({ length: lags + 1 }, (_, k) => `lag${k}`)

/**
 * u(n) is independent and uniform in [−amplitude, amplitude); the targets are u(n), u(n−1) … u(n−lags), read from a
 * state that contains u(n). The memory capacity MC = Σ_k r²(u(n−k), y_k(n)) of N units is at most N. Jaeger 2002,
 * *Short term memory in echo state networks*, GMD report 152. As u(n) is in the state, lag 0 takes one of the N
 * dimensions: a linear reservoir of full rank has Σ_{k≥0} = N and Σ_{k≥1} = N − 1. The first `lags` steps have no
 * target.
 */
export const memoryCapacity = defineTask({
  source: 'Jaeger 2002, Short term memory in echo state networks, GMD report 152',
  text: { en, ja },
  measure: { kind: 'memory-capacity' },
  inputs: ['u'],
  outputs: ({ lags }) => outputs(lags),
  options: object({ length: lengthOption(4_000), lags: whole(0, { max: 10_000, default: 60 }), amplitude: number({ min: 0, aboveMin: true, default: 0.8 }) }),
  cells: ({ length, lags }) => length * (lags + 2),
  make({ length, lags, amplitude }, seed) {
    const random = stream(seed, 'memory-capacity')
    const u = Float64Array.from({ length }, () => amplitude * (2 * random.uniform() - 1))
    const lagged = outputs(lags).map((name, k) => [name, Float64Array.from({ length }, (_, n) => (n < lags ? NaN : u[n - k]!))] as const)
    return { columns: { u, ...Object.fromEntries(lagged) } }
  },
})
