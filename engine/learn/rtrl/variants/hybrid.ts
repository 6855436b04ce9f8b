import { largest } from '../../../base/lists'
import { everyRow, loss } from '../../model/loss'
import { judged, type Context, type Propagation } from '../propagation'
import { Carry, carryNumbers, entryOf, type BoundBlock, type KeptSensitivity } from '../carry'
import { Linearization } from '../linear'
import type { VariantKind } from './variant'

/** Rows of a new sensitivity, computed by backward passes and written once all are complete. */
interface Pending {
  readonly bound: BoundBlock
  readonly address: number
  readonly numbers: number
  readonly full: boolean
}

/**
 * The combination of BPTT and RTRL of Williams & Zipser (1989b; 1995), Schmidhuber's O(N³) algorithm (1992): exact, in
 * blocks of h steps. Inside a block errors are propagated back through time; the adjoints of the states at its start
 * are multiplied with the carried sensitivities,
 *
 *     ∇E(t₀ … t₁−1) = BPTT over the block + λ(t₀) S(t₀),
 *
 * and at its end S is advanced by backward passes of unit adjoints, one per carried unit, so that a step costs O(N³) on
 * average where RTRL costs O(N⁴):
 *
 *     S(t₁) = J(t₁…t₀) S(t₀) + Σ_τ J(t₁…τ+1) ∂⁺x(τ)/∂w.
 *
 * At each block end the accumulated gradient equals that of RTRL.
 */
class Hybrid implements Propagation {
  private readonly carry: Carry
  private readonly saved: number
  /** First global step of the current block. */
  private start = 0
  private readonly buffers = new Map<BoundBlock, Map<string, number>>()

  constructor(
    private readonly context: Context,
    private readonly block: number,
  ) {
    const { program, plan, allocate } = context
    this.carry = new Carry(program, plan, new Linearization(program, plan, allocate), program.capacity.sequences, allocate)
    this.saved = allocate(Math.max(1, program.store.trainable))
    for (const bound of this.carry.blocks) {
      const buffers = new Map<string, number>()
      this.buffers.set(bound, buffers)
      for (const k of bound.kept)
        for (let back = 0; back < Math.min(block, Math.max(1, k.ring - 1)); back++) buffers.set(keyOf(k.source, back), allocate(k.numbers))
      for (const { latch, address, numbers } of bound.carried) if (address >= 0) buffers.set(keyOf(latch, -1), allocate(numbers))
    }
  }

  begin(): void {
    this.start = 0
    this.carry.begin()
  }

  position(): readonly number[] {
    return [this.start]
  }

  resume([start = -1]: readonly number[]): boolean {
    const { tape } = this.context.program
    if (!Number.isSafeInteger(start) || start < Math.max(0, tape.base) || start > tape.base + tape.steps) return false
    this.start = start
    return true
  }

  step(s: number, t: number): number {
    return t + 1 - this.start === this.block ? this.settle(s + 1, t + 1) : 0
  }

  settle(end: number, t: number): number {
    const {
      start: first,
      context: { program, washout },
    } = this
    if (t === first) return 0
    const start = first - program.tape.base
    program.clearAdjoints(start, end)
    const sum = loss(program, start, end, { ...everyRow, washout }, true)
    let counts = false
    for (let s = start; s < end && !counts; s++) counts = judged(program, s, washout)
    if (counts) {
      program.backward(start, end)
      for (let b = 0; b < program.active(first); b++) this.beforeBlock(t, b)
    }
    for (let b = 0; b < program.active(t); b++) this.advance(end, t, b)
    this.start = t
    return sum
  }

  /** Adds λ(t₀) S(t₀) of one sequence. */
  private beforeBlock(t: number, sequence: number): void {
    const {
      program: { tape },
    } = this.context
    const rowOf = (step: number): number => tape.rowStart[step - tape.base]! + sequence
    this.carry.addBlockGradient(this.start, Math.min(t, tape.lengths[sequence]!), sequence, rowOf)
  }

