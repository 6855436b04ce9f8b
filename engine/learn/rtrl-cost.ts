import type { Network } from '../compile/network'
import type { Composed } from './rtrl-blocks'
import { carryNumbers } from './rtrl-carry'
import { linearNumbers } from './rtrl-linear'
import { numbersOf, type Plan } from './rtrl-plan'
import type { Variant } from './rtrl'
import { uoroLayout } from './rtrl-uoro'

/** What an algorithm takes, known before a run. */
export interface Cost {
  /** Memory in bytes. */
  readonly bytes: number
  /** Multiply-adds a step and sequence, those of the network's own run left out. */
  readonly operations: number
}

/** Memory and work of what a variant carries. @param block length of the blocks of `hybrid`, in steps. */
export function costOf(
  network: Network, plan: Plan, variant: Variant, sequences: number, longest: number, block: number, bytes: number, composed?: Composed,
): Cost {
  const { alias } = network.schedule
  const linear = linearNumbers(plan, (op) => alias(op.writes))
  const numbers = linear + (carryNumbers(plan, composed?.blocks) + (composed?.perSequence ?? 0)) * sequences + (composed?.once ?? 0)
  let operations = 0
  for (const seed of plan.seeds)
    for (const op of seed.ops) {
      const full = seed.forms.get(alias(op.writes).index) === 'full'
      operations += seed.slot.size * (full ? alias(op.writes).size * (op.mixes ? (op.reads[0]?.size ?? 1) : 1) : 1)
    }
  if (variant === 'uoro') {
    const { width, entries } = uoroLayout(network, plan, longest)
    const weights = network.parameters.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0)
    const units = network.lowered.slots.reduce((sum, s) => sum + s.size, 0)
    // A forward-mode and a backward pass through the step, and the outer product's two factors.
    return { bytes: ((2 * width + entries) * sequences + entries + units) * bytes, operations: 2 * weights + 4 * entries + 3 * width }
  }
  if (variant === 'hybrid') {
    // Backward passes at each block end, a unit of what is carried each; a pass costs two runs of the block.
    const weights = network.parameters.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0)
    const rings = plan.sources.map((_, u) => Math.max(0, ...plan.blocks.flatMap((b) => b.sensitivities.map((s) => (s.source === u ? s.ring - 1 : 0)))))
    const units = plan.sources.reduce((sum, s, u) => sum + s.size * Math.min(block, rings[u]!), 0)
    const decaying = plan.latches.reduce((sum, l) => sum + (l.memory.decay === 0 ? 0 : l.slot.size), 0)
    return { bytes: (numbers + carryNumbers(plan) + weights) * bytes, operations: (units + decaying + 1) * 2 * weights * sequences }
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
  return { bytes: numbers * bytes, operations: Math.round(operations + (composed?.operations ?? 0)) }
}
