import type { Program } from '../../compile/program'
import type { Influence } from '../../contract/op'
import type { Jacobian, Linearization } from './linear'
import { numbersOf, type Block, type Form, type Plan } from './plan'

export interface KeptSensitivity {
  readonly source: number
  readonly form: Form
  readonly address: number
  readonly numbers: number
  readonly ring: number
  /** Units of the source. */
  readonly size: number
}

export interface CarryingLatch {
  readonly latch: number
  readonly form: Form
  /** Its input; undefined if the parameter does not affect it. */
  readonly kept: KeptSensitivity | undefined
  readonly delay: number
  readonly decay: number
  readonly numbers: number
  /** Memory for the sensitivity of a latch with decay. */
  readonly address: number
  /** Whether the parameter is its initial state. */
  readonly initial: boolean
}

export interface BoundBlock {
  readonly block: Block
  readonly kept: readonly KeptSensitivity[]
  readonly carried: readonly CarryingLatch[]
  readonly influence: Influence | undefined
  readonly gradient: number
}

const none: ReadonlySet<Block> = new Set()

/** Numbers that sensitivities take for each concurrent sequence. */
export function carryNumbers(plan: Plan, except: ReadonlySet<Block> = none): number {
  let sum = 0
  for (const block of plan.blocks) {
    if (except.has(block)) continue
    for (const s of block.sensitivities) sum += s.ring * numbersOf(plan, block, s)
    for (const { latch, form } of block.latches) {
      const { memory, slot } = plan.latches[latch]!
      if (memory.decay !== 0) sum += form === 'own' ? block.entries : block.entries * slot.size
    }
  }
  return sum
}

/**
 * The sensitivities. With o the outputs of latches, u their inputs, w the entries of one parameter:
 *
 *     ∂u(t)/∂w = Σ ∂u/∂o · ∂o(t)/∂w + ∂⁺u/∂w,    ∂o(t)/∂w = decay · ∂o(t−1)/∂w + ∂u(t−delay)/∂w  for t ≥ delay.
 *
 * Each ∂u/∂w is a matrix units × entries, so that the first term is one product per pair of states; the second,
 * immediate one affects only the row of the unit that an entry enters. If all paths are elementwise, only the entries
 * of a unit itself are kept: a vector.
 */
export class Carry {
  readonly blocks: readonly BoundBlock[]
  private readonly ones: number
  private readonly diagonal: number
  private foundForm: Form | undefined
  private foundAt = 0

  constructor(
    private readonly program: Program,
    private readonly plan: Plan,
    private readonly linear: Linearization,
    private readonly sequences: number,
    allocate: (numbers: number) => number,
    except: ReadonlySet<Block> = none,
  ) {
    const { kernels, store, bound } = program
    const widest = plan.latches.reduce((most, l) => Math.max(most, l.slot.size), 1)
    this.ones = allocate(widest)
    kernels.fill(widest, this.ones, 1)
    this.diagonal = allocate(widest)
    this.blocks = plan.blocks
      .filter((block) => !except.has(block))
      .map((block) => {
        const kept = block.sensitivities.map((s): KeptSensitivity => {
          const numbers = numbersOf(plan, block, s)
          return { ...s, numbers, address: allocate(numbers * s.ring * sequences), size: plan.sources[s.source]!.size }
        })
        const carried = block.latches.map(({ latch, form }): CarryingLatch => {
          const { memory, source, slot } = plan.latches[latch]!
          const numbers = form === 'own' ? block.entries : block.entries * slot.size
          return {
            latch,
            form,
            numbers,
            delay: memory.delay,
            decay: memory.decay,
            initial: block.initialOf === latch,
            kept: source && kept.find((k) => plan.sources[k.source] === source),
            address: memory.decay === 0 ? -1 : allocate(numbers * sequences),
          }
        })
        return { block, kept, carried, influence: bound.get(block.op)!.influence, gradient: store.gradientAddress(block.name) }
      })
  }

  /** Before the first step, nothing depends on a parameter except initial states on themselves. */
  begin(): void {
    const { kernels } = this.program
    for (const { block, carried } of this.blocks)
      for (const { address, numbers, initial, form } of carried) {
        if (address < 0) continue
        kernels.fill(numbers * this.sequences, address, 0)
        if (!initial) continue
        const stride = form === 'own' ? 1 : block.entries + 1
        for (let b = 0; b < this.sequences; b++) kernels.copyRows(block.entries, 1, this.ones, 1, address + b * numbers * kernels.bytes, stride)
      }
  }

