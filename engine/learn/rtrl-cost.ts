import type { Network } from '../compile/network'
import { carryNumbers } from './rtrl-carry'
import { linearNumbers } from './rtrl-linear'
import { numbersOf, type Plan } from './rtrl-plan'
import type { Variant } from './rtrl'

/** What an algorithm takes, known before a run. */
export interface Cost {
  /** Memory in bytes. */
  readonly bytes: number
  /** Multiply-adds a step and sequence, those of the network's own run left out. */
  readonly operations: number
}

/** Memory and work of what a variant carries. @param block length of the blocks of `hybrid`, in steps. */
export function costOf(network: Network, plan: Plan, variant: Variant, sequences: number, block: number, bytes: number): Cost {
  const { alias } = network.schedule
  const linear = linearNumbers(plan, (op) => alias(op.writes))
  let numbers = linear + carryNumbers(plan) * sequences
  let operations = 0
  const width = (seed: number, source: number): number => {
    const form = plan.seeds[seed]?.forms.get(plan.sources[source]!.index)
    const [n, m] = [plan.seeds[seed]?.slot.size ?? 0, plan.sources[source]!.size]
    return form === undefined ? 0 : form === 'full' ? n * m : n
  }
  const jacobians = plan.seeds.reduce((sum, _, q) => sum + plan.sources.reduce((part, __, u) => part + width(q, u), 0), 0)
  for (const seed of plan.seeds)
    for (const op of seed.ops) {
      const full = seed.forms.get(alias(op.writes).index) === 'full'
      operations += seed.slot.size * (full ? alias(op.writes).size * (op.mixes ? (op.reads[0]?.size ?? 1) : 1) : 1)
    }
  if (variant === 'uoro') {
    const state = plan.latches.reduce((sum, l) => sum + l.slot.size * (l.memory.delay + 2), 0)
    const parameters = network.parameters.reduce((sum, p) => sum + (p.trainable ? p.shape.reduce((a, b) => a * b, 1) : 0), 0)
    return { bytes: ((state + 3 * parameters) * sequences + parameters) * bytes, operations: 6 * parameters + 2 * state }
  }
  if (variant === 'hybrid') {
    const units = plan.sources.reduce((sum, s) => sum + s.size, 0) * (network.longestDelay || 1)
    const latches = plan.latches.reduce((sum, l) => sum + l.slot.size, 0)
    numbers += block * (jacobians + (units + latches) * units)
  }
  for (const b of plan.blocks)
    for (const s of b.sensitivities) {
      const kept = numbersOf(plan, b, s)
      for (const { latch, form } of b.latches) {
        const way = plan.seeds[plan.seedOf[latch]!]?.forms.get(plan.sources[s.source]!.index)
        if (way === undefined) continue
        const inner = form === 'full' && way === 'full' ? plan.latches[latch]!.slot.size : 1
        operations += kept * inner * (variant === 'hybrid' && inner > 1 ? 2 / block : 1)
      }
      operations += 2 * kept
    }
  return { bytes: numbers * bytes, operations: Math.round(operations) }
}
