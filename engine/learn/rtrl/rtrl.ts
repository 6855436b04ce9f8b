import { problem, type Problem } from '../../base/problem'
import { leadOf, type Network } from '../../compile/network'
import { programBytes, type Capacity, type Program } from '../../compile/program'
import type { Sequence } from '../../data/types'
import { filled } from '../../contract/schema'
import { limits } from '../../document/limits'
import type { AlgorithmSpec } from '../../document/types'
import { algorithms } from '../../kinds/algorithms'
import { CarriedState } from '../model/carried'
import type { GradientReady } from '../model/learner'
import type { Model } from '../model/model'
import { gigabytes, weightBytes } from '../model/weight-bytes'
import { costOf, type Cost } from './cost'
import { composedOf, type Composed } from './blocks'
import { makePlan, type Plan } from './plan'
import type { Propagation } from './propagation'
import { variantKinds, variants, type Variant } from './variants'

export interface RtrlOptions {
  readonly variant: Variant
  /** Steps between two updates; null: one per sequence. Also the length of the blocks of a variant that works in blocks. */
  readonly every: number | null
  readonly washout: number
  /**
   * For `exact`, the number of steps after which sensitivities are advanced: 1 for every step; by default what is
   * cheapest.
   */
  readonly block?: number
}

/** The settings of a document's algorithm. */
export function rtrlOptions(algorithm: AlgorithmSpec & { kind: 'rtrl' }, washout = 0): RtrlOptions {
  const { variant, every } = filled(algorithms.rtrl, algorithm, { algorithm })
  return { variant, every, washout }
}

const CHUNK = 64
const PAUSE: GradientReady = { steps: 0, loss: 0 }

/** The sparsity of a variant. */
export function planOf(model: Pick<Model, 'network' | 'store'>, variant: Variant, longest: number): Plan {
  const { network, store } = model
  return makePlan(network, store, { longest, ...variantKinds[variant].sparsity?.(network) })
}

/** The capacity of the tape, with the steps that stay when it advances. */
function rtrlCapacity(network: Network, variant: Variant, block: number, sequences: number, longest: number): Capacity {
  const keep = network.longestDelay + (variantKinds[variant].byBlocks ? block : 0)
  return { steps: Math.min(longest + leadOf(network), keep + Math.max(CHUNK, keep)), keep, sequences, adjoints: true }
}

/** Returns the length of the blocks of a variant that works in blocks: `every` if set, otherwise the number of carried units. */
function blockLength(plan: Plan, every: number | null, longest: number): number {
  const units = plan.sources.reduce((sum, s) => sum + s.size, 0)
  return Math.min(longest, every ?? Math.max(1, units))
}

function compositionOf(plan: Plan, { variant, block }: RtrlOptions, longest: number): Composed | undefined {
  return variantKinds[variant].composes && block !== 1 ? composedOf(plan, longest, block) : undefined
}

/** Memory and work of a variant on a network, computed before allocating. */
export function rtrlCost(model: Pick<Model, 'network' | 'store' | 'kernels'>, options: RtrlOptions, sequences: number, longest: number): Cost {
  const plan = planOf(model, options.variant, longest)
  const block = blockLength(plan, options.every, longest)
  const capacity = rtrlCapacity(model.network, options.variant, block, sequences, longest)
  const { bytes } = model.kernels
  const cost = costOf(model.network, plan, options.variant, sequences, longest, block, bytes, compositionOf(plan, options, longest))
  return { ...cost, bytes: cost.carried + programBytes(model.network, capacity, bytes) + weightBytes(model.network, bytes, capacity) }
}

