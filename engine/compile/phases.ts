import { append } from '../base/lists'
import type { BoundOp, Op } from '../contract/op'
import type { Group } from './op-order'
import type { Deal, SharedTape } from './tape'

interface BoundGroup {
  readonly recurrent: boolean
  readonly backwardInTime: boolean
  readonly forward: readonly BoundOp[]
  /** Ops that propagate adjoints, in reverse order. */
  readonly backward: readonly BoundOp[]
}

/** Consecutive groups in which no thread needs the results of another. */
interface Phase {
  /** `alone`: only the first thread runs it. */
  readonly deal: Deal | 'alone'
  readonly groups: BoundGroup[]
}

/** A thread's number among those that run a program together, and how it waits for the others. */
export interface ThreadPart {
  readonly part: number
  readonly parts: number
  /** Returns once all threads have called it. */
  barrier(): void
}

export const single: ThreadPart = { part: 0, parts: 1, barrier: () => undefined }

/**
 * The groups of ops, divided into phases that threads run in parallel. Outside loops, threads divide the rows of all
 * steps; in loops and latches, which read other steps of a sequence, whole sequences; for weight gradients, which sum
 * over all rows, the units. No sum is ever divided, so results are bit-identical to those of one thread.
 */
export class Phases {
  private readonly phases: readonly Phase[]
  private readonly gradients: readonly BoundOp[]
  private readonly refreshes: readonly BoundOp[]

  constructor(
    groups: readonly Group[],
    bind: (op: Op) => BoundOp,
    private readonly tape: SharedTape,
  ) {
    const phases: Phase[] = []
    const all: BoundOp[] = []
    for (const { ops, recurrent, backwardInTime } of groups) {
      const forward = ops.map(bind)
      append(all, forward)
      const deal = ops.some((op) => op.alone) ? 'alone' : recurrent || ops.some((op) => op.memory) ? 'sequences' : 'rows'
      const group = { recurrent, backwardInTime, forward, backward: forward.filter((op) => op.backward).reverse() }
      const last = phases.at(-1)
      if (last?.deal === deal) last.groups.push(group)
      else phases.push({ deal, groups: [group] })
    }
    this.phases = phases
    this.gradients = all.filter((op) => op.gradient)
    this.refreshes = all.filter((op) => op.refresh)
  }

  /** Whether threads can run any phase in parallel. */
  get shared(): boolean {
    return this.phases.some((phase) => phase.deal !== 'alone')
  }

  refresh({ part, parts }: ThreadPart): void {
    for (let i = part; i < this.refreshes.length; i += parts) this.refreshes[i]!.refresh!()
  }

  forward(first: number, end: number, place: ThreadPart): void {
    for (let i = 0; i < this.phases.length; i++) {
      const { deal, groups } = this.phases[i]!
      if (i > 0) place.barrier()
      if (this.takeShare(deal, place)) for (let g = 0; g < groups.length; g++) forward(groups[g]!, first, end)
    }
    this.tape.share(0, 1)
  }

  backward(first: number, end: number, place: ThreadPart): void {
    for (let i = this.phases.length - 1; i >= 0; i--) {
      const { deal, groups } = this.phases[i]!
      if (this.takeShare(deal, place)) for (let g = groups.length - 1; g >= 0; g--) backward(groups[g]!, first, end)
      place.barrier()
    }
    this.tape.share(place.part, place.parts)
    for (let i = 0; i < this.gradients.length; i++) this.gradients[i]!.gradient!(first, end)
    this.tape.share(0, 1)
  }

  /** Sets this thread's share on the tape; returns false if it has none. */
  private takeShare(deal: Phase['deal'], { part, parts }: ThreadPart): boolean {
    if (deal === 'alone') {
      this.tape.share(0, 1)
      return part === 0
    }
    this.tape.deal = deal
    this.tape.share(part, parts)
    return true
  }
}

function forward({ forward: ops, recurrent, backwardInTime }: BoundGroup, first: number, end: number): void {
  if (!recurrent) {
    for (let i = 0; i < ops.length; i++) ops[i]!.forward(first, end)
  } else if (backwardInTime) {
    for (let s = end - 1; s >= first; s--) for (let i = 0; i < ops.length; i++) ops[i]!.forward(s, s + 1)
  } else {
    for (let s = first; s < end; s++) for (let i = 0; i < ops.length; i++) ops[i]!.forward(s, s + 1)
  }
}

function backward({ backward: ops, recurrent, backwardInTime }: BoundGroup, first: number, end: number): void {
  if (!recurrent) {
    for (let i = 0; i < ops.length; i++) ops[i]!.backward!(first, end)
  } else if (backwardInTime) {
    for (let s = first; s < end; s++) for (let i = 0; i < ops.length; i++) ops[i]!.backward!(s, s + 1)
  } else {
    for (let s = end - 1; s >= first; s--) for (let i = 0; i < ops.length; i++) ops[i]!.backward!(s, s + 1)
  }
}
