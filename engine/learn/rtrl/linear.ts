import type { Program } from '../../compile/program'
import type { Slot } from '../../contract/op'
import type { Form, Plan, Seed } from './plan'

export interface Jacobian {
  /** `full`: one row per unit of the seed, as wide as the source; `own`: its diagonal. */
  readonly form: Form
  readonly address: number
}

/** Converts a diagonal to a matrix, or the reverse, before an op reads it. */
interface Conversion {
  readonly from: number
  readonly fromStride: number
  readonly to: number
  readonly toStride: number
  readonly n: number
}

interface Move {
  readonly conversions: readonly Conversion[]
  readonly run: (row: number) => void
}

interface Sweep {
  readonly clear: readonly { readonly address: number; readonly count: number }[]
  readonly moves: readonly Move[]
  readonly jacobians: readonly (Jacobian | undefined)[]
}

/** Numbers that the Jacobians of a plan take. */
export function linearNumbers(plan: Plan, alias: (slot: Slot) => Slot): number {
  let sum = 0
  for (const seed of plan.seeds) {
    const n = seed.slot.size
    const placed = new Set([seed.slot.index])
    const expanded = new Set<number>()
    sum += n
    for (const op of seed.ops) {
      const target = alias(op.writes)
      const form = seed.held.get(target.index)
      if (!placed.has(target.index)) sum += form === 'full' ? n * target.size : n
      placed.add(target.index)
      for (const { index } of op.mixes ? [] : op.reads.map(alias)) {
        if (!placed.has(index) || seed.held.get(index) === form) continue
        if (form === 'own') sum += n
        else if (!expanded.has(index)) sum += n * n
        if (form === 'full') expanded.add(index)
      }
    }
  }
  return sum
}

/**
 * The Jacobians of one step, ∂source/∂seed, by the ops' forward mode with unit vectors as directions: the effect,
 * within the step, of a latch's output or a parameter's net input on the inputs of latches. Elementwise paths stay
 * diagonal.
 */
export class Linearization {
  private readonly sweeps: readonly Sweep[]

  constructor(
    private readonly program: Program,
    plan: Plan,
    allocate: (numbers: number) => number,
  ) {
    this.sweeps = plan.seeds.map((seed) => this.sweep(seed, plan, allocate))
  }

  /** ∂(source)/∂(seed) at the row of the last run; undefined if the source does not depend on the seed. */
  jacobian(seed: number, source: number): Jacobian | undefined {
    return this.sweeps[seed]!.jacobians[source]
  }

  /** Linearizes the step at a row of the tape. */
  run(row: number): void {
    const { kernels } = this.program
    for (const { clear, moves } of this.sweeps) {
      for (const { address, count } of clear) kernels.fill(count, address, 0)
      for (const { conversions, run } of moves) {
        for (const c of conversions) kernels.copyRows(c.n, 1, c.from, c.fromStride, c.to, c.toStride)
        run(row)
      }
    }
  }

  private sweep(seed: Seed, plan: Plan, allocate: (numbers: number) => number): Sweep {
    const { kernels, network, bound } = this.program
    const { alias } = network.opOrder
    const n = seed.slot.size
    const own = allocate(n)
    kernels.fill(n, own, 1)
    const places = new Map<number, Jacobian>([[seed.slot.index, { form: 'own', address: own }]])
    const expanded = new Map<number, number>()
    const clear: { address: number; count: number }[] = []
    const moves: Move[] = []
    for (const op of seed.ops) {
      const target = alias(op.writes)
      const form = seed.held.get(target.index)!
      let place = places.get(target.index)
      if (!place) {
        const count = form === 'full' ? n * target.size : n
        place = { form, address: allocate(count) }
        places.set(target.index, place)
        clear.push({ address: place.address, count })
      }
      const { address: to } = place
      const way = bound.get(op)!
      if (op.mixes && way.tangentOfUnits) {
        const { form: given, address } = places.get(alias(op.reads[0]!).index)!
        if (!way.tangent || !way.tangentDiagonal) throw new Error(`${op.kind} has no forward mode`)
        const run =
          form === 'own'
            ? (row: number) => way.tangentDiagonal!(row, address, given === 'own', to)
            : given === 'own'
              ? (row: number) => way.tangentOfUnits!(row, address, to)
              : (row: number) => way.tangent!(row, n, [address], to)
        moves.push({ run, conversions: [] })
        continue
      }
      const conversions: Conversion[] = []
      const from = op.reads.map((read) => {
        const { index, size } = alias(read)
        const source = places.get(index)
        // An op that mixes units needs whole directions, even if only the diagonal of the result is kept.
        const needed = op.mixes ? 'full' : form
        if (!source || source.form === needed) return source?.address ?? -1
        if (needed === 'own') {
          const diagonal = allocate(n)
          conversions.push({ from: source.address, fromStride: size + 1, to: diagonal, toStride: 1, n })
          return diagonal
        }
        let matrix = expanded.get(index)
        if (matrix === undefined) {
          matrix = allocate(n * n)
          expanded.set(index, matrix)
        }
        conversions.push({ from: source.address, fromStride: 1, to: matrix, toStride: n + 1, n })
        return matrix
      })
      const { tangent } = way
      if (!tangent) throw new Error(`${op.kind} has no forward mode`)
      if (op.mixes && form === 'own') {
        const whole = allocate(n * target.size)
        moves.push({
          conversions,
          run(row) {
            kernels.fill(n * target.size, whole, 0)
            tangent(row, n, from, whole)
            kernels.axpy(n, 1, 1, whole, target.size + 1, to, 1)
          },
        })
        continue
      }
      const count = form === 'full' ? n : 1
      moves.push({ conversions, run: (row) => tangent(row, count, from, to) })
    }
    return { clear, moves, jacobians: plan.sources.map((s) => places.get(s.index)) }
  }
}
