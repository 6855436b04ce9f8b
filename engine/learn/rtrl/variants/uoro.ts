import { stream, type RandomStream } from '../../../base/random'
import type { Program } from '../../../compile/program'
import type { Influence } from '../../../contract/op'
import { everyRow, loss } from '../../model/loss'
import { judged, type Context, type Propagation } from '../propagation'
import type { Block } from '../plan'
import { Reverse } from '../reverse'
import { uoroLayout, type CarriedLatch, type Line, type UoroLayout } from './uoro-layout'
import type { VariantKind } from './variant'

interface Move {
  readonly tangent: (row: number, count: number, from: readonly number[], to: number) => void
  readonly from: readonly number[]
  readonly to: number
}

/**
 * Unbiased online recurrent optimization (Tallec & Ollivier, ICLR 2018): RTRL with sensitivities approximated by one
 * outer product, whose expectation over random signs is exact,
 *
 *     S(t) = E[ s̃(t) θ̃(t)ᵀ ],    ∇E(t) ≈ ∂⁺E(t)/∂w + (∂E(t)/∂x(t) · s̃(t)) θ̃(t)ᵀ,
 *     s̃(t+1) = ρ₀ J(t) s̃(t) + ρ₁ ν,    θ̃(t+1) = θ̃(t)/ρ₀ + Bᵀν/ρ₁,    B = ∂⁺x(t+1)/∂w,
 *     ρ₀ = √(‖θ̃‖ / ‖J s̃‖),    ρ₁ = √(‖Bᵀν‖ / ‖ν‖),    ν = ±1, drawn independently for every unit and step.
 *
 * Since E[ν νᵀ] = 1, the product of the new terms is B in expectation, and the mixed terms cancel; ρ₀ and ρ₁ give both
 * factors the same norm, which minimizes the variance. J s̃ is one forward-mode pass through the step and Bᵀν one
 * backward pass, so that a step costs as much as back-propagation through it on any graph, and memory is one state and
 * one weight vector per sequence, [state] and [entries]. With constant weights the expected gradient of a sequence is
 * that of full BPTT; a single sample is noisy, more so with longer memory.
 *
 * x(t) is everything that crosses a step: the inputs of latches, for as many steps as their delay, and latches with
 * decay. Delays only move numbers, so signs are drawn where weights act. If ‖J s̃‖ or ‖θ̃‖ is 0, the old product is 0
 * and is dropped; if Bᵀν is 0, nothing is added. Signs come from the stream `uoro/signs` of the document's seed.
 */
class Uoro implements Propagation {
  private readonly layout: UoroLayout
  private readonly signs: RandomStream
  private readonly reverse: Reverse
  private readonly moves: readonly Move[]
  private readonly clear: readonly { readonly address: number; readonly size: number }[]
  /** Tangents within a step: of each carried latch, and of each source that depends on one. */
  private readonly latchTangents: readonly number[]
  private readonly sourceTangents: readonly number[]
  private readonly influences: readonly (Influence | undefined)[]
  private readonly state: number
  private readonly theta: number
  /** Latches with decay and a trained initial state. */
  private readonly decayingInitial: readonly CarriedLatch[]
  /** ν of every sequence, in the layout of the state. */
  private readonly nu: number
  /** Bᵀν of one sequence. */
  private readonly entering: number

  constructor(
    private readonly context: Context,
    longest: number,
  ) {
    const { model, program, plan, allocate } = context
    const {
      capacity: { sequences },
      network,
      bound,
    } = program
    const { alias } = network.opOrder
    this.layout = uoroLayout(network, plan, longest)
    const { lines, carried, width, entries, ops } = this.layout
    this.signs = stream(network.training.seed, 'uoro/signs')
    // A checkpoint includes this stream's state.
    program.streams.set('uoro/signs', this.signs)
    this.reverse = new Reverse(model, program, plan, false, allocate)
    this.state = allocate(Math.max(1, width * sequences))
    this.nu = allocate(Math.max(1, width * sequences))
    this.theta = allocate(Math.max(1, entries * sequences))
    this.entering = allocate(Math.max(1, entries))

    const places = new Map<number, number>()
    const clear: { address: number; size: number }[] = []
    this.latchTangents = carried.map(({ latch: { slot }, size }) => {
      const address = allocate(size)
      places.set(slot.index, address)
      return address
    })
    this.moves = ops.map((op): Move => {
      const target = alias(op.writes)
      let to = places.get(target.index)
      if (to === undefined) {
        to = allocate(target.size)
        places.set(target.index, to)
        clear.push({ address: to, size: target.size })
      }
      const { tangent } = bound.get(op)!
      if (!tangent) throw new Error(`${op.kind} has no forward mode`)
      return { tangent, from: op.reads.map((read) => places.get(alias(read).index) ?? -1), to }
    })
    this.clear = clear
    this.sourceTangents = lines.map((_, u) => places.get(plan.sources[u]!.index) ?? -1)
    this.influences = plan.blocks.map(({ op }) => bound.get(op)!.influence)
    this.decayingInitial = carried.filter(({ latch, at }) => at >= 0 && plan.blocks.some((b) => b.op === latch.op))
  }

