import { describe, expect, it } from 'vitest'
import { Pair, precisions, printedSeed } from './pair'
import { activationOf } from '../../engine/kinds/activations'
import { logistic } from '../../engine/kinds/activations/logistic'
import { tanh } from '../../engine/kinds/activations/tanh'

const seed = printedSeed()

describe('sums of squares and finiteness', () => {
  it.each(precisions)('agree with the plain kernels, %s', (precision) => {
    for (let round = 0; round < 40; round++) {
      const pair = new Pair(precision, seed, `squares/${precision}/${round}`)
      const n = pair.size() + 100 * pair.random.integer(2)
      const x = pair.numbers(n)
      const wanted = pair.plain.sumOfSquares(n, x)
      expect(Math.abs(pair.wasm.sumOfSquares(n, x) - wanted)).toBeLessThanOrEqual(1e-12 * wanted)
      expect(pair.wasm.finite(n, x)).toBe(true)
      const at = pair.random.integer(n)
      for (const wrong of [Infinity, -Infinity, NaN]) {
        pair.wasm.view()[x / pair.wasm.bytes + at] = wrong
        expect(pair.wasm.finite(n, x), `${wrong} at ${at} of ${n}`).toBe(false)
      }
    }
  })
})

describe('factorization', () => {
  it.each(precisions)('XᵀX, its factor and solutions agree with the plain kernels, %s', (precision) => {
    for (let round = 0; round < 20; round++) {
      const pair = new Pair(precision, seed, `factor/${precision}/${round}`)
      const n = pair.random.integer(3) === 0 ? 60 + pair.size(33) : pair.size(40)
      const rows = 3 * n + pair.size(9)
      const ld = pair.stride(n)
      const columns = pair.size(9)
      const x = pair.numbers(rows * ld)
      const gram = pair.numbers(n * ld, (i) => (i % (ld + 1) === 0 ? n : 0))
      const b = pair.numbers(n * columns)
      pair.both((kernels) => {
        kernels.symmetricRankK(rows, n, x, ld, gram, ld)
        expect(kernels.cholesky(n, gram, ld)).toBe(0)
        kernels.choleskySolve(n, columns, gram, ld, b, columns)
      })
      for (let i = 0; i < n; i++) pair.ignore(gram + (i * ld + i + 1) * pair.wasm.bytes, i + 1 < n ? n - i - 1 : 0)
      pair.compare(`factor of ${n}, ld ${ld}`, precision === 'float32' ? 1e-4 : undefined)
    }
  })

  it.each(precisions)('names the row at which a matrix is not positive definite, %s', (precision) => {
    const pair = new Pair(precision, seed, 'indefinite')
    const a = pair.numbers(25, (i) => (i % 6 === 0 ? (i === 12 ? -1 : 2) : 0))
    pair.both((kernels) => expect(kernels.cholesky(5, a, 5)).toBe(3))
  })
})

/** The nearest float32 above a positive one, minus it. */
function ulp(x: number): number {
  const f = new Float32Array([x])
  const bits = new Int32Array(f.buffer)
  bits[0]!++
  return f[0]! - Math.fround(x)
}

describe('the exponential', () => {
  // Below −17 (−37 in float64) 1 + eˣ is 1, so that the logistic function of x is eˣ as the kernel has it.
  it.each([
    ['2 ulp', 'float32', 2, -17.4, 69.5, (y: number, wanted: number) => Math.abs(y - wanted) / ulp(Math.fround(wanted))],
    ['1e-15', 'float64', 1e-15, -37.5, 670, (y: number, wanted: number) => Math.abs(y / wanted - 1)],
  ] as const)('is within %s in %s', (_what, precision, most, from, over, error) => {
    const pair = new Pair(precision, seed, `exponential/${precision}`)
    const n = 100_000
    const x = pair.numbers(n, (i) => from - (over * i) / n)
    const y = pair.numbers(n)
    pair.wasm.activate(logistic, 1, n, x, n, y, n)
    const m = pair.wasm.view()
    const { bytes } = pair.wasm
    let worst = 0
    for (let i = 0; i < n; i++) worst = Math.max(worst, error(m[y / bytes + i]!, Math.exp(m[x / bytes + i]!)))
    expect(worst).toBeLessThanOrEqual(most)
  })

  it.each(precisions)('computes logistic and tanh to a few units in the last place over their range, %s', (precision) => {
    const pair = new Pair(precision, seed, 'range')
    const n = 50_000
    const draw = (i: number): number => (i % 2 === 0 ? 20 * (pair.random.uniform() - 0.5) : 1e-3 * (pair.random.uniform() - 0.5))
    const x = pair.numbers(n, draw)
    const y = pair.numbers(n)
    const at = pair.wasm.bytes
    const m = pair.wasm.view()
    const unit = precision === 'float32' ? 2 ** -23 : 2 ** -52
    for (const [name, f] of [
      ['tanh', Math.tanh],
      ['logistic', (v: number) => 1 / (1 + Math.exp(-v))],
    ] as const) {
      pair.wasm.activate(activationOf(name), 1, n, x, n, y, n)
      let worst = 0
      for (let i = 0; i < n; i++) {
        const wanted = f(m[x / at + i]!)
        worst = Math.max(worst, Math.abs(m[y / at + i]! - wanted) / Math.abs(wanted))
      }
      expect(worst / unit, name).toBeLessThanOrEqual(5)
    }
  })

  it.each(precisions)('returns 0, 1 and NaN where required, %s', (precision) => {
    const pair = new Pair(precision, seed, 'ends')
    const values = [-Infinity, Infinity, NaN, 0, -0, -1e30, 1e30]
    const x = pair.numbers(values.length, (i) => values[i]!)
    const y = pair.numbers(values.length)
    const at = y / pair.wasm.bytes
    pair.wasm.activate(logistic, 1, 7, x, 7, y, 7)
    expect([...pair.wasm.view().subarray(at, at + 7)]).toEqual([0, 1, NaN, 0.5, 0.5, 0, 1])
    pair.wasm.activate(tanh, 1, 7, x, 7, y, 7)
    expect([...pair.wasm.view().subarray(at, at + 7)]).toEqual([-1, 1, NaN, 0, -0, -1, 1])
  })
})
