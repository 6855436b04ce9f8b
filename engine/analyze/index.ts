import { findingSpectrum } from '../algebra/eigenvalues'
import { findingSingularValues } from '../algebra/singular'
import { problem, type Problem } from '../base/problem'
import type { Network } from '../compile/network'
import type { Program } from '../compile/program'
import type { Sequence } from '../data/types'
import { limits } from '../document/limits'
import { Model, type ModelOptions } from '../learn/model/model'
import { apart } from './apart'
import { flow, strideOf, type Flow } from './flow'
import { StepJacobian } from './jacobian'
import { Lyapunov } from './lyapunov'
import { finish, within, type Pieces } from '../base/resumable'
import { readState, stateOf, type State } from './state'
import { everyRow, loss } from '../learn/model/loss'

export { StepMap, findFixedPoints, findingFixedPoints, heldInput, type FixedPoint } from './fixed-points'
export { flowPorts, type Flow } from './flow'
export { stateOf } from './state'

/** J(t) = ∂s(t)/∂s(t−1) of one step. */
interface StepAnalysis {
  readonly t: number
  /** In decreasing order. */
  readonly singular: readonly number[]
  readonly eigenvalues: readonly (readonly [number, number])[]
}

export interface SequenceAnalysis extends Flow {
  /** Absent if time runs backward. */
  readonly steps?: readonly StepAnalysis[]
  readonly lyapunov?: readonly (number | null)[]
}

export interface AnalysisOptions {
  /** The first and the last step to analyse; absent for all. */
  readonly steps?: readonly [number, number]
  /** Whether to compute only the gradient flow. */
  readonly flowOnly?: boolean
  /** Most lags of the gradient flow, `LAGS` by default; there are never more than steps. */
  readonly lags?: number
  /** Whether to split the gradient flow of parameters by lag. */
  readonly byLag?: boolean
  /** Most steps whose losses are used. */
  readonly samples?: number | undefined
}

/** Default of `lags`. */
const LAGS = 256

/** Bytes per number in the network for analysis. */
export const ANALYSIS_BYTES = 8
/** The network for analysis: fixed weights, float64, without removed copies. */
export const analysisModel = (network: Network, options: Omit<ModelOptions, 'precision'> = {}): Model =>
  new Model(apart(network), { ...options, precision: 'float64' })

/** Returns a problem if the state of a network is too large for analysis. */
export const stateTooLarge = ({ size }: State): Problem | undefined =>
  size > limits.analysisState ? problem('limit-exceeded', 'analysis-over', { size, limit: limits.analysisState }) : undefined

/** A completed run of a sequence on a tape that holds all of it; `release` frees its memory. */
interface RunThrough {
  readonly program: Program
  readonly release: () => void
}

/** Runs a whole sequence without dropout, noise and teacher forcing. */
function* runThrough(model: Model, sequence: Sequence): Pieces<RunThrough | Problem> {
  const { network, arena } = model
  const { length } = sequence
  const capacity = { steps: length, sequences: 1, keep: 0, adjoints: true }
  const tooLarge = Model.tooLarge(network, capacity, 'float64', model.originBytes, false)
  if (tooLarge) return tooLarge
  const mark = arena.mark()
  const program = model.bind(capacity)
  program.refresh()
  program.begin([sequence])
  // If time runs backward, the first step needs the last one.
  const stride = network.backwardInTime ? length : strideOf(program)
  for (let t = 0; t < length; t += stride) {
    program.advance(Math.min(stride, length - t))
    yield t / length
  }
  return { program, release: () => arena.release(mark) }
}

/** Computes only the gradient flow of a sequence. */
export function* analyzingFlow(model: Model, sequence: Sequence, { steps: range, lags, samples, byLag }: AnalysisOptions = {}): Pieces<Flow | Problem> {
  const run = yield* within(runThrough(model, sequence), 0, 0.1)
  if ('code' in run) return run
  try {
    const { length } = sequence
    const [first, end] = rangeOf(length, range)
    return yield* within(flow(run.program, Math.min(length, lags ?? LAGS), first, end, samples, byLag), 0.1, 1)
  } finally {
    run.release()
  }
}

/** The steps [first, end) to analyse. */
const rangeOf = (length: number, range: AnalysisOptions['steps']): [number, number] => [
  Math.max(0, range?.[0] ?? 0),
  Math.min(length, (range?.[1] ?? length - 1) + 1),
]

/**
 * Analyses a network on a sequence, step by step: the Jacobians of its state, their singular values and eigenvalues, its
 * Lyapunov exponents, and the gradient flow. Runs without dropout, noise and teacher forcing.
 */
