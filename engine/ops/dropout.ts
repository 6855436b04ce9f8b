import type { Op, Slot } from '../contract/op'
import { slotTerm } from '../contract/term'

/**
 * out(t) = m(t) ⊙ v(t) / (1 − p) with m ~ Bernoulli(1 − p) while training, v(t) otherwise: inverted dropout, only for
 * projections outside loops (Zaremba, Sutskever & Vinyals 2014). `variational`: one mask for all steps of a sequence,
 * which is also valid inside a loop (Gal & Ghahramani 2016).
 */
export function dropout(node: string, edge: string, { p, variational }: { readonly p: number; readonly variational: boolean }, v: Slot, out: Slot): Op {
  return {
    kind: 'dropout',
    node,
    edge,
    reads: [v],
    latched: [],
    writes: out,
    accumulates: false,
    parameters: [],
    formula: slotTerm(v),
    alone: true,
    bind({ kernels, tape, value, adjoint, rowScratch, random, mode }) {
      const { rowStart } = tape
      const n = v.size
      const row = n * kernels.bytes
      const mask = rowScratch(n)
      const x = value(v)
      const y = value(out)
      const dx = adjoint(v)
      const dy = adjoint(out)
      const stream = random(`${edge}.dropout`)
      const keep = 1 / (1 - p)
      /** For `variational`: the masks of the sequences of the current batch. */
      let masks = new Float64Array(0)
      let batch: Float64Array | undefined
      return {
        forward(first, end) {
          const at = rowStart[first]! * row
          const rows = rowStart[end]! - rowStart[first]!
          if (!mode.training) {
            kernels.copyRows(rows, n, x + at, n, y + at, n)
            return
          }
          if (!mode.replay) {
            const view = kernels.view()
            const start = (mask + at) / kernels.bytes
            const draw = (): number => (stream.uniform() < p ? 0 : keep)
            if (!variational) for (let i = 0; i < rows * n; i++) view[start + i] = draw()
            else {
              if (batch !== tape.lengths) {
                batch = tape.lengths
                // A sequence that continues from a snapshot has its mask on the tape.
                const goesOn = first > 0 && tape.base + first > 0
                masks = goesOn ? Float64Array.from(view.subarray(start - n, start)) : Float64Array.from({ length: batch.length * n }, draw)
              }
              for (let s = first; s < end; s++) {
                const wide = (rowStart[s + 1]! - rowStart[s]!) * n
                view.set(masks.subarray(0, wide), mask / kernels.bytes + rowStart[s]! * n)
              }
            }
          }
          kernels.fill(rows * n, y + at, 0)
          kernels.multiplyAdd(rows, n, 1, mask + at, n, x + at, n, y + at, n)
        },
        backward(first, end) {
          const at = rowStart[first]! * row
          const rows = rowStart[end]! - rowStart[first]!
          if (mode.training) kernels.multiplyAdd(rows, n, 1, mask + at, n, dy + at, n, dx + at, n)
          else kernels.axpy(rows, n, 1, dy + at, n, dx + at, n)
        },
        tangent(r, count, from, to) {
          if (mode.training) kernels.diagonal(count, n, 1, mask + r * row, from[0]!, n, to, n)
          else kernels.axpy(count, n, 1, from[0]!, n, to, n)
        },
      }
    },
  }
}