  /** Computes S(t₁) of one sequence from S(t₀). */
  private advance(end: number, t: number, sequence: number): void {
    const {
      carry,
      context: { program, plan },
    } = this
    const { kernels, store } = program
    kernels.copy(store.trainable, store.gradients, this.saved)
    const waiting: { pending: Pending; write(): void }[] = []
    const pend = (bound: BoundBlock, key: string, numbers: number, full: boolean, target: number): Pending => {
      const pending = { bound, address: this.buffers.get(bound)!.get(key)!, numbers, full }
      kernels.fill(numbers, pending.address, 0)
      waiting.push({ pending, write: () => kernels.copy(numbers, pending.address, target) })
      return pending
    }

    plan.sources.forEach((source, u) => {
      const kept = carry.blocks.flatMap((bound) => bound.kept.filter((k) => k.source === u).map((k): [BoundBlock, KeptSensitivity] => [bound, k]))
      const ring = kept.reduce((most, [, k]) => Math.max(most, k.ring), 0)
      for (let back = 0; back < Math.min(t - this.start, ring - 1); back++) {
        const rows = kept.flatMap(([bound, k]) =>
          back < k.ring - 1 ? [pend(bound, keyOf(u, back), k.numbers, k.form === 'full', carry.place(k, t - 1 - back, sequence))] : [],
        )
        this.passes(program.adjoint(source), source.size, end - back, t - back, sequence, rows)
      }
    })
    plan.latches.forEach(({ slot }, l) => {
      const rows = carry.blocks.flatMap((bound) =>
        bound.carried.flatMap((entry) => {
          if (entry.latch !== l || entry.address < 0 || t < entry.delay) return []
          const at = entry.address + sequence * entry.numbers * kernels.bytes
          return [pend(bound, keyOf(l, -1), entry.numbers, entry.form === 'full', at)]
        }),
      )
      if (rows.length > 0) this.passes(program.adjoint(slot), slot.size, end, t, sequence, rows)
    })

    for (const { write } of waiting) write()
    for (const bound of carry.blocks) carry.decay(bound, t - 1, sequence)
    kernels.copy(store.trainable, this.saved, store.gradients)
  }

  /**
   * For every unit of a slot at the step before local step `end`: propagates a unit adjoint back to the start of the
   * block.
   */
  private passes(adjoint: number, size: number, end: number, t: number, sequence: number, rows: readonly Pending[]): void {
    const { program } = this.context
    const { kernels, store, tape } = program
    const start = this.start - tape.base
    const row = tape.rowStart[end - 1]! + sequence
    // Blocks of one parameter, such as an initial state that two latches share, have one gradient, so only one of them takes it.
    const carriers = new Map<string, Pending>()
    for (const pending of rows) if (pending.full || !carriers.has(pending.bound.block.name)) carriers.set(pending.bound.block.name, pending)
    for (let i = 0; i < size; i++) {
      program.clearAdjoints(start, end)
      kernels.fill(store.trainable, store.gradients, 0)
      kernels.fill(1, adjoint + (row * size + i) * kernels.bytes, 1)
      program.backward(start, end)
      this.beforeBlock(t, sequence)
      for (const {
        bound: { block, gradient, influence },
        address,
        full,
      } of carriers.values()) {
        if (full) {
          kernels.copy(block.entries, gradient, address + i * block.entries * kernels.bytes)
          continue
        }
        const from = entryOf(influence, i)
        kernels.copy(entryOf(influence, i + 1) - from, gradient + from * kernels.bytes, address + from * kernels.bytes)
      }
    }
  }
}

const keyOf = (at: number, back: number): string => `${at}/${back}`

export const hybrid: VariantKind = {
  byBlocks: true,
  cost({ plan, sequences, block, bytes, weights, numbers }) {
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
  },
  make: (context, { block }) => new Hybrid(context, block),
}