export function* analyzing(model: Model, sequence: Sequence, options: AnalysisOptions = {}): Pieces<SequenceAnalysis | Problem> {
  const { network, arena, kernels } = model
  const { length } = sequence
  const { steps: range, flowOnly = false } = options
  if (network.backwardInTime || flowOnly) return yield* analyzingFlow(model, sequence, options)
  const state = stateOf(network)
  const over = stateTooLarge(state)
  if (over) return over
  const run = yield* within(runThrough(model, sequence), 0, 0.05)
  if ('code' in run) return run
  try {
    const { program } = run
    const [first, end] = rangeOf(length, range)
    const gradients = yield* within(flow(program, Math.min(length, options.lags ?? LAGS), first, end, options.samples), 0.05, 0.2)
    const jacobian = new StepJacobian(program, state, (numbers) => arena.allocate(numbers, kernels.bytes))
    const lyapunov = new Lyapunov(state.size)
    const steps: StepAnalysis[] = []
    const begin = Math.max(first, 1, network.longestDelay)
    for (let t = begin; t < end; t++) {
      const j = jacobian.at(t)
      const [from, to] = [0.2 + (0.8 * (t - begin)) / (end - begin), 0.2 + (0.8 * (t + 1 - begin)) / (end - begin)]
      yield from
      yield* within(lyapunov.adding(j), from, to)
      const singular = yield* within(findingSingularValues(state.size, j), from, to)
      steps.push({ t, singular, eigenvalues: yield* within(findingSpectrum(state.size, j), from, to) })
    }
    return { ...gradients, steps, lyapunov: lyapunov.exponents() }
  } finally {
    run.release()
  }
}

/** As `analyzing`, without pauses. */
export const analyzeSequence = (model: Model, sequence: Sequence, options: AnalysisOptions = {}): SequenceAnalysis | Problem =>
  finish(analyzing(model, sequence, options))

/** Computes only the Lyapunov exponents of a sequence. */
export function* analyzingExponents(model: Model, sequence: Sequence): Pieces<readonly (number | null)[] | Problem> {
  const prepared = yield* stateRun(model, sequence)
  if ('code' in prepared) return prepared
  const { state, run, jacobian } = prepared
  try {
    const lyapunov = new Lyapunov(state.size)
    const begin = Math.max(1, model.network.longestDelay)
    for (let t = begin; t < sequence.length; t++) {
      const from = (t - begin) / (sequence.length - begin)
      const j = jacobian.at(t)
      yield from
      yield* within(lyapunov.adding(j), from, from)
    }
    return lyapunov.exponents()
  } finally {
    run.release()
  }
}

/** The trajectory of the state, and the Jacobian of one of its steps. */
export interface Trajectory {
  readonly state: State
  /** s(t) of all steps, concatenated. */
  readonly path: Float64Array
  /** Loss of each step; NaN if it has no target. */
  readonly losses: Float64Array
  /** The analysis of J at step `at`; absent if that step has none. */
  readonly step?: StepAnalysis
}

/** Computes the state over a whole sequence, with singular values and eigenvalues of J(t) at one step. */
export function* analyzingTrajectory(model: Model, sequence: Sequence, at: number): Pieces<Trajectory | Problem> {
  const prepared = yield* stateRun(model, sequence)
  if ('code' in prepared) return prepared
  const { state, run, jacobian } = prepared
  try {
    const { program } = run
    const { length } = sequence
    const path = new Float64Array(length * state.size)
    const losses = new Float64Array(length).fill(NaN)
    for (let t = 0; t < length; t++) {
      readState(program, state, t, path.subarray(t * state.size, (t + 1) * state.size))
      const row = program.tape.rowStart[t]!
      if (model.network.outputs.some(({ id }) => program.targets(id).present[row])) losses[t] = loss(program, t, t + 1, everyRow, false)
    }
    yield 0.3
    if (at < Math.max(1, model.network.longestDelay) || at >= length) return { state, path, losses }
    const j = jacobian.at(at)
    yield 0.4
    const singular = yield* within(findingSingularValues(state.size, j), 0.4, 0.6)
    return { state, path, losses, step: { t: at, singular, eigenvalues: yield* within(findingSpectrum(state.size, j), 0.6, 1) } }
  } finally {
    run.release()
  }
}

/** A run through a sequence with the Jacobians of its state. */
function* stateRun(model: Model, sequence: Sequence): Pieces<{ state: State; run: RunThrough; jacobian: StepJacobian } | Problem> {
  const { network, arena, kernels } = model
  if (network.backwardInTime) return problem('forward-time-needed', 'analysis-forward', {})
  const state = stateOf(network)
  const over = stateTooLarge(state)
  if (over) return over
  const run = yield* runThrough(model, sequence)
  if ('code' in run) return run
  return { state, run, jacobian: new StepJacobian(run.program, state, (numbers) => arena.allocate(numbers, kernels.bytes)) }
}
