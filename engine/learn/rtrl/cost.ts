import { largest } from '../../base/lists'
import type { Network } from '../../compile/network'
import { entries } from '../../compile/stored'
import type { Composed } from './blocks'
import { carryNumbers } from './carry'
import { linearNumbers } from './linear'
import { numbersOf, type Plan } from './plan'
import type { Variant } from './propagation'
import { uoroLayout } from './uoro'

/** Memory and work of an algorithm, computed before a run. */
export interface Cost {
  /** Bytes in total, including the network's values and adjoints. */
  readonly bytes: number
  /** Bytes of what is carried from step to step: sensitivities or their approximations. */
  readonly carried: number
  /** Multiply-adds per step and sequence, without the network's forward pass. */
  readonly operations: number
}

/** Memory and work of a variant. @param block length of the blocks of `hybrid`, in steps. */
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
  const counts = new Map(network.parameters.map((p) => [p.name, entries(p)]))
  const weights = [...counts.values()].reduce((sum, n) => sum + n, 0)
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
  if (variant === 'uoro') {
    const { width, entries: carried } = uoroLayout(network, plan, longest)
    const units = network.lowered.slots.reduce((sum, s) => sum + s.size, 0)
    // In addition to back-propagation: a forward-mode and a backward pass through the step, and the factors of the
    // outer product.
    return { carried: ((2 * width + carried) * sequences + carried + units) * bytes, operations: 4 * weights + 4 * carried + 3 * width }
  }
  if (variant === 'hybrid') {
    // At each block end one backward pass per carried unit; a pass costs two runs of the block.
    const rings = plan.sources.map((_, u) =>
      largest(
        plan.blocks.flatMap((b) => b.sensitivities.map((s) => (s.source === u ? s.ring - 1 : 0))),
        0,
      ),
    )
    const units = plan.sources.reduce((sum, s, u) => sum + s.size * Math.min(block, rings[u]!), 0)
    const decaying = plan.latches.reduce((sum, l) => sum + (l.memory.decay === 0 ? 0 : l.slot.size), 0)
    return { carried: (numbers + carryNumbers(plan) + weights) * bytes, operations: (units + decaying + 1) * 2 * weights * sequences }
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
