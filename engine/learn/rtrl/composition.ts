import { largest } from '../../base/lists'
import type { Program } from '../../compile/program'
import type { Influence } from '../../contract/op'
import { statesOf, type Composed, type State } from './blocks'
import { entryOf } from './carry'
import type { Jacobian, Linearization } from './linear'
import type { Block, Plan } from './plan'

/** The Jacobians of all steps of a block: matrices, or their diagonals. */
interface RecordedJacobian {
  readonly jacobian: Jacobian
  /** Units of the seed (columns) and of the source (rows). */
  readonly n: number
  readonly k: number
  readonly numbers: number
  readonly address: number
}

/** A net input through which parameters enter. */
interface NetInput {
  readonly units: number
  readonly records: readonly { readonly source: number; readonly record: RecordedJacobian }[]
  /** Its adjoints at every step: for one row, and for as many rows as there are carried units. */
  readonly one: number
  readonly all: number
}

interface Part {
  readonly block: Block
  readonly influence: Influence
  readonly gradient: number
  readonly entrance: NetInput
  /** Numbers of factors per step. */
  readonly width: number
  readonly factors: number
  readonly carried: readonly { readonly state: number; readonly numbers: number; readonly packed: number }[]
}

/**
 * Exact sensitivities at every step without advancing them at every step. Between t₀ and t₀ + h
 *
 *     S(t) = J(t−1) … J(t₀) S(t₀) + Σ_τ J(t−1) … J(τ+1) ∂⁺x(τ+1)/∂w,
 *
 * so that λ S(t) can be computed from the left: λ is propagated back through the recorded Jacobians, computed with the
 * weights of their time, and is multiplied with S(t₀) at the start. Once in h steps, as many rows as there are units
 * are propagated back together and give S(t₀ + h). This regroups the algebra of Williams & Zipser's RTRL and holds
 * however the weights change in between; with h ≈ n a step costs O(n³) instead of O(n⁴) (compare Schmidhuber 1992,
 * where weights are constant).
 */
export class Composition {
  private readonly units: number
  private readonly ones: number
  private readonly records: readonly { readonly state: number; readonly source: number; readonly record: RecordedJacobian }[]
  private readonly entrances: readonly NetInput[]
  private readonly parts: readonly Part[]
  /**
   * Adjoints of each state at the boundaries of steps: of the losses by sequence, and for as many rows as there are
   * units.
   */
  private readonly pending: readonly number[]
  private readonly rows: readonly number[]
  private readonly fresh: number
  /** Steps of the current block recorded so far. */
  private at = 0
  /** Last boundary with a loss, by sequence; −1 without. */
  private readonly highest: Int32Array

  constructor(
    private readonly program: Program,
    plan: Plan,
    private readonly composed: Composed,
    linear: Linearization,
    private readonly sequences: number,
    allocate: (numbers: number) => number,
  ) {
    const { kernels, store, bound } = program
    const { states, length, ways } = composed
    this.units = states.reduce((sum, s) => sum + s.size, 0)
    const widest = largest(states.map((s) => s.size))
    this.ones = allocate(widest)
    kernels.fill(widest, this.ones, 1)
    const record = (jacobian: Jacobian, n: number, k: number): RecordedJacobian => {
      const numbers = jacobian.form === 'own' ? n : Math.ceil(kernels.packedSize(n, k) / 16) * 16
      return { jacobian, n, k, numbers, address: allocate(numbers * length * sequences) }
    }
    this.records = ways.flatMap(({ state, source, seed }) => {
      const jacobian = linear.jacobian(seed, source)
      return jacobian ? [{ state, source, record: record(jacobian, states[state]!.size, plan.sources[source]!.size) }] : []
    })
    const entrances = new Map<number, NetInput>()
    const sources = [...new Set(states.map((s) => s.source))]
    const entranceOf = ({ seed, units }: Block): NetInput => {
      const known = entrances.get(seed!)
      if (known) return known
      const one = allocate(length * units)
      const entrance: NetInput = {
        units,
        one,
        all: this.units === 1 ? one : allocate(length * units * this.units),
        records: sources.flatMap((source) => {
          const jacobian = linear.jacobian(seed!, source)
          return jacobian ? [{ source, record: record(jacobian, units, plan.sources[source]!.size) }] : []
        }),
      }
      entrances.set(seed!, entrance)
      return entrance
    }
    this.parts = [...composed.blocks].map((block): Part => {
      const influence = bound.get(block.op)!.influence!
      const width = influence.shared ? influence.perUnit : block.entries
      return {
        block,
        influence,
        gradient: store.gradientAddress(block.name),
        entrance: entranceOf(block),
        width,
        factors: allocate(width * length * sequences),
        carried: statesOf(states, block).map((state) => {
          const numbers = kernels.packedSize(block.entries, states[state]!.size)
          return { state, numbers, packed: allocate(numbers * sequences) }
        }),
      }
    })
    this.entrances = [...entrances.values()]
    this.pending = states.map((s) => allocate((length + 1) * s.size * sequences))
    this.rows = states.map((s) => allocate((length + 1) * s.size * this.units))
    this.fresh = allocate(this.units * largest(this.parts.map((p) => p.block.entries)))
    this.highest = new Int32Array(sequences)
  }

