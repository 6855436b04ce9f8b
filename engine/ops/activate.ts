import type { Activation } from '../document/types'
import type { BoundOp, Op, Slot } from '../contract/op'
import type { Kernels } from '../kernels/types'
import { slotTerm } from '../contract/term'

/** out(t) = f(net(t)); softmax over the units. Saves only out, from which f′ is computed. */
export function activate(node: string, activation: Activation, net: Slot, out: Slot): Op {
  return {
    kind: 'activate',
    node,
    reads: [net],
    latched: [],
    writes: out,
    accumulates: false,
    parameters: [],
    formula: activation === 'linear' ? slotTerm(net) : { kind: 'activation', activation, of: slotTerm(net) },
    mixes: activation === 'softmax',
    ...(activation === 'linear' ? { copyOf: net } : {}),
    bind({ kernels, tape, value, adjoint }) {
      const n = net.size
      const x = value(net)
      const y = value(out)
      const dx = adjoint(net)
      const dy = adjoint(out)
      const row = n * kernels.bytes
      return {
        forward(first, end) {
          const r = tape.from(first, end)
          kernels.activate(activation, tape.count(first, end), n, x + r * row, n, y + r * row, n)
        },
        backward(first, end) {
          const r = tape.from(first, end)
          const at = r * row
          kernels.activateBackward(activation, tape.count(first, end), n, y + at, n, dy + at, n, dx + at, n)
        },
        // The Jacobian of every activation, softmax included, is symmetric, so forward and backward mode are the same.
        tangent(r, count, from, to) {
          kernels.activateBackward(activation, count, n, y + r * row, 0, from[0]!, n, to, n)
        },
        ...(activation === 'softmax' ? softmaxTangents(kernels, n, (r) => y + r * row) : {}),
      }
    },
  }
}

/** ∂y_j/∂net_i = y_j (δ_ij − y_i). */
function softmaxTangents(kernels: Kernels, n: number, value: (row: number) => number): Pick<BoundOp, 'tangentOfUnits' | 'tangentDiagonal'> {
  return {
    tangentOfUnits(row, from, to) {
      const view = kernels.view()
      const y = value(row) / kernels.bytes
      const d = from / kernels.bytes
      const t = to / kernels.bytes
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) view[t + i * n + j]! += view[d + i]! * view[y + j]! * ((i === j ? 1 : 0) - view[y + i]!)
    },
    tangentDiagonal(row, from, own, to) {
      const view = kernels.view()
      const y = value(row) / kernels.bytes
      const d = from / kernels.bytes
      const t = to / kernels.bytes
      for (let i = 0; i < n; i++) {
        let rest = own ? view[d + i]! * (1 - view[y + i]!) : view[d + i * n + i]!
        if (!own) for (let k = 0; k < n; k++) rest -= view[y + k]! * view[d + i * n + k]!
        view[t + i]! += view[y + i]! * rest
      }
    },
  }
}