  /** Before the first step, nothing depends on a weight. */
  begin(): void {
    const {
      layout: { width, entries },
      context: {
        program: { kernels, capacity },
      },
    } = this
    kernels.fill(width * capacity.sequences, this.state, 0)
    kernels.fill(entries * capacity.sequences, this.theta, 0)
  }

  step(s: number, t: number): number {
    const { program, washout, plan } = this.context
    const counts = judged(program, s, washout)
    let sum = 0
    if (counts) {
      program.clearAdjoints(s, s + 1)
      sum = loss(program, s, s + 1, { ...everyRow, washout }, true)
      program.backward(s, s + 1)
    }
    if (plan.blocks.length === 0) return sum
    const { rowStart } = program.tape
    const first = rowStart[s]!
    const rows = rowStart[s + 1]! - first
    // The state after the last step of a sequence is not needed.
    const going = program.active(t + 1)
    for (let b = 0; b < rows; b++) {
      this.recall(t, b)
      if (counts) this.addGradient(first + b, b)
      if (b < going) this.push(t, first + b, b)
    }
    if (going === 0) return sum
    program.clearAdjoints(s, s + 1)
    for (let b = 0; b < going; b++) this.draw(t, first + b, b)
    this.reverse.toLatches(s)
    for (let b = 0; b < going; b++) this.mix(t, first + b, b)
    return sum
  }

  private stateOf(sequence: number): number {
    return this.state + sequence * this.layout.width * this.context.program.kernels.bytes
  }

  private thetaOf(sequence: number): number {
    return this.theta + sequence * this.layout.entries * this.context.program.kernels.bytes
  }

  /** Address of ũ(t) of a source. */
  private place(state: number, { at, size, steps }: Line, t: number): number {
    return state + (at + (t % steps) * size) * this.context.program.kernels.bytes
  }

  /** Computes õ(t) of every latch from the state. */
  private recall(t: number, sequence: number): void {
    const {
      context: {
        program: { kernels },
      },
      layout: { lines, carried },
    } = this
    const state = this.stateOf(sequence)
    carried.forEach(
      (
        {
          latch: {
            memory: { delay },
          },
          line,
          size,
          at,
        },
        l,
      ) => {
        const to = this.latchTangents[l]!
        if (at >= 0) kernels.copy(size, state + at * kernels.bytes, to)
        else if (line < 0 || t < delay) kernels.fill(size, to, 0)
        else kernels.copy(size, this.place(state, lines[line]!, t - delay), to)
      },
    )
  }

  /**
   * Adds (λ · õ) θ̃ to the gradients, with λ the adjoints of latch outputs; the contribution within the step is added
   * elsewhere.
   */
  private addGradient(row: number, sequence: number): void {
    const {
      context: { program, plan },
      layout: { carried },
    } = this
    const { kernels, store } = program
    const view = kernels.view()
    let product = 0
    carried.forEach(({ latch: { slot }, size }, l) => {
      const adjoint = program.adjoint(slot) / kernels.bytes + row * size
      const tangent = this.latchTangents[l]! / kernels.bytes
      for (let i = 0; i < size; i++) product += view[adjoint + i]! * view[tangent + i]!
    })
    if (product === 0) return
    let at = this.thetaOf(sequence)
    for (const { name, entries } of plan.blocks) {
      kernels.axpy(1, entries, product, at, entries, store.gradientAddress(name), entries)
      at += entries * kernels.bytes
    }
  }

  /** J s̃: forward mode from the latches to the sources. */
  private push(t: number, row: number, sequence: number): void {
    const {
      context: {
        program: { kernels },
      },
      layout: { lines },
    } = this
    for (const { address, size } of this.clear) kernels.fill(size, address, 0)
    for (const { tangent, from, to } of this.moves) tangent(row, 1, from, to)
    const state = this.stateOf(sequence)
    lines.forEach((line, u) => {
      const to = this.place(state, line, t)
      if (this.sourceTangents[u]! < 0) kernels.fill(line.size, to, 0)
      else kernels.copy(line.size, this.sourceTangents[u]!, to)
    })
  }

  /** Draws ν, and sets it as the adjoints of the sources. */
  private draw(t: number, row: number, sequence: number): void {
    const {
      context: { program, plan },
      layout: { lines },
    } = this
    const { bytes } = program.kernels
    lines.forEach((line, u) => {
      if (!line.entered) return
      const slot = plan.sources[u]!
      this.sign(line.size, this.place(this.nuOf(sequence), line, t), program.adjoint(slot) + row * slot.size * bytes)
    })
    for (const { at, size } of this.starting(t)) this.sign(size, this.nuOf(sequence) + at * bytes)
  }

  private nuOf(sequence: number): number {
    return this.nu + sequence * this.layout.width * this.context.program.kernels.bytes
  }