  /** Before the first step, nothing depends on a parameter. */
  begin(): void {
    const {
      program: { kernels },
      composed: { states, length },
      sequences,
    } = this
    for (const { carried } of this.parts) for (const { packed, numbers } of carried) kernels.fill(numbers * sequences, packed, 0)
    states.forEach((s, a) => kernels.fill((length + 1) * s.size * sequences, this.pending[a]!, 0))
    this.highest.fill(-1)
    this.at = 0
  }

  /** Steps of the block so far, and by sequence the last boundary with a loss. */
  position(): readonly number[] {
    return [this.at, ...this.highest]
  }

  resume([at = -1, ...highest]: readonly number[]): boolean {
    const { length } = this.composed
    const sound = Number.isSafeInteger(at) && at >= 0 && at < length && highest.every((h) => Number.isSafeInteger(h) && h >= -1 && h <= at)
    if (!sound || highest.length !== this.highest.length) return false
    this.at = at
    this.highest.set(highest)
    return true
  }

  /**
   * Adds the gradient of a loss by the states at the start of a step: the adjoints of latch outputs at a row of the
   * tape.
   */
  inject(sequence: number, row: number): void {
    const {
      program,
      composed: { states },
      at,
    } = this
    const { kernels } = program
    states.forEach(({ size, slots }, a) => {
      for (const slot of slots) kernels.axpy(1, size, 1, program.adjoint(slot) + row * size * kernels.bytes, size, this.boundary(a, sequence, at), size)
    })
    this.highest[sequence] = at
  }

  /** Records the Jacobians of a step, which have just been computed. */
  record(sequence: number, row: number): void {
    const {
      program: { kernels },
      parts,
      composed: { length },
      at,
    } = this
    for (const { record } of this.records) this.keep(record, sequence)
    for (const { records } of this.entrances) for (const { record } of records) this.keep(record, sequence)
    for (const { influence, width, factors } of parts) kernels.copy(width, influence.factors(row), factors + (sequence * length + at) * width * kernels.bytes)
  }

  /** Advances to the next step; `running` sequences have one. */
  next(running: number): void {
    if (++this.at < this.composed.length) return
    this.settle()
    for (let b = 0; b < running; b++) this.compose(b)
    this.at = 0
  }

  /** Adds the gradients of all losses so far. */
  settle(): void {
    for (let b = 0; b < this.sequences; b++) if (this.highest[b]! >= 0) this.addGradient(b, this.highest[b]!)
    this.highest.fill(-1)
  }

  private keep({ jacobian: { form, address: z }, n, k, numbers, address }: RecordedJacobian, sequence: number): void {
    const { kernels } = this.program
    const to = address + (sequence * this.composed.length + this.at) * numbers * kernels.bytes
    if (form === 'own') kernels.copy(n, z, to)
    else kernels.pack(to, z, n, k, 1, k, 1)
  }

  private boundary(state: number, sequence: number, at: number): number {
    const {
      composed: { states, length },
      program: { kernels },
    } = this
    return this.pending[state]! + (sequence * (length + 1) + at) * states[state]!.size * kernels.bytes
  }

  private addGradient(sequence: number, top: number): void {
    const {
      program: { kernels },
      composed: { states },
    } = this
    this.back(sequence, top, 1, (state) => this.boundary(state, sequence, 0))
    for (const part of this.parts) {
      const { block, gradient, carried, entrance } = part
      for (const { state, packed, numbers } of carried)
        kernels.gemmPacked(
          1,
          block.entries,
          states[state]!.size,
          this.boundary(state, sequence, 0),
          states[state]!.size,
          packed + sequence * numbers * kernels.bytes,
          gradient,
          block.entries,
        )
      if (top > 0) this.enter(part, sequence, top, 1, entrance.units, entrance.one, gradient)
    }
    states.forEach(({ size }, a) => kernels.fill((top + 1) * size, this.boundary(a, sequence, 0), 0))
  }

