import type { Op, Slot } from '../contract/op'
import { number, product, slotTerm, sum } from '../contract/term'

/** out = g ⊙ signal + (1 − g) ⊙ other; an unwired signal is 1, an unwired other 0. */
export function multiplex(node: string, g: Slot, signal: Slot | undefined, other: Slot | undefined, out: Slot): Op {
  return {
    kind: 'multiplex',
    node,
    reads: [g, ...(signal ? [signal] : []), ...(other ? [other] : [])],
    latched: [],
    writes: out,
    accumulates: false,
    parameters: [],
    formula: sum(
      product(slotTerm(g), ...(signal ? [slotTerm(signal)] : [])),
      ...(other ? [product(sum(number(1), product(number(-1), slotTerm(g))), slotTerm(other))] : []),
    ),
    ...(!signal && !other ? { copyOf: g } : {}),
    bind({ kernels, tape, value, adjoint }) {
      const n = out.size
      const row = n * kernels.bytes
      const at = (address: number, r: number): number => (address < 0 ? -1 : address + r * row)
      const vg = value(g)
      const vs = signal ? value(signal) : -1
      const vo = other ? value(other) : -1
      const vy = value(out)
      const dg = adjoint(g)
      const ds = signal ? adjoint(signal) : -1
      const dother = other ? adjoint(other) : -1
      const dy = adjoint(out)
      return {
        forward(first, end) {
          const r = tape.from(first, end)
          kernels.gate(tape.count(first, end), n, vg + r * row, n, at(vs, r), n, at(vo, r), n, vy + r * row, n)
        },
        backward(first, end) {
          const r = tape.from(first, end)
          kernels.gateBackward(tape.count(first, end), n, vg + r * row, n, at(vs, r), n, at(vo, r), n, dy + r * row, n, dg + r * row, at(ds, r), at(dother, r))
        },
        tangent(r, count, from, to) {
          const [tg, ts, tother] = [from[0]!, signal ? from[1]! : -1, other ? from[signal ? 2 : 1]! : -1]
          if (tg >= 0) {
            if (signal) kernels.diagonal(count, n, 1, vs + r * row, tg, n, to, n)
            else kernels.axpy(count, n, 1, tg, n, to, n)
            if (other) kernels.diagonal(count, n, -1, vo + r * row, tg, n, to, n)
          }
          if (ts >= 0) kernels.diagonal(count, n, 1, vg + r * row, ts, n, to, n)
          if (tother >= 0) {
            kernels.axpy(count, n, 1, tother, n, to, n)
            kernels.diagonal(count, n, -1, vg + r * row, tother, n, to, n)
          }
        },
      }
    },
  }
}
