import { stream } from '../../base/random'
import type { Program } from '../../compile/program'
import type { BoundOp, Op } from '../../contract/op'
import type { Model } from '../model/model'
import type { Plan } from './plan'

interface Move {
  readonly op: Op
  readonly bound: BoundOp
  /** Fixed random feedback that replaces the op's weights (RFLO). */
  readonly feedback: { readonly address: number; readonly from: number; readonly to: number; readonly n: number; readonly k: number } | undefined
  /** The source that the op writes; set for the op that the backward pass reaches first. */
  readonly source: number
}

/** Adjoints within one step for the approximations, which differ from those of the plain backward pass. */
export class Reverse {
  private readonly moves: readonly Move[]
  private readonly gradients: readonly BoundOp[]
  private readonly sourceAdjoints: readonly number[]

  constructor(
    model: Model,
    private readonly program: Program,
    private readonly plan: Plan,
    random: boolean,
    allocate: (numbers: number) => number,
  ) {
    const { network, bound, kernels, capacity } = program
    const { alias } = network.opOrder
    const ops = network.opOrder.groups.flatMap((g) => g.ops)
    const nets = new Set(network.outputs.map((o) => alias(o.net).index))
    this.sourceAdjoints = plan.sources.map((s) => allocate(s.size * capacity.sequences))
    const seen = new Set<number>()
    this.moves = ops.toReversed().map((op): Move => {
      const target = alias(op.writes)
      const read = op.reads[0]
      const fixed = random && read && op.parameters.length > 0 && nets.has(target.index)
      const source = seen.has(target.index) ? -1 : plan.sources.indexOf(target)
      seen.add(target.index)
      if (!fixed) return { op, bound: bound.get(op)!, feedback: undefined, source }
      const [n, k] = [target.size, read.size]
      const address = allocate(n * k)
      const view = kernels.view()
      const draw = stream(network.training.seed, `${op.edge ?? op.node}.feedback`)
      const indices = model.store.indices(op.parameters[0]!.name)
      const whole = op.mixes === true
      const width = Math.sqrt(6 / (n + k))
      for (let e = 0; e < (whole ? (indices?.length ?? n * k) : n); e++)
        view[address / kernels.bytes + (whole ? (indices?.[e] ?? e) : e * (n + 1))] = width * (2 * draw.uniform() - 1)
      return { op, bound: bound.get(op)!, source, feedback: { address, from: program.adjoint(op.writes), to: program.adjoint(read), n, k } }
    })
    this.gradients = ops.flatMap((op) => (bound.get(op)!.gradient ? [bound.get(op)!] : []))
  }

  /** The plain backward pass within a step, with random feedback where set; adds to the gradients. */
  within(s: number): void {
    for (const move of this.moves) this.pass(move, s)
    for (const op of this.gradients) op.gradient!(s, s + 1)
  }

  /** Computes the adjoints of latch outputs if nothing is propagated through the cut ops. */
  toLatches(s: number): void {
    for (const move of this.moves) if (!this.plan.cut.has(move.op)) this.pass(move, s)
  }

  /** Stops at the sources and saves their adjoints; adds the gradients of parameters on other paths. */
  toSources(s: number): void {
    const {
      kernels,
      tape: { rowStart },
    } = this.program
    const first = rowStart[s]!
    const rows = rowStart[s + 1]! - first
    this.sourceAdjoints.forEach((address, u) => kernels.fill(rows * this.plan.sources[u]!.size, address, 0))
    for (const move of this.moves) {
      if (move.source >= 0) {
        const slot = this.plan.sources[move.source]!
        const at = this.program.adjoint(slot) + first * slot.size * kernels.bytes
        kernels.copy(rows * slot.size, at, this.sourceAdjoints[move.source]!)
        kernels.fill(rows * slot.size, at, 0)
      }
      this.pass(move, s)
    }
    for (const op of this.gradients) op.gradient!(s, s + 1)
  }

  /** The saved adjoint of a source, of one sequence. */
  sourceAdjoint(source: number, sequence: number): number {
    return this.sourceAdjoints[source]! + sequence * this.plan.sources[source]!.size * this.program.kernels.bytes
  }

  private pass({ bound, feedback }: Move, s: number): void {
    if (!feedback) {
      bound.backward?.(s, s + 1)
      return
    }
    const {
      kernels,
      tape: { rowStart },
    } = this.program
    const first = rowStart[s]!
    const { address, from, to, n, k } = feedback
    kernels.gemm(rowStart[s + 1]! - first, k, n, from + first * n * kernels.bytes, n, 1, address, k, to + first * k * kernels.bytes, k, 1)
  }
}