  /** Computes S(t₀ + h) from S(t₀). */
  private compose(sequence: number): void {
    const {
      program: { kernels },
      composed: { states, length },
      units,
    } = this
    const { bytes } = kernels
    states.forEach(({ size, first }, a) => {
      kernels.fill(length * units * size, this.rows[a]!, 0)
      const end = this.rows[a]! + length * units * size * bytes
      kernels.fill(units * size, end, 0)
      kernels.copyRows(size, 1, this.ones, 1, end + first * size * bytes, size + 1)
    })
    this.back(sequence, length, units, (state) => this.rows[state]!)
    for (const part of this.parts) {
      const {
        block: { entries },
        carried,
        entrance,
      } = part
      const target = ({ first }: State): number => this.fresh + first * entries * bytes
      for (const { state: to } of carried) {
        const { first, size } = states[to]!
        kernels.fill(size * entries, target(states[to]!), 0)
        for (const { state, packed, numbers } of carried) {
          const n = states[state]!.size
          kernels.gemmPacked(size, entries, n, this.rows[state]! + first * n * bytes, n, packed + sequence * numbers * bytes, target(states[to]!), entries)
        }
        this.enter(part, sequence, length, size, entrance.units * units, entrance.all + first * entrance.units * bytes, target(states[to]!))
      }
      for (const { state, packed, numbers } of carried)
        kernels.pack(packed + sequence * numbers * bytes, target(states[state]!), entries, states[state]!.size, entries, 1, 1)
    }
  }

  /**
   * Propagates `count` rows of adjoints back from boundary `top` to the start, and keeps their values at the entrances.
   */
  private back(sequence: number, top: number, count: number, start: (state: number) => number): void {
    const {
      program: { kernels },
      composed: { states, length },
    } = this
    const { bytes } = kernels
    const slot = sequence * length
    for (let at = top - 1; at >= 0; at--)
      for (let a = 0; a < states.length; a++) {
        const { source, decay, size } = states[a]!
        const to = start(a) + at * count * size * bytes
        const from = to + count * size * bytes
        if (decay !== 0) kernels.axpy(1, count * size, decay, from, count * size, to, count * size)
        for (const { state, source: reached, record } of this.records)
          if (reached === source) this.pass(record, slot + at, count, from, start(state) + at * count * record.n * bytes)
      }
    for (const { units, records, one, all } of this.entrances) {
      const adjoints = count === 1 ? one : all
      kernels.fill(top * count * units, adjoints, 0)
      for (const { source, record } of records)
        for (let a = 0; a < states.length; a++) {
          if (states[a]!.source !== source) continue
          const row = count * states[a]!.size * bytes
          const from = start(a) + row
          if (count === 1 && record.jacobian.form === 'own')
            kernels.multiplyAdd(top, units, 1, from, units, record.address + slot * units * bytes, units, adjoints, units)
          else for (let at = 0; at < top; at++) this.pass(record, slot + at, count, from + at * row, adjoints + at * count * units * bytes)
        }
    }
  }

  /** to += from · Jacobian. */
  private pass({ jacobian, n, k, numbers, address }: RecordedJacobian, slot: number, count: number, from: number, to: number): void {
    const { kernels } = this.program
    const at = address + slot * numbers * kernels.bytes
    if (jacobian.form === 'own') kernels.diagonal(count, n, 1, at, from, n, to, n)
    else kernels.gemmPacked(count, n, k, from, k, at, to, n)
  }

  /**
   * target[r][e of unit i] += Σ_τ adjoint[τ][r][i] · factor[τ][e]; adjoints of consecutive steps are `stride` apart.
   */
  private enter(
    { block, influence, width, factors }: Part,
    sequence: number,
    steps: number,
    count: number,
    stride: number,
    adjoints: number,
    target: number,
  ): void {
    const { kernels } = this.program
    const { bytes } = kernels
    const from = factors + sequence * this.composed.length * width * bytes
    if (influence.shared) {
      kernels.gemm(count * block.units, width, steps, adjoints, 1, stride, from, width, target, width, 1)
      return
    }
    for (let i = 0; i < block.units; i++) {
      const entry = entryOf(influence, i)
      const n = entryOf(influence, i + 1) - entry
      if (n > 0) kernels.gemm(count, n, steps, adjoints + i * bytes, block.units, stride, from + entry * bytes, width, target + entry * bytes, block.entries, 1)
    }
  }
}
