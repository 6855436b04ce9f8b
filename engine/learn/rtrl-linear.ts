import type { Program } from '../compile/program'
import type { Op } from '../contract/op'
import type { Form, Plan, Seed } from './rtrl-plan'

export interface Jacobian {
  /** `full`: a row a unit of the seed, as wide as the source; `own`: the diagonal of it. */
  readonly form: Form
  readonly address: number
}

interface Move {
  readonly tangent: (row: number, count: number, from: readonly number[], to: number) => void
  readonly from: readonly number[]
  readonly to: number
  readonly count: number
  /** Diagonals to be written out as matrices before. */
  readonly expand: readonly { readonly from: number; readonly to: number; readonly n: number }[]
}

interface Sweep {
  readonly clear: readonly { readonly address: number; readonly count: number }[]
  readonly moves: readonly Move[]
  readonly jacobians: readonly (Jacobian | undefined)[]
}

/** Numbers that the Jacobians of a plan take. */
export function linearNumbers(plan: Plan, alias: (op: Op) => { readonly index: number; readonly size: number }): number {
  let sum = 0
  for (const seed of plan.seeds) {
    const n = seed.slot.size
    sum += n * n + n
    for (const op of seed.ops) sum += seed.forms.get(alias(op).index) === 'full' ? n * alias(op).size : n * n + n
  }
  return sum
}

/**
 * The Jacobians of one step, ∂source/∂seed, by the ops' forward mode with unit vectors for directions: what a latch's
 * value or a parameter's net input does within the step to what latches read. Elementwise ways stay diagonal.
 */
export class Linearization {
  private readonly sweeps: readonly Sweep[]

  constructor(private readonly program: Program, plan: Plan, allocate: (numbers: number) => number) {
    this.sweeps = plan.seeds.map((seed) => this.sweep(seed, plan, allocate))
  }

  /** ∂(source)/∂(seed) at the row of the last run; undefined where there is no way. */
  jacobian(seed: number, source: number): Jacobian | undefined {
    return this.sweeps[seed]!.jacobians[source]
  }

  /** Linearizes the step at a row of the tape. */
  run(row: number): void {
    const { kernels } = this.program
    for (const { clear, moves } of this.sweeps) {
      for (const { address, count } of clear) kernels.fill(count, address, 0)
      for (const { expand, tangent, count, from, to } of moves) {
        for (const e of expand) kernels.copyRows(e.n, 1, e.from, 1, e.to, e.n + 1)
        tangent(row, count, from, to)
      }
    }
  }

  private sweep(seed: Seed, plan: Plan, allocate: (numbers: number) => number): Sweep {
    const { kernels, network, bound } = this.program
    const { alias } = network.schedule
    const n = seed.slot.size
    const own = allocate(n)
    kernels.fill(n, own, 1)
    const places = new Map<number, Jacobian>([[seed.slot.index, { form: 'own', address: own }]])
    const expanded = new Map<number, number>()
    const clear: { address: number; count: number }[] = []
    const moves: Move[] = []
    for (const op of seed.ops) {
      const target = alias(op.writes)
      const form = seed.forms.get(target.index)!
      let place = places.get(target.index)
      if (!place) {
        const count = form === 'full' ? n * target.size : n
        place = { form, address: allocate(count) }
        places.set(target.index, place)
        clear.push({ address: place.address, count })
      }
      const expand: { from: number; to: number; n: number }[] = []
      const from = op.reads.map((read) => {
        const { index } = alias(read)
        const source = places.get(index)
        if (!source || source.form === form) return source?.address ?? -1
        let matrix = expanded.get(index)
        if (matrix === undefined) {
          matrix = allocate(n * n)
          expanded.set(index, matrix)
        }
        expand.push({ from: source.address, to: matrix, n })
        return matrix
      })
      const { tangent } = bound.get(op)!
      if (!tangent) throw new Error(`${op.kind} has no forward mode`)
      moves.push({ tangent, from, to: place.address, count: form === 'full' ? n : 1, expand })
    }
    return { clear, moves, jacobians: plan.sources.map((s) => places.get(s.index)) }
  }
}
