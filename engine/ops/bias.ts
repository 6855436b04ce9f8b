import type { Op, ParameterRef, Slot } from '../contract/op'
import { number } from '../contract/term'

/** net(t) = b, before projections add to it; zero where the node has no bias. */
export function bias(node: string, net: Slot, parameter?: ParameterRef): Op {
  return {
    kind: 'bias',
    node,
    reads: [],
    latched: [],
    writes: net,
    accumulates: false,
    parameters: parameter ? [parameter] : [],
    formula: parameter ? { kind: 'parameter', parameter } : number(0),
    bind({ kernels, tape, value, adjoint, weights, gradient, scratch }) {
      const n = net.size
      const y = value(net)
      const dy = adjoint(net)
      const row = n * kernels.bytes
      const { rowStart } = tape
      if (!parameter)
        return {
          forward(first, end) {
            const r = tape.from(first, end)
            kernels.fill(tape.count(first, end) * n, y + r * row, 0)
          },
        }
      const b = weights(parameter)
      const db = gradient(parameter)
      const one = scratch(1)
      kernels.fill(1, one, 1)
      return {
        forward(first, end) {
          const r = tape.from(first, end)
          kernels.broadcastRows(tape.count(first, end), n, b, y + r * row, n)
        },
        influence: { perUnit: 1, shared: true, factors: () => one },
        ...(db < 0
          ? {}
          : {
              gradient(first: number, end: number) {
                const r = rowStart[first]!
                const unit = tape.unitFrom(n)
                const at = unit * kernels.bytes
                kernels.sumRows(rowStart[end]! - r, tape.unitEnd(n) - unit, dy + r * row + at, n, db + at)
              },
            }),
      }
    },
  }
}
