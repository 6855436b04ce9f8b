import { describe, it } from 'vitest'
import { activationNames, activationOf } from '../../engine/kinds/activations'
import { printedSeed, rounds, type Pair } from './pair'

const seed = printedSeed()
const ROUNDS = 30

/** A matrix of rows × n with a stride of its own. */
function matrix(pair: Pair, rows: number, n: number): [address: number, stride: number] {
  const stride = pair.stride(n)
  return [pair.numbers(rows * stride), stride]
}

describe('activations agree with the plain kernels', () => {
  it.each(activationNames)('%s and its derivative', (name) => {
    const activation = activationOf(name)
    rounds(seed, name, ROUNDS, (pair) => {
      const rows = pair.size(9)
      const n = pair.size()
      const spread = [1, 4, 30][pair.random.integer(3)]!
      const stride = pair.stride(n)
      const x = pair.numbers(rows * stride, () => spread * pair.random.normal())
      const [y, ldy] = matrix(pair, rows, n)
      const [dy, lddy] = matrix(pair, rows, n)
      const [dx, lddx] = matrix(pair, rows, n)
      pair.both((kernels) => {
        kernels.activate(activation, rows, n, x, stride, y, ldy)
        kernels.activateBackward(activation, rows, n, y, ldy, dy, lddy, dx, lddx)
        kernels.activate(activation, rows, n, x, stride, x, stride)
      })
      return `${name} over ${rows} × ${n}`
    })
  })
})

describe('elementwise kernels agree with the plain kernels', () => {
  it('moves: fill, copy, copyRows, broadcastRows', () => {
    rounds(seed, 'moves', ROUNDS, (pair) => {
      const rows = pair.size(9)
      const n = pair.random.integer(4) === 0 ? 300 + pair.size() : pair.size()
      const [x, ldx] = matrix(pair, rows, n)
      const [y, ldy] = matrix(pair, rows, n)
      const [z, ldz] = matrix(pair, rows, n)
      const [w] = matrix(pair, rows, n)
      const [v] = matrix(pair, rows, n)
      pair.both((kernels) => {
        kernels.copyRows(rows, n, x, ldx, y, ldy)
        kernels.broadcastRows(rows, n, x, z, ldz)
        kernels.fill(n, w, 0)
        kernels.fill(n, v, -1.5)
        // Forward and backward onto itself.
        kernels.copy(n - 1, x, x + kernels.bytes)
        kernels.copy(n - 1, y + kernels.bytes, y)
      })
      return `moves of ${rows} × ${n}`
    })
  })

  it('sums and products: sumRows, axpy, multiplyAdd, diagonal, diagonalGradient, scaleRows', () => {
    rounds(seed, 'sums', ROUNDS, (pair) => {
      const rows = pair.size(9)
      const n = pair.size()
      const alpha = pair.factor()
      const [x, ldx] = matrix(pair, rows, n)
      const [y, ldy] = matrix(pair, rows, n)
      const [z, ldz] = matrix(pair, rows, n)
      const [w, ldw] = matrix(pair, rows, n)
      const v = pair.numbers(n)
      const sum = pair.numbers(n)
      const d = pair.numbers(rows)
      pair.both((kernels) => {
        kernels.axpy(rows, n, alpha, x, ldx, y, ldy)
        kernels.multiplyAdd(rows, n, alpha, x, ldx, y, ldy, z, ldz)
        kernels.diagonal(rows, n, alpha, v, x, ldx, w, ldw)
        kernels.diagonalGradient(rows, n, alpha, x, ldx, y, ldy, v)
        kernels.sumRows(rows, n, z, ldz, sum)
        kernels.scaleRows(rows, n, d, z, ldz, w, ldw)
      })
      return `sums over ${rows} × ${n}`
    })
  })

  it('gates, wired and not', () => {
    rounds(seed, 'gates', ROUNDS, (pair) => {
      const rows = pair.size(9)
      const n = pair.size()
      const signal = pair.random.integer(2) === 1
      const other = pair.random.integer(2) === 1
      const take = (wired: boolean): [number, number] => (wired ? matrix(pair, rows, n) : [-1, 0])
      const [g, ldg] = matrix(pair, rows, n)
      const [s, lds] = take(signal)
      const [o, ldo] = take(other)
      const [y, ldy] = matrix(pair, rows, n)
      const dg = pair.numbers(rows * ldg)
      const ds = signal ? pair.numbers(rows * lds) : -1
      const dother = other ? pair.numbers(rows * ldo) : -1
      pair.both((kernels) => {
        kernels.gate(rows, n, g, ldg, s, lds, o, ldo, y, ldy)
        kernels.gateBackward(rows, n, g, ldg, s, lds, o, ldo, y, ldy, dg, ds, dother)
      })
      return `gate over ${rows} × ${n}${signal ? ', signal' : ''}${other ? ', other' : ''}`
    })
  })

  it('updates: scale, clamp, sgd, adam, rmsprop', () => {
    rounds(seed, 'updates', ROUNDS, (pair) => {
      const n = pair.size() + 64 * pair.random.integer(2)
      const positive = (): number => Math.abs(pair.random.normal())
      const [w, u, v, g, velocity, first] = Array.from({ length: 6 }, () => pair.numbers(n)) as [number, number, number, number, number, number]
      const second = pair.numbers(n, positive)
      const square = pair.numbers(n, positive)
      const nesterov = pair.random.integer(2) === 1
      pair.both((kernels) => {
        kernels.sgd(n, w, g, velocity, 0.1, 0.9, nesterov)
        kernels.adam(n, u, g, first, second, 0.01, 0.9, 0.999, 1e-8, 0.01)
        kernels.rmsprop(n, v, g, square, 0.01, 0.99, 1e-8)
        kernels.clamp(n, g, 0.7)
        kernels.scale(n, g, 0.3)
      })
      return `updates of ${n}`
    })
  })
})
