import type { Op, ParameterRef, Slot } from '../contract/op'

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
    bind({ kernels, tape, value, adjoint, weights, gradient, scratch }) {
      const n = net.size
      const y = value(net)
      const dy = adjoint(net)
      const row = n * kernels.bytes
      const { rowStart } = tape
      if (!parameter)
        return {
          forward(first, end) {
            const r = rowStart[first]!
            kernels.fill((rowStart[end]! - r) * n, y + r * row, 0)
          },
        }
      const b = weights(parameter)
      const db = gradient(parameter)
      const one = scratch(1)
      kernels.fill(1, one, 1)
      return {
        forward(first, end) {
          const r = rowStart[first]!
          kernels.broadcastRows(rowStart[end]! - r, n, b, y + r * row, n)
        },
        influence: { perUnit: 1, shared: true, factors: () => one },
        ...(db < 0
          ? {}
          : {
              gradient(first: number, end: number) {
                const r = rowStart[first]!
                kernels.sumRows(rowStart[end]! - r, n, dy + r * row, n, db)
              },
            }),
      }
    },
  }
}
