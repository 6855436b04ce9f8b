import type { Op, Slot } from '../contract/op'
import { number, product, slotTerm, sum } from '../contract/term'

/** x(t) = (1 − leak) · previous(t) + leak · a(t), the leaky integration of Jaeger et al. 2007. */
export function leak(node: string, rate: number, previous: Slot, a: Slot, x: Slot): Op {
  return {
    kind: 'leak',
    node,
    reads: rate === 1 ? [a] : [previous, a],
    latched: [],
    writes: x,
    accumulates: false,
    parameters: [],
    formula: rate === 1 ? slotTerm(a) : sum(product(number(1 - rate), slotTerm(previous)), product(number(rate), slotTerm(a))),
    ...(rate === 1 ? { copyOf: a } : {}),
    bind({ kernels, tape, value, adjoint }) {
      const n = x.size
      const row = n * kernels.bytes
      const vp = value(previous)
      const va = value(a)
      const vx = value(x)
      const dp = adjoint(previous)
      const da = adjoint(a)
      const dx = adjoint(x)
      return {
        forward(first, end) {
          const at = tape.from(first, end) * row
          const rows = tape.count(first, end)
          kernels.fill(rows * n, vx + at, 0)
          kernels.axpy(rows, n, 1 - rate, vp + at, n, vx + at, n)
          kernels.axpy(rows, n, rate, va + at, n, vx + at, n)
        },
        backward(first, end) {
          const at = tape.from(first, end) * row
          const rows = tape.count(first, end)
          kernels.axpy(rows, n, 1 - rate, dx + at, n, dp + at, n)
          kernels.axpy(rows, n, rate, dx + at, n, da + at, n)
        },
        tangent(_row, count, from, to) {
          const [tp, ta] = rate === 1 ? [-1, from[0]!] : [from[0]!, from[1]!]
          if (tp >= 0) kernels.axpy(count, n, 1 - rate, tp, n, to, n)
          if (ta >= 0) kernels.axpy(count, n, rate, ta, n, to, n)
        },
      }
    },
  }
}
