import type { Network } from '../../compile/network'
import type { Op } from '../../contract/op'

/**
 * The explicit recurrence: projections with weights that close a loop and read a latch's output, directly or through
 * gates and copies. E-prop and RFLO propagate nothing through them, so that a unit's eligibility trace follows its own
 * memory only: leaks, decays, gates, a cell's carousel (Bellec et al. 2020; Murray 2019).
 */
export function explicitRecurrence(network: Network): Set<Op> {
  const {
    opOrder: { groups, alias },
  } = network
  const remembered = new Set<number>()
  const cut = new Set<Op>()
  for (const { ops, recurrent } of groups)
    for (const op of ops) {
      if (op.memory) remembered.add(alias(op.writes).index)
      if (!op.reads.some((r) => remembered.has(alias(r).index))) continue
      // A value that has passed weights outside any loop belongs to another unit.
      if (op.parameters.length === 0) remembered.add(alias(op.writes).index)
      else if (recurrent) cut.add(op)
    }
  return cut
}