  /** Adds Σ λ · ∂o(t)/∂w to the gradients, where λ are the adjoints of latch outputs at a row of the tape. */
  addGradient(t: number, sequence: number, row: number): void {
    const { program, plan } = this
    for (const { block, carried, gradient, influence } of this.blocks)
      for (const entry of carried) {
        // An initial state that the latch still outputs unchanged receives its gradient from the latch.
        if (entry.initial && t < entry.delay) continue
        this.find(entry, t, sequence)
        if (this.foundForm === undefined) continue
        const { slot } = plan.latches[entry.latch]!
        this.addProduct(block, influence, program.adjoint(slot) + row * slot.size * program.kernels.bytes, slot.size, gradient)
      }
  }

  /** Adds Σ μ · ∂u(t)/∂w to the gradients; μ by source. */
  addSourceGradient(t: number, sequence: number, adjoint: (source: number) => number): void {
    for (const { block, kept, gradient, influence } of this.blocks)
      for (const k of kept) {
        this.foundForm = k.form
        this.foundAt = this.place(k, t, sequence)
        this.addProduct(block, influence, adjoint(k.source), k.size, gradient)
      }
  }

  /**
   * Adds the contribution of the steps before a block [t, end) to the gradients, from adjoints back-propagated to its
   * start: of o(t), and of every later o whose source is older than t.
   */
  addBlockGradient(t: number, end: number, sequence: number, rowOf: (step: number) => number): void {
    this.addGradient(t, sequence, rowOf(t))
    const { kernels } = this.program
    for (const { block, carried, gradient, influence } of this.blocks)
      for (const { latch, kept, delay } of carried) {
        if (!kept) continue
        const { slot } = this.plan.latches[latch]!
        for (let later = Math.max(t + 1, delay); later < Math.min(end, t + delay); later++) {
          this.foundForm = kept.form
          this.foundAt = this.place(kept, later - delay, sequence)
          this.addProduct(block, influence, this.program.adjoint(slot) + rowOf(later) * slot.size * kernels.bytes, slot.size, gradient)
        }
      }
  }

  private addProduct(block: Block, influence: Influence | undefined, adjoint: number, n: number, gradient: number): void {
    const { kernels } = this.program
    const p = block.entries
    if (this.foundForm === 'full') kernels.gemm(1, p, n, adjoint, 0, 1, this.foundAt, p, gradient, p, 1)
    else this.spread(block, influence, adjoint, this.foundAt, false, gradient, false)
  }

  /** Advances the sensitivities of a sequence past step t, with the Jacobians computed last. */
  advance(t: number, sequence: number): void {
    const { kernels } = this.program
    const { plan, linear } = this
    for (const bound of this.blocks) {
      const { block, kept, carried, influence } = bound
      for (const k of kept) {
        const to = this.place(k, t, sequence)
        kernels.fill(k.numbers, to, 0)
        for (const entry of carried) {
          const jacobian = linear.jacobian(plan.seedOf[entry.latch]!, k.source)
          if (!jacobian) continue
          this.find(entry, t, sequence)
          if (this.foundForm !== undefined) this.propagate(bound, plan.latches[entry.latch]!.slot.size, jacobian, k, to)
        }
        const immediate = block.seed === undefined ? undefined : linear.jacobian(block.seed, k.source)
        if (immediate) this.enter(bound, influence!, immediate, this.factors(influence!), k, to)
      }
      this.decay(bound, t, sequence)
    }
  }

  /** Advances latches with decay from o(t), or its initial value, to o(t+1). */
  decay({ block, carried, influence }: BoundBlock, t: number, sequence: number): void {
    const { kernels } = this.program
    for (const entry of carried) {
      const { address, numbers, delay, decay, kept: read } = entry
      if (address < 0 || t + 1 < delay) continue
      const at = address + sequence * numbers * kernels.bytes
      kernels.scale(numbers, at, decay)
      if (!read) continue
      if (entry.form === read.form) kernels.axpy(1, numbers, 1, this.place(read, t + 1 - delay, sequence), numbers, at, numbers)
      else this.spread(block, influence, this.ones, this.place(read, t + 1 - delay, sequence), false, at, true)
    }
  }

  /** Row of the tape that is being linearized, for the factors. */
  row = 0

  private factors(influence: Influence): number {
    return influence.factors(this.row)
  }

