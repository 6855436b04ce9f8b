import type { Op, Slot } from '../contract/op'
import { activationOf, type Activation } from '../kinds/activations'
import { slotTerm } from '../contract/term'

/** out(t) = f(net(t)); some over all units at once. It saves only `out`, from which f′ is computed. */
export function activate(node: string, activation: Activation, net: Slot, out: Slot): Op {
  const kind = activationOf(activation)
  return {
    kind: 'activate',
    node,
    reads: [net],
    latched: [],
    writes: out,
    accumulates: false,
    parameters: [],
    formula: activation === 'linear' ? slotTerm(net) : { kind: 'activation', activation, of: slotTerm(net) },
    mixes: kind.mixes,
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
          kernels.activate(kind, tape.count(first, end), n, x + r * row, n, y + r * row, n)
        },
        backward(first, end) {
          const r = tape.from(first, end)
          const at = r * row
          kernels.activateBackward(kind, tape.count(first, end), n, y + at, n, dy + at, n, dx + at, n)
        },
        // The Jacobian of every activation is symmetric, also of one that mixes units: forward and backward mode are the same.
        tangent(r, count, from, to) {
          kernels.activateBackward(kind, count, n, y + r * row, 0, from[0]!, n, to, n)
        },
        ...(kind.mixes
          ? {
              tangentOfUnits(r: number, from: number, to: number) {
                kind.tangentOfUnits(kernels.view(), n, (y + r * row) / kernels.bytes, from / kernels.bytes, to / kernels.bytes)
              },
              tangentDiagonal(r: number, from: number, own: boolean, to: number) {
                kind.tangentDiagonal(kernels.view(), n, (y + r * row) / kernels.bytes, from / kernels.bytes, own, to / kernels.bytes)
              },
            }
          : {}),
      }
    },
  }
}
