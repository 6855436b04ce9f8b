import type { Activation } from '../../document/types'
import type { Kernels } from '../types'
import type { Heap } from './heap'

type ElementWise = Exclude<Activation, 'softmax'>

/** f(x) without cancellation or overflow; what is not a number stays so. */
const VALUE: Record<ElementWise, (x: number) => number> = {
  linear: (x) => x,
  logistic: (x) => {
    const e = Math.exp(-Math.abs(x))
    return (x < 0 ? e : 1) / (1 + e)
  },
  tanh: Math.tanh,
  relu: (x) => (x < 0 ? 0 : x),
  'leaky-relu': (x) => (x < 0 ? 0.01 * x : x),
  softplus: (x) => (x < 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs(x))),
  softsign: (x) => x / (1 + Math.abs(x)),
}

/** f′(x) as a function of y = f(x). */
const SLOPE: Record<ElementWise, (y: number) => number> = {
  linear: () => 1,
  logistic: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  relu: (y) => (y > 0 ? 1 : 0),
  'leaky-relu': (y) => (y > 0 ? 1 : 0.01),
  softplus: (y) => -Math.expm1(-y),
  softsign: (y) => (1 - Math.abs(y)) ** 2,
}

export const activations = ({ view, shift }: Heap): Pick<Kernels, 'activate' | 'activateBackward' | 'derivative'> => ({
  activate(activation, rows, n, x, ldx, y, ldy) {
    const m = view()
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) {
      if (activation === 'softmax') {
        let most = -Infinity
        let sum = 0
        for (let i = 0; i < n; i++) most = Math.max(most, m[x + i]!)
        for (let i = 0; i < n; i++) sum += m[y + i] = Math.exp(m[x + i]! - most)
        for (let i = 0; i < n; i++) m[y + i]! /= sum
      } else {
        const f = VALUE[activation]
        for (let i = 0; i < n; i++) m[y + i] = f(m[x + i]!)
      }
    }
  },
  activateBackward(activation, rows, n, y, ldy, dy, lddy, dx, lddx) {
    const m = view()
    y >>>= shift
    dy >>>= shift
    dx >>>= shift
    for (let r = 0; r < rows; r++, y += ldy, dy += lddy, dx += lddx) {
      if (activation === 'softmax') {
        let sum = 0
        for (let i = 0; i < n; i++) sum += m[dy + i]! * m[y + i]!
        for (let i = 0; i < n; i++) m[dx + i]! += m[y + i]! * (m[dy + i]! - sum)
      } else {
        const slope = SLOPE[activation]
        for (let i = 0; i < n; i++) m[dx + i]! += m[dy + i]! * slope(m[y + i]!)
      }
    }
  },
  derivative(activation, rows, n, y, ldy, d, ldd) {
    if (activation === 'softmax') throw new Error('softmax has no derivative by element')
    const m = view()
    const slope = SLOPE[activation]
    y >>>= shift
    d >>>= shift
    for (let r = 0; r < rows; r++, y += ldy, d += ldd) for (let i = 0; i < n; i++) m[d + i] = slope(m[y + i]!)
  },
})
