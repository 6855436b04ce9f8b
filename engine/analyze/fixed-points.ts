import { byId } from '../base/by-id'
import { findingSpectrum } from '../algebra/eigenvalues'
import { finish, within, type Pieces } from '../base/resumable'
import { stream } from '../base/random'
import type { Problem } from '../base/problem'
import type { Sequence } from '../data/types'
import { Model } from '../learn/model/model'
import { unstableDirections } from './directions'
import { StepJacobian } from './jacobian'
import { solveDamped } from './solve'
import { readState, stateOf, writeState, type State } from './state'

export interface FixedPointOptions {
  /** The constant input: zeros, the mean over all steps, or that of a step of the first sequence. */
  readonly input?: 'zero' | 'mean' | number
  /** Number of searches: half start on the trajectories, half between two of their states, where saddles lie. */
  readonly starts?: number
  readonly seed?: number
}

export interface FixedPoint {
  readonly state: readonly number[]
  /** q = ½ ‖F(s) − s‖². */
  readonly speed: number
  /** ‖F(s) − s‖ is below 1e-9; otherwise it is a slow point, where q has a minimum above 0. */
  readonly fixed: boolean
  /** Eigenvalues of ∂F/∂s by decreasing modulus, as [re, im]. */
  readonly eigenvalues: readonly (readonly [number, number])[]
  /** Unstable directions of unit length: at most three; none for states above 128 units. */
  readonly directions: readonly (readonly number[])[]
  /** Whether all eigenvalues lie inside the unit circle. */
  readonly stable: boolean
  /** The state at which the first search that ended here started, or one of the two between which it started. */
  readonly from: { readonly sequence: number; readonly step: number }
}

const STARTS = 128
/** Stable points between which saddles are searched. */
const PAIRED = 12
const ITERATIONS = 400
/** ‖F(s) − s‖ below which s counts as fixed. */
const FIXED = 1e-9
/** Minima of the speed above this are not reported: the state is not slow there. */
const SLOW = 1e-3
/** Points closer than this, relative to their length, count as one. */
const SAME = 1e-5

/**
 * Finds fixed and slow points of s ↦ F(s), the step with constant input: minima of q(s) = ½ ‖F(s) − s‖², by
 * Levenberg–Marquardt from states of the trajectories, from points between them (Sussillo & Barak 2013, Opening the
 * black box, Neural Computation 25), and from the middles between stable points. Every value in a delay is part of the
 * state, so at a fixed point they are all equal.
 */
export const findFixedPoints = (model: Model, sequences: readonly Sequence[], options?: FixedPointOptions): FixedPoint[] | Problem =>
  finish(findingFixedPoints(model, sequences, options))

/** As `findFixedPoints`, search by search. */
export function* findingFixedPoints(
  model: Model,
  sequences: readonly Sequence[],
  { input = 'zero', starts = STARTS, seed = 0 }: FixedPointOptions = {},
): Pieces<FixedPoint[] | Problem> {
  const { network } = model
  const state = stateOf(network)
  const own = statesOf(model, sequences, state, Math.ceil(starts / 2), seed)
  if ('code' in own) return own
  const map = new StepMap(model, state, heldInput(model, sequences, input))
  const found: FixedPoint[] = []
  const begins = [...own, ...between(own, Math.floor(starts / 2), seed)]
  yield* within(searching(map, state, begins, found), 0, 0.9)
  yield* within(searching(map, state, midpoints(found), found), 0.9, 1)
  return found
}

/** Adds the points that searches from some starts find to those known. */
function* searching(map: StepMap, { size }: State, begins: readonly Start[], found: FixedPoint[]): Pieces<void> {
  for (const [i, { values, from }] of begins.entries()) {
    const end = yield* within(descend(map, values), i / begins.length, (i + 1) / begins.length)
    if (!end || (end.residual >= FIXED && end.residual > SLOW)) continue
    const { s, residual } = end
    const length = norm(s)
    if (found.some((other) => distance(other.state, s) <= SAME * (1 + length))) continue
    const jacobian = map.jacobian(s)
    const eigenvalues = (yield* within(findingSpectrum(size, jacobian), (i + 1) / begins.length, (i + 1) / begins.length)).sort(
      (a, b) => Math.hypot(...b) - Math.hypot(...a),
    )
    const [largest] = eigenvalues
    const directions = unstableDirections(size, jacobian, eigenvalues)
    found.push({
      state: Array.from(s),
      speed: 0.5 * residual ** 2,
      fixed: residual < FIXED,
      eigenvalues,
      directions,
      stable: !largest || Math.hypot(...largest) < 1,
      from,
    })
  }
}

/** The middles between stable fixed points: their saddles are near, even where no trajectory passes. */
function midpoints(found: readonly FixedPoint[]): Start[] {
  const stable = found.filter((point) => point.stable && point.fixed).slice(0, PAIRED)
  return stable.flatMap((a, i) => stable.slice(i + 1).map((b) => ({ values: Float64Array.from(a.state, (v, k) => (v + b.state[k]!) / 2), from: a.from })))
}

/** The step as a map of the state, with constant input. */
export class StepMap {
  private readonly program
  private readonly linear: StepJacobian
  private readonly now: number

