import type { Network } from '../../compile/network'
import type { Capacity, Program } from '../../compile/program'
import { entries } from '../../compile/stored'
import { trainedLoops, type TrainedLoop } from '../../compile/trained-loops'
import type { BoundOp, Memory, Slot } from '../../contract/op'
import type { Model } from '../model/model'

/** If ‖δ‖² is below this, no error arrives and the term is left out. */
const SMALLEST = 1e-20

/** Vectors in memory, one row per sequence. */
interface Rows {
  readonly address: number
  readonly size: number
}

interface BoundLatch {
  readonly size: number
  readonly delay: number
  readonly decay: number
  /** Adjoints of its output and its input, one row per row of the tape. */
  readonly out: number
  readonly source: number
  /** ∂E/∂o as back-propagated, by row of the tape, and its squared norm. */
  readonly delta: number
  readonly squares: Float64Array
  readonly tangent: Rows
}

interface Move {
  readonly tangent: NonNullable<BoundOp['tangent']>
  readonly from: readonly (Rows | undefined)[]
  readonly to: Rows
}

interface Loop {
  readonly latches: readonly BoundLatch[]
  /** 1 if the step after t is t+1; −1 if it is t−1. */
  readonly direction: 1 | -1
  /** The backward pass within a step. */
  readonly backward: readonly BoundOp[]
  /** The forward-mode pass within a step. */
  readonly moves: readonly Move[]
  /** Adjoints and tangents of values that its ops write, to be cleared. */
  readonly adjoints: readonly Rows[]
  readonly tangents: readonly Rows[]
  /** The trained projections and their inputs: values, tangents, and where to save values while tangents replace them. */
  readonly projections: readonly BoundOp[]
  readonly sources: readonly { readonly value: number; readonly tangent: Rows; readonly saved: number }[]
  readonly parameters: readonly string[]
  sum: number
  terms: number
}

/**
 * Ω of Pascanu, Mikolov & Bengio 2013 (eq. 9), which keeps the norm of errors on their way back through time:
 *
 *     Ω = Σ over loops of the mean over sequences and steps k of (‖δ(k+1) J(k)‖ / ‖δ(k+1)‖ − 1)²,
 *     δ(k) = ∂E/∂x(k),    J(k) = ∂x(k+1)/∂x(k).
 *
 * A loop is a strongly connected component of the graph with trained projections in it. x(k) are the values that its
 * memories hold for step k and later ones: of a latch with delay d, o(k) … o(k+d−1), so that
 *
 *     ‖δ(k+1)‖² = Σ_latches Σ_{i=1…d} ‖∂E/∂o(k+i)‖²,
 *     ‖δ(k+1) J(k)‖² = Σ_latches [ Σ_{i=1…d−1} ‖∂E/∂o(k+i)‖² + ‖decay · ∂E/∂o(k+1) + b(k)‖² ],
 *
 * where b(k) [size] is the adjoint that reaches o(k) within step k if each latch's input has the adjoint ∂E/∂o(k+d). For
 * a memory that runs backward in time, steps count in the other direction. The mean leaves out terms with ‖δ‖² < 1e-20.
 *
 * As in the article, only the immediate derivative with respect to the recurrent weights counts: x, and hence all slopes
 * of activations and all gates, and δ are constants. J is then linear in each projection's weights, and the gradient of a
 * term,
 *
 *     ∂Ω(k)/∂W = 2 (r − 1) / (‖δ‖ ‖δ J‖) · μ ẋᵀ,    r = ‖δ J‖/‖δ‖,
 *
 * needs no second derivatives: μ is the adjoint at the projection's target in that backward pass, ẋ the tangent at its
 * source when v = decay · ∂E/∂o(k+1) + b(k) is propagated forward from the latches through the same step.
 *
 * With a horizon, a pass adds the terms of the steps in its window, with E the errors that it propagates.
 */
export class GradientNorm {
  private readonly loops: readonly Loop[]
  private readonly saved: number
  private readonly collected: number
  private epochSum = 0
  private epochUpdates = 0

  constructor(
    private readonly model: Model,
    private readonly program: Program,
  ) {
    const { arena, store, kernels, network } = model
    const allocate = (n: number): number => arena.allocate(Math.max(1, n), kernels.bytes)
    this.loops = trainedLoops(network.lowered, network.opOrder).map((loop) => bindLoop(program, loop, allocate))
    this.saved = allocate(store.trainable)
    this.collected = allocate(store.trainable)
    this.clear()
  }

  /** Discards the terms since the last update. */
  clear(): void {
    this.model.kernels.fill(this.model.store.trainable, this.collected, 0)
    for (const loop of this.loops) {
      loop.sum = 0
      loop.terms = 0
    }
  }

  /** Ω over the terms since the last update. */
  get value(): number {
    return this.loops.reduce((sum, { sum: own, terms }) => sum + (terms > 0 ? own / terms : 0), 0)
  }

