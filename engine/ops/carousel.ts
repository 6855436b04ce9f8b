import type { Op, Slot } from '../contract/op'
import { product, slotTerm, sum } from '../contract/term'

/**
 * state(t) = forget(t) ⊙ previous(t) + in(t), the constant error carousel (Hochreiter & Schmidhuber 1997; the forget
 * factor of Gers, Schmidhuber & Cummins 2000). An unwired forget is 1, an unwired in is 0.
 */
export function carousel(node: string, previous: Slot, forget: Slot | undefined, input: Slot | undefined, state: Slot): Op {
  return {
    kind: 'carousel',
    node,
    reads: [previous, ...(forget ? [forget] : []), ...(input ? [input] : [])],
    latched: [],
    writes: state,
    accumulates: false,
    parameters: [],
    formula: sum(product(slotTerm(previous), ...(forget ? [slotTerm(forget)] : [])), ...(input ? [slotTerm(input)] : [])),
    bind({ kernels, tape, value, adjoint }) {
      const n = state.size
      const row = n * kernels.bytes
      const p = value(previous)
      const f = forget ? value(forget) : -1
      const i = input ? value(input) : -1
      const s = value(state)
      const dp = adjoint(previous)
      const df = forget ? adjoint(forget) : -1
      const di = input ? adjoint(input) : -1
      const ds = adjoint(state)
      return {
        forward(first, end) {
          const at = tape.from(first, end) * row
          const rows = tape.count(first, end)
          if (i < 0) kernels.fill(rows * n, s + at, 0)
          else kernels.copyRows(rows, n, i + at, n, s + at, n)
          if (f < 0) kernels.axpy(rows, n, 1, p + at, n, s + at, n)
          else kernels.multiplyAdd(rows, n, 1, f + at, n, p + at, n, s + at, n)
        },
        backward(first, end) {
          const at = tape.from(first, end) * row
          const rows = tape.count(first, end)
          if (i >= 0) kernels.axpy(rows, n, 1, ds + at, n, di + at, n)
          if (f < 0) kernels.axpy(rows, n, 1, ds + at, n, dp + at, n)
          else {
            kernels.multiplyAdd(rows, n, 1, ds + at, n, p + at, n, df + at, n)
            kernels.multiplyAdd(rows, n, 1, ds + at, n, f + at, n, dp + at, n)
          }
        },
        tangent(r, count, from, to) {
          const [tp, tf, ti] = [from[0]!, forget ? from[1]! : -1, input ? from[forget ? 2 : 1]! : -1]
          if (tp >= 0 && f < 0) kernels.axpy(count, n, 1, tp, n, to, n)
          else if (tp >= 0) kernels.diagonal(count, n, 1, f + r * row, tp, n, to, n)
          if (tf >= 0) kernels.diagonal(count, n, 1, p + r * row, tf, n, to, n)
          if (ti >= 0) kernels.axpy(count, n, 1, ti, n, to, n)
        },
      }
    },
  }
}