  constructor(
    model: Model,
    private readonly state: State,
    input: Sequence['inputs'],
  ) {
    const { network, arena, kernels } = model
    this.now = Math.max(1, network.longestDelay)
    const length = this.now + 1
    this.program = model.bind({ steps: length, sequences: 1, keep: 0, adjoints: true })
    this.program.refresh()
    const inputs = Object.fromEntries(network.inputs.map(({ id, size }) => [id, Float64Array.from({ length: length * size }, (_, i) => input[id]![i % size]!)]))
    this.program.begin([{ length, inputs, targets: byId() }])
    this.program.advance(length)
    this.linear = new StepJacobian(this.program, state, (numbers) => arena.allocate(numbers, kernels.bytes))
  }

  /** F(s); the step stays on the tape. */
  value(s: Float64Array): Float64Array {
    writeState(this.program, this.state, this.now - 1, s)
    this.program.recompute(this.now, this.now + 1)
    return readState(this.program, this.state, this.now)
  }

  jacobian(s: Float64Array): Float64Array {
    this.value(s)
    return this.linear.at(this.now)
  }
}

/** Searches a minimum of q from a start; returns undefined if the search diverges. */
function* descend(map: StepMap, start: Float64Array): Pieces<{ s: Float64Array; residual: number } | undefined> {
  const n = start.length
  let s = start
  let r = minus(map.value(s), s)
  let residual = norm(r)
  let damping = 1e-3
  for (let i = 0; i < ITERATIONS && residual > 1e-13 && Number.isFinite(residual); i++) {
    const j = map.jacobian(s)
    for (let k = 0; k < n; k++) j[k * n + k]! -= 1
    let moved = false
    for (; damping < 1e12; damping *= 4) {
      const step = yield* within(solveDamped(n, j, r, damping), i / ITERATIONS, i / ITERATIONS)
      const next = s.map((v, k) => v - step[k]!)
      const after = minus(map.value(next), next)
      const size = norm(after)
      if (!(size < residual)) continue
      const small = residual - size < 1e-14 * residual
      s = next
      r = after
      residual = size
      damping = Math.max(1e-15, damping / 10)
      moved = !small
      break
    }
    if (!moved) break
  }
  return Number.isFinite(residual) ? { s, residual } : undefined
}

/** The constant input: one step by input id. */
export function heldInput({ network }: Model, sequences: readonly Sequence[], input: 'zero' | 'mean' | number): Sequence['inputs'] {
  return Object.fromEntries(
    network.inputs.map(({ id, size }) => {
      const held = new Float64Array(size)
      if (typeof input === 'number') held.set(sequences[0]?.inputs[id]!.subarray(input * size, (input + 1) * size) ?? [])
      if (input === 'mean') {
        const steps = sequences.reduce((sum, { length }) => sum + length, 0)
        for (const { inputs, length } of sequences)
          for (let t = 0; t < length; t++) for (let i = 0; i < size; i++) held[i]! += inputs[id]![t * size + i]! / steps
      }
      return [id, held]
    }),
  )
}

interface Start {
  readonly values: Float64Array
  readonly from: FixedPoint['from']
}

/** Returns points between two states, sampled with the seed. */
function between(states: readonly Start[], count: number, seed: number): Start[] {
  const random = stream(seed, 'fixed-points.between')
  if (states.length < 2) return []
  return Array.from({ length: count }, () => {
    const a = states[random.integer(states.length)]!
    const b = states[random.integer(states.length)]!
    const share = random.uniform()
    return { values: a.values.map((v, i) => v + share * (b.values[i]! - v)), from: a.from }
  })
}

/** Returns states of the trajectories, sampled with the seed if there are more than needed. */
function statesOf(model: Model, sequences: readonly Sequence[], state: State, count: number, seed: number): Start[] | Problem {
  const { network } = model
  const first = Math.max(0, network.longestDelay - 1)
  const moments = sequences.flatMap(({ length }, sequence) => Array.from({ length: Math.max(0, length - first) }, (_, i) => ({ sequence, step: first + i })))
  const taken = moments.length <= count ? moments : drawn(moments.length, count, seed).map((i) => moments[i]!)
  const found: Start[] = []
  for (const [i, sequence] of sequences.entries()) {
    const own = taken.filter((moment) => moment.sequence === i)
    if (own.length === 0) continue
    const capacity = { steps: sequence.length, sequences: 1, keep: 0, adjoints: false }
    const tooLarge = Model.tooLarge(network, capacity, 'float64', model.originBytes, false)
    if (tooLarge) return tooLarge
    const program = model.bind(capacity)
    program.refresh()
    program.begin([sequence])
    program.advance(sequence.length)
    for (const from of own) found.push({ values: readState(program, state, from.step), from })
  }
  return found
}

/** A random sample of `count` numbers below `n`, increasing. */
function drawn(n: number, count: number, seed: number): number[] {
  const random = stream(seed, 'fixed-points')
  const numbers = Array.from({ length: n }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(n - i)
    ;[numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!]
  }
  return numbers.slice(0, count).sort((a, b) => a - b)
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - b[i]!)
const norm = (a: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! ** 2
  return Math.sqrt(sum)
}
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum)
}
