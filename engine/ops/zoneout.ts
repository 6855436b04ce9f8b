import type { Op, Slot } from '../contract/op'
import { number } from '../contract/term'

/**
 * mask(t) ~ Bernoulli(p) while training, its mean p otherwise: the units that keep the value of the previous step
 * (Krueger et al. 2017).
 */
export function zoneout(node: string, p: number, mask: Slot): Op {
  return {
    kind: 'zoneout',
    node,
    reads: [],
    latched: [],
    writes: mask,
    accumulates: false,
    parameters: [],
    formula: number(p),
    alone: true,
    bind({ kernels, tape, value, random, mode }) {
      const { rowStart } = tape
      const n = mask.size
      const at = value(mask)
      const stream = random(`${node}.zoneout`)
      return {
        forward(first, end) {
          const from = rowStart[first]! * n
          const count = rowStart[end]! * n - from
          if (!mode.training) kernels.fill(count, at + from * kernels.bytes, p)
          else if (!mode.replay) {
            const view = kernels.view()
            const start = at / kernels.bytes + from
            for (let i = 0; i < count; i++) view[start + i] = stream.uniform() < p ? 1 : 0
          }
        },
      }
    },
  }
}