/** Returns a problem with the figures, and with variants that would fit, if a run would exceed the memory limit. */
function rtrlTooLarge(model: Pick<Model, 'network' | 'store' | 'kernels'>, options: RtrlOptions, sequences: number, longest: number): Problem | undefined {
  const cost = rtrlCost(model, options, sequences, longest)
  if (cost.bytes <= limits.memory) return undefined
  const place = { path: '/training/algorithm' }
  const figures = { size: gigabytes(cost.bytes), limit: gigabytes(limits.memory), operations: roundly(cost.operations) }
  if (sequences > 1) {
    let fitting = sequences - 1
    while (fitting > 0 && rtrlCost(model, options, fitting, longest).bytes > limits.memory) fitting = Math.floor(fitting / 2)
    if (fitting > 0)
      return problem(
        'limit-exceeded',
        'rtrl-over-batch',
        { ...figures, sequences, fitting },
        { path: '/training/batchSize', repairs: [{ kind: 'set-batch-size', size: fitting }] },
      )
  }
  for (const variant of variants) {
    if (variant === options.variant || !variantKinds[variant].light) continue
    const { bytes } = rtrlCost(model, { ...options, variant }, sequences, longest)
    if (bytes <= limits.memory)
      return problem(
        'limit-exceeded',
        'rtrl-over',
        { ...figures, variant, smaller: gigabytes(bytes) },
        { ...place, repairs: [{ kind: 'set-variant', variant }] },
      )
  }
  return problem('limit-exceeded', 'rtrl-over-all', figures, place)
}

/** Three significant digits, grouped: 337,000,000,000. */
const roundly = (n: number): string => Number(n.toPrecision(3)).toLocaleString('en-US')

/**
 * Real-time recurrent learning (Robinson & Fallside 1987; Williams & Zipser 1989) on any network whose time runs
 * forward. With x(t) the values that latches pass to step t, and S(t) = ∂x(t)/∂w carried along:
 *
 *     ∇E(t) = ∂⁺E(t)/∂w + (∂E(t)/∂x(t)) S(t),    S(t+1) = J(t) S(t) + ∂⁺x(t+1)/∂w.
 *
 * The first term, the dependency within the step, is BPTT(1); the second is the contribution of earlier steps. Both are
 * computed exactly, so that with constant weights the gradients over a sequence sum to those of full BPTT.
 *
 * RTRL is sometimes called BPTT with h = 1: both look at one step and may update after each. They differ in what they
 * keep. BPTT(1) keeps only x(t) and drops the term with S(t); RTRL keeps S(t) as well and drops nothing: it stores one
 * step of history, but assigns credit to the whole past. With S set to 0 at every step, RTRL is BPTT(1), the training
 * of Jordan 1986 and Elman 1990. In the matrix equation of Atiya & Parlos 2000 both solve the same system, one from the
 * left and one from the right; h = 1 describes the width of RTRL's window, not how far its gradient reaches.
 *
 * If weights change at every step, S consists of Jacobians of older weights: the gradient of a slowly changing network
 * (Williams & Zipser 1989).
 *
 * If that is cheaper, S is advanced in blocks of steps instead of at every step, with the same gradient at every step:
 * see `Composition`.
 *
 * A part of S exists only if the graph leads from a parameter to a latch and from there to a loss; if the whole path is
 * elementwise it is a vector instead of a matrix. For parameters without S, BPTT(1) gives the gradient.
 */
export class Rtrl {
  private readonly propagation: Propagation
  /** The state from which the next sequence continues; sensitivities begin at 0 with it. */
  readonly carried: CarriedState
  /** Memory of the propagation: sensitivities, and what it computes with. */
  private readonly memory: { readonly address: number; readonly numbers: number }[] = []
  /** Steps whose errors are included since the last update, and their loss. */
  private steps = 0
  private sum = 0

  constructor(
    model: Model,
    readonly program: Program,
    private readonly options: RtrlOptions,
    longest: number,
  ) {
    this.carried = new CarriedState(program, program.network.training.carry)
    const { variant } = options
    const plan = planOf(model, variant, longest)
    const allocate = (numbers: number): number => {
      const address = model.arena.allocate(numbers, model.kernels.bytes)
      this.memory.push({ address, numbers })
      return address
    }
    const context = { model, program, plan, washout: options.washout, allocate }
    const block = blockLength(plan, options.every, longest)
    this.propagation = variantKinds[variant].make(context, { longest, block, composed: compositionOf(plan, options, longest) })
  }

