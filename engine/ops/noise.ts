import type { Op, Slot } from '../contract/op'
import { number } from '../contract/term'

/**
 * net(t) += σ ξ(t), ξ standard normal, only while training: the state noise that makes networks fed by their own
 * output stable (Jaeger 2001). No gradient passes.
 */
export function noise(node: string, deviation: number, net: Slot): Op {
  return {
    kind: 'noise',
    node,
    reads: [],
    latched: [],
    writes: net,
    accumulates: true,
    parameters: [],
    formula: number(0),
    alone: true,
    bind({ kernels, tape, value, rowScratch, random, mode }) {
      const { rowStart } = tape
      const n = net.size
      const row = n * kernels.bytes
      const drawn = rowScratch(n)
      const y = value(net)
      const stream = random(`${node}.noise`)
      return {
        forward(first, end) {
          if (!mode.training) return
          const at = rowStart[first]! * row
          const rows = rowStart[end]! - rowStart[first]!
          if (!mode.replay) {
            const view = kernels.view()
            const start = (drawn + at) / kernels.bytes
            for (let i = 0; i < rows * n; i++) view[start + i] = deviation * stream.normal()
          }
          kernels.axpy(rows, n, 1, drawn + at, n, y + at, n)
        },
      }
    },
  }
}