  /** Mean of Ω over the updates since the last report. */
  report(): number {
    const mean = this.epochUpdates > 0 ? this.epochSum / this.epochUpdates : 0
    this.epochSum = 0
    this.epochUpdates = 0
    return mean
  }

  /** Adds weight · ∂Ω/∂w to the gradients in the store, and discards the terms. */
  addTo(weight: number): void {
    const { kernels, store } = this.model
    for (const { parameters, terms } of this.loops)
      for (const name of parameters) {
        const at = store.gradientAddress(name)
        const count = store.count(name)
        if (terms > 0) kernels.axpy(1, count, weight / terms, this.collected + at - store.gradients, count, at, count)
      }
    this.epochSum += this.value
    this.epochUpdates++
    this.clear()
  }

  /**
   * Adds the terms of the local steps [start, end), over which errors have just been back-propagated. Overwrites their
   * adjoints on the tape; leaves the gradients in the store unchanged.
   */
  pass(start: number, end: number): void {
    const { kernels, store } = this.model
    const n = store.trainable
    kernels.copy(n, store.gradients, this.saved)
    kernels.fill(n, store.gradients, 0)
    for (const loop of this.loops) this.measure(loop, start, end)
    for (const loop of this.loops) for (let i = 0; i < end - start - 1; i++) this.step(loop, loop.direction === 1 ? start + i : end - 1 - i, start, end)
    kernels.axpy(1, n, 1, store.gradients, n, this.collected, n)
    kernels.copy(n, this.saved, store.gradients)
  }

  /** Saves the adjoints of the memories' outputs, because the backward pass within a step overwrites them. */
  private measure({ latches }: Loop, start: number, end: number): void {
    const {
      model: { kernels },
      program: {
        tape: { rowStart },
      },
    } = this
    const [first, last] = [rowStart[start]!, rowStart[end]!]
    for (const { size, out, delta, squares } of latches) {
      const row = size * kernels.bytes
      kernels.copy((last - first) * size, out + first * row, delta + first * row)
      for (let r = first; r < last; r++) squares[r] = kernels.sumOfSquares(size, delta + r * row)
    }
  }

  /** Adds the terms of one step, over all sequences. */
  private step(loop: Loop, k: number, start: number, end: number): void {
    const {
      model: { kernels },
      program: {
        tape: { rowStart },
      },
    } = this
    const first = rowStart[k]!
    const rows = rowStart[k + 1]! - first
    for (const { address, size } of loop.adjoints) kernels.fill(rows * size, address + first * size * kernels.bytes, 0)
    for (const { address, size } of loop.tangents) kernels.fill(rows * size, address, 0)
    for (const { size, delay, source, delta } of loop.latches)
      for (let b = 0; b < rows; b++) {
        const later = this.row(loop, k, delay, b, start, end)
        const row = size * kernels.bytes
        if (later >= 0 && source >= 0) kernels.axpy(1, size, 1, delta + later * row, size, source + (first + b) * row, size)
      }
    for (const op of loop.backward) op.backward!(k, k + 1)
    let any = false
    for (let b = 0; b < rows; b++) if (this.term(loop, k, b, start, end)) any = true
    if (!any) return

    for (const { tangent, from, to } of loop.moves) {
      const at = ({ address, size }: Rows, b: number): number => address + b * size * kernels.bytes
      for (let b = 0; b < rows; b++)
        tangent(
          first + b,
          1,
          from.map((f) => (f ? at(f, b) : -1)),
          at(to, b),
        )
    }
    // An op's gradient is its target's adjoint times its input, so tangents temporarily replace the values.
    for (const {
      value,
      tangent: { address, size },
      saved,
    } of loop.sources) {
      const at = value + first * size * kernels.bytes
      kernels.copy(rows * size, at, saved)
      kernels.copy(rows * size, address, at)
    }
    for (const op of loop.projections) op.gradient!(k, k + 1)
    for (const {
      value,
      tangent: { size },
      saved,
    } of loop.sources)
      kernels.copy(rows * size, saved, value + first * size * kernels.bytes)
  }

  /**
   * The row of a sequence `ahead` steps later in the loop's direction of time; −1 outside the window or the sequence.
   */
  private row({ direction }: Loop, k: number, ahead: number, sequence: number, start: number, end: number): number {
    const { rowStart } = this.program.tape
    const s = k + direction * ahead
    if (s < start || s >= end) return -1
    const row = rowStart[s]! + sequence
    return row < rowStart[s + 1]! ? row : -1
  }

  /** Whether o(k+1) is o(k) after decay, and not an initial value. */
  private decays({ direction }: Loop, k: number, delay: number, sequence: number): boolean {
    const { tape } = this.program
    return direction === 1 ? tape.base + k + 1 >= delay : tape.base + k - 1 + delay < tape.lengths[sequence]!
  }

