import type { Program } from '../compile/program'
import type { Model } from '../learn/model/model'
import { Carry } from '../learn/rtrl/carry'
import { Linearization } from '../learn/rtrl/linear'
import { planOf, rtrlCost, type RtrlOptions } from '../learn/rtrl/rtrl'

/** ‖∂u(t)/∂W‖ of one parameter and one value u of a memory, by step. */
interface CarriedNorm {
  readonly parameter: string
  /** The node whose memory keeps u. */
  readonly node: string
  /** Numbers in the matrix: units × entries, or only the entries if each unit carries only its own. */
  readonly numbers: number
  readonly steps: Float64Array
}

/** The norms of what RTRL carries from step to step, or the reason why they are not computed: */
export type CarriedNorms =
  | { readonly kind: 'norms'; readonly norms: readonly CarriedNorm[] }
  /** UORO carries one outer product instead of the matrices. */
  | { readonly kind: 'product' }
  /** The computation would take this many multiply-adds, which is too many for a display. */
  | { readonly kind: 'costly'; readonly operations: number }

/** Most multiply-adds for one display. */
const MOST = 2e9

/** Computes the influence matrices ∂u(t)/∂W that a variant of RTRL carries, along a run with fixed weights. */
export class Influences {
  constructor(
    private readonly model: Model,
    private readonly options: RtrlOptions,
    private readonly length: number,
    private readonly until: number,
  ) {}

  /** Prepares for a run of a program. The caller passes each range of local steps that it has run to `follow`. */
  begin(program: Program, first: number, steps: number): { readonly found: CarriedNorms; follow(from: number, to: number): void } {
    const { model, options, length, until } = this
    const nothing = (found: CarriedNorms): ReturnType<Influences['begin']> => ({ found, follow: () => undefined })
    if (options.variant === 'uoro') return nothing({ kind: 'product' })
    const operations = until * rtrlCost(model, { ...options, block: 1 }, 1, length).operations
    if (operations > MOST) return nothing({ kind: 'costly', operations })
    const plan = planOf(model, options.variant, length)
    const { kernels, tape } = program
    const allocate = (numbers: number): number => model.arena.allocate(numbers, kernels.bytes)
    const linear = new Linearization(program, plan, allocate)
    const carry = new Carry(program, plan, linear, 1, allocate)
    carry.begin()
    const kept = carry.blocks.flatMap(({ block, kept }) => kept.map((k) => ({ block, k })))
    const norms = kept.map(
      ({ block, k }): CarriedNorm => ({
        parameter: block.name,
        node: plan.sources[k.source]!.node,
        numbers: k.numbers,
        steps: new Float64Array(steps).fill(NaN),
      }),
    )
    return {
      found: { kind: 'norms', norms },
      follow(from, to) {
        if (plan.blocks.length === 0) return
        for (let s = from; s < to; s++) {
          const t = tape.base + s
          linear.run(tape.rowStart[s]!)
          carry.row = tape.rowStart[s]!
          carry.advance(t, 0)
          if (t < first) continue
          kept.forEach(({ k }, i) => {
            norms[i]!.steps[t - first] = Math.sqrt(kernels.sumOfSquares(k.numbers, carry.place(k, t, 0)))
          })
        }
      },
    }
  }
}
