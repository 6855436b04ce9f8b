import type { Network } from '../compile/network'
import type { Composed } from './rtrl-blocks'
import { carryNumbers } from './rtrl-carry'
import { linearNumbers } from './rtrl-linear'
import { numbersOf, type Plan } from './rtrl-plan'
import type { Variant } from './rtrl'
import { uoroLayout } from './rtrl-uoro'

/** What an algorithm takes, known before a run. */
export interface Cost {
  /** Memory in bytes, the network's own values and adjoints with it. */
  readonly bytes: number
  /** Of these, what is carried from step to step: sensitivities, or what stands for them. */
  readonly carried: number
  /** Multiply-adds a step and sequence, those of the network's own run left out. */
  readonly operations: number
}

/** What a variant carries, and its work. @param block length of the blocks of `hybrid`, in steps. */
export function costOf(
  network: Network, plan: Plan, variant: Variant, sequences: number, longest: number, block: number, bytes: number, composed?: Composed,
): Omit<Cost, 'bytes'> {
  const { alias } = network.schedule
  const linear = linearNumbers(plan, (op) => alias(op.writes))
  const numbers = linear + (carryNumbers(plan, composed?.blocks) + (composed?.perSequence ?? 0)) * sequences + (composed?.once ?? 0)
  const weights = network.parameters.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0)
  // Errors go back through every step, and every weight's gradient within it takes a product.
  let operations = 2 * weights
  for (const seed of plan.seeds)
    for (const op of seed.ops) {
      const full = seed.forms.get(alias(op.writes).index) === 'full'
      operations += seed.slot.size * (full ? alias(op.writes).size * (op.mixes ? (op.reads[0]?.size ?? 1) : 1) : 1)
    }
  if (variant === 'uoro') {
    const { width, entries } = uoroLayout(network, plan, longest)
    const units = network.lowered.slots.reduce((sum, s) => sum + s.size, 0)
    // Beside the errors' way back a forward-mode and a backward pass through the step, and the outer product's factors.
    return { carried: ((2 * width + entries) * sequences + entries + units) * bytes, operations: 4 * weights + 4 * entries + 3 * width }
  }
  if (variant === 'hybrid') {
    // Backward passes at each block end, a unit of what is carried each; a pass costs two runs of the block.
    const rings = plan.sources.map((_, u) => Math.max(0, ...plan.blocks.flatMap((b) => b.sensitivities.map((s) => (s.source === u ? s.ring - 1 : 0)))))
    const units = plan.sources.reduce((sum, s, u) => sum + s.size * Math.min(block, rings[u]!), 0)
    const decaying = plan.latches.reduce((sum, l) => sum + (l.memory.decay === 0 ? 0 : l.slot.size), 0)
    return { carried: (numbers + carryNumbers(plan) + weights) * bytes, operations: (units + decaying + 1) * 2 * weights * sequences }
  }
  for (const b of plan.blocks) {
    if (composed?.blocks.has(b)) continue
    for (const s of b.sensitivities) {
      const kept = numbersOf(plan, b, s)
      for (const { latch, form } of b.latches) {
        const way = plan.seeds[plan.seedOf[latch]!]?.forms.get(plan.sources[s.source]!.index)
        if (way === undefined) continue
        const inner = form === 'full' && way === 'full' ? plan.latches[latch]!.slot.size : 1
        operations += kept * inner
      }
      operations += 2 * kept
    }
  }
  return { carried: numbers * bytes, operations: Math.round(operations + (composed?.operations ?? 0)) }
}
