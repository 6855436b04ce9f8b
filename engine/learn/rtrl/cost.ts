import type { Network } from '../../compile/network'
import { entries } from '../../compile/stored'
import type { Composed } from './blocks'
import { carryNumbers } from './carry'
import { linearNumbers } from './linear'
import { numbersOf, type Plan } from './plan'
import { variantKinds, type Variant } from './variants'

/** Memory and work of an algorithm, computed before a run. */
export interface Cost {
  /** Bytes in total, including the network's values and adjoints. */
  readonly bytes: number
  /** Bytes of what is carried from step to step: sensitivities or their approximations. */
  readonly carried: number
  /** Multiply-adds per step and sequence, without the network's forward pass. */
  readonly operations: number
}

/** Memory and work of a variant. @param block length of the blocks of a variant that works in blocks, in steps. */
export function costOf(
  network: Network,
  plan: Plan,
  variant: Variant,
  sequences: number,
  longest: number,
  block: number,
  bytes: number,
  composed?: Composed,
): Omit<Cost, 'bytes'> {
  const { alias } = network.opOrder
  const linear = linearNumbers(plan, alias)
  const numbers = linear + (carryNumbers(plan, composed?.blocks) + (composed?.perSequence ?? 0)) * sequences + (composed?.once ?? 0)
  const counts = new Map([...network.parameters, ...network.mirrors].map((p) => [p.name, entries(p)]))
  const weights = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const own = variantKinds[variant].cost?.({ network, plan, sequences, longest, block, bytes, weights, numbers })
  if (own) return own
  // Back-propagation through the step, and one product per weight for its gradient.
  let operations = 2 * weights
  for (const seed of plan.seeds)
    for (const op of seed.ops) {
      const n = seed.slot.size
      const { index, size } = alias(op.writes)
      const full = seed.held.get(index) === 'full'
      const given = op.reads[0] && seed.held.get(alias(op.reads[0]).index)
      // A diagonal times the weights, or the diagonal of a product, touches each weight once.
      if (op.mixes) operations += (op.parameters[0] ? counts.get(op.parameters[0].name)! : size) * (full && given === 'full' ? n : 1)
      else operations += full ? n * size : n
    }
  for (const b of plan.blocks) {
    if (composed?.blocks.has(b)) continue
    for (const s of b.sensitivities) {
      const kept = numbersOf(plan, b, s)
      for (const { latch, form } of b.latches) {
        const way = plan.seeds[plan.seedOf[latch]!]?.held.get(plan.sources[s.source]!.index)
        if (way === undefined) continue
        const inner = form === 'full' && way === 'full' ? plan.latches[latch]!.slot.size : 1
        operations += kept * inner
      }
      operations += 2 * kept
    }
  }
  return { carried: numbers * bytes, operations: Math.round(operations + (composed?.operations ?? 0)) }
}