  private sign(size: number, to: number, adjoint?: number): void {
    const { kernels } = this.context.program
    const view = kernels.view()
    for (let i = 0; i < size; i++) {
      const sign = this.signs.uniform() < 0.5 ? -1 : 1
      view[to / kernels.bytes + i] = sign
      if (adjoint !== undefined) view[adjoint / kernels.bytes + i]! += sign
    }
  }

  /**
   * The latches with decay and a trained initial state that output this state unchanged for the last time at step t.
   */
  private starting(t: number): CarriedLatch[] {
    return this.decayingInitial.filter(({ latch }) => t === latch.memory.delay - 1)
  }

  /** Bᵀν of one sequence, by propagating ν back; returns its norm. */
  private enter(t: number, row: number, sequence: number): number {
    const {
      context: { program, plan },
      layout: { entries },
    } = this
    const { kernels } = program
    kernels.fill(entries, this.entering, 0)
    let to = this.entering
    plan.blocks.forEach((block, i) => {
      const { op, units, initialOf } = block
      const adjoint = program.adjoint(op.writes) + row * units * kernels.bytes
      if (initialOf === undefined) addInfluence(program, block, this.influences[i]!, adjoint, row, to)
      else {
        const latch = plan.latches[initialOf]!
        if (t < latch.memory.delay) kernels.copy(units, adjoint, to)
        const own = this.starting(t).find((c) => c.latch === latch)
        if (own) kernels.axpy(1, units, 1, this.nuOf(sequence) + own.at * kernels.bytes, units, to, units)
      }
      to += block.entries * kernels.bytes
    })
    return Math.sqrt(kernels.sumOfSquares(entries, this.entering))
  }

  /** Advances s̃ and θ̃ of one sequence past step t. */
  private mix(t: number, row: number, sequence: number): void {
    const {
      context: {
        program: { kernels },
      },
      layout: { width, entries, lines, carried },
    } = this
    const state = this.stateOf(sequence)
    const theta = this.thetaOf(sequence)
    const pushed = Math.sqrt(kernels.sumOfSquares(width, state))
    const kept = Math.sqrt(kernels.sumOfSquares(entries, theta))
    const lives = pushed > 0 && kept > 0
    const old = lives ? Math.sqrt(kept / pushed) : 0
    kernels.scale(width, state, old)
    kernels.scale(entries, theta, lives ? 1 / old : 0)

    const starting = this.starting(t)
    const drawn = [...lines.filter((l) => l.entered), ...starting].reduce((sum, { size }) => sum + size, 0)
    const entered = this.enter(t, row, sequence)
    if (entered > 0) {
      const fresh = Math.sqrt(entered / Math.sqrt(drawn))
      const add = (size: number, from: number, to: number): void => kernels.axpy(1, size, fresh, from, size, to, size)
      const nu = this.nuOf(sequence)
      for (const line of lines) if (line.entered) add(line.size, this.place(nu, line, t), this.place(state, line, t))
      for (const { at, size } of starting) add(size, nu + at * kernels.bytes, state + at * kernels.bytes)
      kernels.axpy(1, entries, 1 / fresh, this.entering, entries, theta, entries)
    }

    // Latches with decay advance from o(t) to o(t+1), which only moves numbers.
    for (const {
      at,
      size,
      line,
      latch: {
        memory: { delay, decay },
      },
    } of carried) {
      if (at < 0 || t + 1 < delay) continue
      const own = state + at * kernels.bytes
      kernels.scale(size, own, decay)
      if (line >= 0) kernels.axpy(1, size, 1, this.place(state, lines[line]!, t + 1 - delay), size, own, size)
    }
  }
}

/** to[e] += δ[i] · factor(e) for the entries e of every unit i: δᵀ ∂⁺net/∂w of one row. */
function addInfluence({ kernels }: Program, { units }: Block, influence: Influence, delta: number, row: number, to: number): void {
  const { perUnit, pointers, shared } = influence
  const factors = influence.factors(row)
  if (shared) kernels.gemm(units, perUnit, 1, delta, 1, 1, factors, perUnit, to, perUnit, 1)
  else if (!pointers) kernels.scaleRows(units, perUnit, delta, factors, perUnit, to, perUnit)
  else
    for (let i = 0; i < units; i++) {
      const start = pointers[i]! * kernels.bytes
      const count = pointers[i + 1]! - pointers[i]!
      if (count > 0) kernels.scaleRows(1, count, delta + i * kernels.bytes, factors + start, count, to + start, count)
    }
}

export const uoro: VariantKind = {
  light: true,
  cost({ network, plan, longest, sequences, bytes, weights }) {
    const { width, entries: carried } = uoroLayout(network, plan, longest)
    const units = network.lowered.slots.reduce((sum, s) => sum + s.size, 0)
    // In addition to back-propagation: a forward-mode and a backward pass through the step, and the factors of the
    // outer product.
    return { carried: ((2 * width + carried) * sequences + carried + units) * bytes, operations: 4 * weights + 4 * carried + 3 * width }
  },
  make: (context, { longest }) => new Uoro(context, longest),
}
