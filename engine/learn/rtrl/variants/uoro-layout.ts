import { largest } from '../../../base/lists'
import type { Network } from '../../../compile/network'
import type { Op } from '../../../contract/op'
import type { Latch, Plan } from '../plan'

/** The recent values of one source, for as many steps as the longest delay with which it is read. */
export interface Line {
  readonly size: number
  readonly steps: number
  /** Its offset in the state of a sequence. */
  readonly at: number
  /** Whether a parameter acts on it within a step; signs are drawn only there. */
  readonly entered: boolean
}

export interface CarriedLatch {
  readonly latch: Latch
  readonly size: number
  readonly line: number
  /** Offset of a latch with decay in the state of a sequence; −1 for the others. */
  readonly at: number
}

/** The state whose tangent is carried: delay lines of the sources, then the latches with decay. */
export interface UoroLayout {
  readonly lines: readonly Line[]
  readonly carried: readonly CarriedLatch[]
  /** Numbers of a sequence's state. */
  readonly width: number
  /** Entries of all carried parameters. */
  readonly entries: number
  /** Ops on paths from a latch to a source within a step, in order. */
  readonly ops: readonly Op[]
}

/** Lays out the state of a sequence. @param longest steps of the longest sequence. */
export function uoroLayout(network: Network, plan: Plan, longest: number): UoroLayout {
  const used = plan.latches.filter((_, l) => plan.seedOf[l]! >= 0)
  let width = 0
  const lines = plan.sources.map((source): Line => {
    const delays = used.flatMap((l) => (l.source === source ? [l.memory.delay] : []))
    const steps = Math.min(longest, largest(delays, 1))
    const entered = plan.blocks.some(({ seed, initialOf }) => plan.seeds[seed ?? plan.seedOf[initialOf ?? -1] ?? -1]?.forms.has(source.index) ?? false)
    const line = { size: source.size, steps, at: width, entered }
    width += source.size * steps
    return line
  })
  const carried = used.map((latch): CarriedLatch => {
    const {
      slot: { size },
      source,
      memory,
    } = latch
    const at = memory.decay === 0 ? -1 : width
    if (at >= 0) width += size
    return { latch, size, line: source ? plan.sources.indexOf(source) : -1, at }
  })
  const wanted = new Set(plan.seedOf.flatMap((seed) => (seed < 0 ? [] : plan.seeds[seed]!.ops)))
  const ops = network.opOrder.groups.flatMap((g) => g.ops).filter((op) => wanted.has(op))
  return { lines, carried, width, entries: plan.blocks.reduce((sum, b) => sum + b.entries, 0), ops }
}