  /**
   * Runs a batch and adds its gradients to the store.
   * @yields the number of steps whose errors are included and their loss, whenever an update is due; 0 steps at other
   * pauses.
   */
  gradients(batch: readonly Sequence[]): Generator<GradientReady, void, void> {
    this.carried.begin(batch)
    this.propagation.begin()
    this.steps = 0
    this.sum = 0
    return this.go()
  }

  /** Its state at a pause within the only sequence of a batch, besides the weights and their gradients. */
  pausedState(): Float64Array[] {
    const { program, propagation, memory, steps, sum } = this
    const { bytes } = program.kernels
    const view = program.kernels.view()
    const kept = memory.map(({ address, numbers }) => Float64Array.from(view.subarray(address / bytes, address / bytes + numbers)))
    return [program.snapshot(), Float64Array.of(steps, sum, ...(propagation.position?.() ?? [])), ...kept]
  }

  /** Continues from a pause within a sequence; undefined if these numbers are of another network or algorithm. */
  continueFrom(sequence: Sequence, within: readonly Float64Array[]): Generator<GradientReady, void, void> | undefined {
    const { program, propagation, memory } = this
    const [rows, position, ...kept] = within
    if (!rows || !position || !program.fits(rows) || kept.length !== memory.length || kept.some(({ length }, i) => length !== memory[i]!.numbers))
      return undefined
    program.restore(rows, [sequence])
    propagation.begin()
    const [steps, sum, ...rest] = position
    if (propagation.resume?.(rest) === false) return undefined
    this.steps = steps ?? 0
    this.sum = sum ?? 0
    const view = program.kernels.view()
    kept.forEach((numbers, i) => view.set(numbers, memory[i]!.address / program.kernels.bytes))
    return this.go()
  }

  private *go(): Generator<GradientReady, void, void> {
    const {
      program,
      carried,
      propagation,
      options: { every, washout },
    } = this
    const { tape } = program
    // Read lengths again at each pause: a growing sequence gets its length only when it ends.
    for (let t = tape.base + tape.steps; t < (tape.lengths[0] ?? 0); ) {
      const longest = tape.lengths[0]!
      const stride = every ?? longest
      const due = Math.min(longest, (Math.floor(t / stride) + 1) * stride)
      const count = Math.min(due - t, CHUNK)
      const first = program.advance(count)
      for (let s = first; s < first + count; s++, t++) {
        this.sum += propagation.step(s, t)
        if (t >= washout) this.steps += program.active(t)
      }
      if (t !== due) {
        yield PAUSE
        continue
      }
      this.sum += propagation.settle?.(first + count, t) ?? 0
      const ready = { steps: this.steps, loss: this.sum }
      this.steps = 0
      this.sum = 0
      yield ready
    }
    carried.end()
  }
}

/** The number of steps after which RTRL that has run `t` steps pauses next. */
export const rtrlPause = (every: number | null, t: number): number => Math.min(t + CHUNK, every === null ? Infinity : (Math.floor(t / every) + 1) * every)

/** Allocates memory for RTRL over sequences of at most `longest` steps, or returns why that is impossible. */
export function makeRtrl(model: Model, options: RtrlOptions, sequences: number, longest: number): Rtrl | Problem {
  const tooLarge = rtrlTooLarge(model, options, sequences, longest)
  if (tooLarge) return tooLarge
  const block = blockLength(planOf(model, options.variant, longest), options.every, longest)
  return new Rtrl(model, model.bind(rtrlCapacity(model.network, options.variant, block, sequences, longest)), options, longest)
}