  /**
   * Adds one sequence's term, and sets the tangents of the latches to v · ∂Ω/∂‖δJ‖ / ‖δJ‖. Returns false if these are 0,
   * so that there is nothing to propagate forward.
   */
  private term(loop: Loop, k: number, b: number, start: number, end: number): boolean {
    const {
      model: { kernels },
      program: {
        tape: { rowStart },
      },
    } = this
    const here = rowStart[k]! + b
    let [arriving, leaving] = [0, 0]
    const next = this.row(loop, k, 1, b, start, end)
    if (next < 0) return false
    for (const { delay, squares } of loop.latches)
      for (let i = 1; i <= delay; i++) {
        const row = this.row(loop, k, i, b, start, end)
        if (row < 0) break
        arriving += squares[row]!
        if (i < delay) leaving += squares[row]!
      }
    if (!(arriving >= SMALLEST)) return false
    for (const { size, delay, decay, out, delta, tangent } of loop.latches) {
      const row = size * kernels.bytes
      const v = tangent.address + b * row
      kernels.copy(size, out + here * row, v)
      if (decay !== 0 && this.decays(loop, k, delay, b)) kernels.axpy(1, size, decay, delta + next * row, size, v, size)
      leaving += kernels.sumOfSquares(size, v)
    }
    const ratio = Math.sqrt(leaving / arriving)
    loop.sum += (ratio - 1) ** 2
    loop.terms++
    const factor = leaving > 0 ? (2 * (ratio - 1)) / Math.sqrt(arriving * leaving) : 0
    for (const { size, tangent } of loop.latches) kernels.scale(size, tangent.address + b * size * kernels.bytes, factor)
    return factor !== 0
  }
}

/** Bytes that the regularizer takes in addition to the program, computed before allocating. */
export function gradientNormBytes({ lowered, opOrder, parameters }: Network, { steps, sequences }: Capacity, bytes: number): number {
  const { alias } = opOrder
  const width = (slots: Iterable<Slot>): number => [...slots].reduce((sum, { size }) => sum + size, 0)
  const rows = steps * sequences
  let numbers = 2 * parameters.reduce((sum, p) => sum + (p.trainable ? entries(p) : 0), 0)
  let squares = 0
  for (const {
    group: { ops },
    projections,
  } of trainedLoops(lowered, opOrder)) {
    const latches = ops.flatMap((op) => (op.memory ? [alias(op.writes)] : []))
    const sources = new Set(projections.map((op) => alias(op.reads[0]!)))
    numbers += rows * width(latches) + sequences * (width(new Set([...ops.map((op) => alias(op.writes)), ...sources])) + width(sources))
    squares += rows * latches.length
  }
  return numbers * bytes + squares * 8
}

function bindLoop(program: Program, { group, projections }: TrainedLoop, allocate: (numbers: number) => number): Loop {
  const {
    network: {
      opOrder: { alias },
    },
    bound,
    capacity,
  } = program
  const rows = capacity.steps * capacity.sequences
  const places = new Map<number, Rows>()
  const place = (slot: Slot): Rows => {
    const { index, size } = alias(slot)
    const known = places.get(index)
    if (known) return known
    const made = { address: allocate(size * capacity.sequences), size }
    places.set(index, made)
    return made
  }
  const memories = group.ops.flatMap((op): [Slot, Memory][] => (op.memory ? [[alias(op.writes), op.memory]] : []))
  const latches = memories.map(
    ([slot, { source, delay, decay }]): BoundLatch => ({
      size: slot.size,
      delay,
      decay,
      out: program.adjoint(slot),
      source: source ? program.adjoint(source) : -1,
      delta: allocate(slot.size * rows),
      squares: new Float64Array(rows),
      tangent: place(slot),
    }),
  )
  const within = group.ops.filter((op) => !op.memory)
  for (const op of within) place(op.writes)
  const sources = [...new Set(projections.map((op) => alias(op.reads[0]!)))]
  return {
    latches,
    direction: group.backwardInTime ? -1 : 1,
    backward: within.toReversed().flatMap((op) => (bound.get(op)!.backward ? [bound.get(op)!] : [])),
    moves: within.flatMap((op): Move[] => {
      const { tangent } = bound.get(op)!
      return tangent ? [{ tangent, from: op.reads.map((read) => places.get(alias(read).index)), to: place(op.writes) }] : []
    }),
    adjoints: group.ops.map((op) => alias(op.writes)).map((slot) => ({ address: program.adjoint(slot), size: slot.size })),
    tangents: [...places.values()],
    projections: projections.map((op) => bound.get(op)!),
    sources: sources.map((slot) => ({ value: program.value(slot), tangent: place(slot), saved: allocate(slot.size * capacity.sequences) })),
    parameters: projections.flatMap((op) => op.parameters.map((p) => p.name)),
    sum: 0,
    terms: 0,
  }
}
