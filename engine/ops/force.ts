import type { Op, Slot } from '../contract/op'
import { slotTerm } from '../contract/term'

/**
 * The value of output y that later steps read: forced(t) = d(t) where y has a target, y(t) elsewhere (teacher forcing,
 * Williams & Zipser 1989). No gradient passes where the target replaces y.
 */
export function force(output: string, y: Slot, forced: Slot): Op {
  return {
    kind: 'force',
    node: output,
    reads: [y],
    latched: [],
    writes: forced,
    accumulates: false,
    parameters: [],
    formula: slotTerm(y),
    alone: true,
    bind({ kernels, tape, value, adjoint, targets, mode }) {
      const { rowStart } = tape
      const n = y.size
      const row = n * kernels.bytes
      const v = value(y)
      const out = value(forced)
      const dv = adjoint(y)
      const dout = adjoint(forced)
      const target = targets(output)
      return {
        forward(first, end) {
          const r = rowStart[first]!
          const rows = rowStart[end]! - r
          kernels.copy(rows * n, v + r * row, out + r * row)
          if (!mode.forcing) return
          for (let i = r; i < r + rows; i++) if (target.present[i]) kernels.copy(n, target.address + i * row, out + i * row)
        },
        backward(first, end) {
          const r = rowStart[first]!
          const rows = rowStart[end]! - r
          for (let i = r; i < r + rows; i++) if (!mode.forcing || !target.present[i]) kernels.axpy(1, n, 1, dout + i * row, n, dv + i * row, n)
        },
        tangent(r, count, from, to) {
          if (!mode.forcing || !target.present[r]) kernels.axpy(count, n, 1, from[0]!, n, to, n)
        },
      }
    },
  }
}