  /** Address of ∂u(t)/∂w. */
  place(k: KeptSensitivity, t: number, sequence: number): number {
    return k.address + ((t % k.ring) * this.sequences + sequence) * k.numbers * this.program.kernels.bytes
  }

  /** Finds ∂o(t)/∂w of one latch: sets `found` to its form (undefined: zero) and `at` to its address. */
  private find(entry: CarryingLatch, t: number, sequence: number): void {
    this.foundForm = undefined
    if (entry.address >= 0) {
      this.foundForm = entry.form
      this.foundAt = entry.address + sequence * entry.numbers * this.program.kernels.bytes
    } else if (t < entry.delay) {
      if (!entry.initial) return
      this.foundForm = 'own'
      this.foundAt = this.ones
    } else if (entry.kept) {
      this.foundForm = entry.kept.form
      this.foundAt = this.place(entry.kept, t - entry.delay, sequence)
    }
  }

  /** to += ∂u/∂o · ∂o/∂w, with the latter as set by `find`. */
  private propagate({ block, influence }: BoundBlock, n: number, { form, address: z }: Jacobian, k: KeptSensitivity, to: number): void {
    const { kernels } = this.program
    const { bytes } = kernels
    const p = block.entries
    const from = this.foundAt
    if (form === 'own') {
      if (this.foundForm === 'full' && k.form === 'full') kernels.scaleRows(n, p, z, from, p, to, p)
      else this.spread(block, influence, z, from, this.foundForm === 'full', to, k.form === 'full')
      return
    }
    if (this.foundForm === 'full' && k.form === 'full') {
      kernels.gemm(k.size, p, n, z, 1, k.size, from, p, to, p, 1)
      return
    }
    if (this.foundForm === 'own' && k.form === 'own') {
      kernels.copyRows(n, 1, z, k.size + 1, this.diagonal, 1)
      this.spread(block, influence, this.diagonal, from, false, to, false)
      return
    }
    for (let i = 0; i < block.units; i++) {
      const start = entryOf(influence, i)
      const count = entryOf(influence, i + 1) - start
      if (count === 0) continue
      const at = start * bytes
      if (this.foundForm === 'own') kernels.gemm(k.size, count, 1, z + i * k.size * bytes, 1, 1, from + at, count, to + at, p, 1)
      else kernels.gemm(1, count, n, z + i * bytes, 0, k.size, from + at, p, to + at, count, 1)
    }
  }

  /** to += ∂u/∂net · ∂⁺net/∂w. */
  private enter({ block }: BoundBlock, influence: Influence, { form, address: g }: Jacobian, factors: number, k: KeptSensitivity, to: number): void {
    const { kernels } = this.program
    const { bytes } = kernels
    const p = block.entries
    const { perUnit, shared } = influence
    if (form === 'own') {
      if (shared) kernels.gemm(block.units, perUnit, 1, g, 1, 1, factors, perUnit, to, perUnit + (k.form === 'full' ? p : 0), 1)
      else this.spread(block, influence, g, factors, false, to, k.form === 'full')
      return
    }
    for (let i = 0; i < block.units; i++) {
      const start = entryOf(influence, i)
      const count = entryOf(influence, i + 1) - start
      if (count === 0) continue
      const from = shared ? factors : factors + start * bytes
      kernels.gemm(k.size, count, 1, g + i * k.size * bytes, 1, 1, from, count, to + start * bytes, p, 1)
    }
  }

  /** For every unit i, over its entries: to += d[i] · from. In a full matrix these are in row i. */
  private spread(block: Block, influence: Influence | undefined, d: number, from: number, fromFull: boolean, to: number, toFull: boolean): void {
    const { kernels } = this.program
    const p = block.entries
    const pointers = influence?.pointers
    if (!pointers) {
      const c = influence?.perUnit ?? 1
      kernels.scaleRows(block.units, c, d, from, c + (fromFull ? p : 0), to, c + (toFull ? p : 0))
      return
    }
    const { bytes } = kernels
    for (let i = 0; i < block.units; i++) {
      const start = pointers[i]!
      const count = pointers[i + 1]! - start
      if (count === 0) continue
      const source = from + (start + (fromFull ? i * p : 0)) * bytes
      kernels.scaleRows(1, count, d + i * bytes, source, count, to + (start + (toFull ? i * p : 0)) * bytes, count)
    }
  }
}

/** First entry of a unit. */
export const entryOf = (influence: Influence | undefined, unit: number): number =>
  influence?.pointers ? influence.pointers[unit]! : unit * (influence?.perUnit ?? 1)
