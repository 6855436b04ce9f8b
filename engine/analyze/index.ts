import { spectrum } from '../algebra/eigenvalues'
import { singularValues } from '../algebra/singular'
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
import { whole, within, type Pieces } from './pieces'
import { stateOf, type State } from './state'

export { findFixedPoints, type FixedPoint } from './fixed-points'
export { flowPorts, type Flow } from './flow'
export { whole, type Pieces } from './pieces'
export { stateOf } from './state'

/** J(t) = ∂s(t)/∂s(t−1) of one step. */
interface StepAnalysis {
  readonly t: number
  /** Falling. */
  readonly singular: readonly number[]
  readonly eigenvalues: readonly (readonly [number, number])[]
}

export interface SequenceAnalysis extends Flow {
  /** Absent where time runs backward. */
  readonly steps?: readonly StepAnalysis[]
  readonly lyapunov?: readonly (number | null)[]
}

export interface AnalysisOptions {
  /** The first step and the last that are looked at; all where absent. */
  readonly steps?: readonly [number, number]
  /** The gradient flow alone. */
  readonly flowOnly?: boolean
  /** Number of lags of the gradient flow; by default the number of steps, at most `LAGS`. */
  readonly lags?: number
  /** Losses of at most so many steps are taken. */
  readonly samples?: number | undefined
}

/** Maximum default number of lags. */
const LAGS = 256

/** The network for analysis: fixed weights, float64, every copy computed. */
export const analysisModel = (network: Network, options: Omit<ModelOptions, 'precision'> = {}): Model =>
  new Model(apart(network), { ...options, precision: 'float64' })

/** Why the state of a network is too large to be analysed, if it is. */
const stateTooLarge = ({ size }: State): Problem | undefined =>
  size > limits.analysisState ? problem('limit-exceeded', 'analysis-over', { size, limit: limits.analysisState }) : undefined

/** A sequence run through, on a tape that holds all of it; `release` gives its memory back. */
export interface RunThrough {
  readonly program: Program
  readonly release: () => void
}

/** Runs a whole sequence: no dropout, no noise, no teacher forcing. */
export function* runThrough(model: Model, sequence: Sequence, adjoints = true): Pieces<RunThrough | Problem> {
  const { network, arena } = model
  const { length } = sequence
  const capacity = { steps: length, sequences: 1, keep: 0, adjoints }
  const tooLarge = Model.tooLarge(network, capacity, 'float64')
  if (tooLarge) return tooLarge
  const mark = arena.mark()
  const program = model.bind(capacity)
  program.refresh()
  program.begin([sequence])
  // Where time runs backward the first step needs the last one.
  const stride = network.backwardInTime ? length : strideOf(program)
  for (let t = 0; t < length; t += stride) {
    program.advance(Math.min(stride, length - t))
    yield t / length
  }
  return { program, release: () => arena.release(mark) }
}

/** Gradient flow of a sequence alone. */
export function* analyzingFlow(model: Model, sequence: Sequence, { steps: range, lags, samples }: AnalysisOptions = {}): Pieces<Flow | Problem> {
  const run = yield* within(runThrough(model, sequence), 0, 0.1)
  if ('code' in run) return run
  try {
    const { length } = sequence
    const [first, end] = rangeOf(length, range)
    return yield* within(flow(run.program, lags ?? Math.min(length, LAGS), first, end, samples), 0.1, 1)
  } finally {
    run.release()
  }
}

/** The steps [first, end) that are looked at. */
const rangeOf = (length: number, range: AnalysisOptions['steps']): [number, number] => [
  Math.max(0, range?.[0] ?? 0),
  Math.min(length, (range?.[1] ?? length - 1) + 1),
]

/**
 * What a network does on a sequence, step by step: the Jacobians of its state, their singular values and eigenvalues,
 * its Lyapunov exponents, and how far errors reach back. No dropout, no noise, no teacher forcing.
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
    const gradients = yield* within(flow(program, options.lags ?? Math.min(length, LAGS), first, end, options.samples), 0.05, 0.2)
    const jacobian = new StepJacobian(program, state, (numbers) => arena.allocate(numbers, kernels.bytes))
    const lyapunov = new Lyapunov(state.size)
    const steps: StepAnalysis[] = []
    const begin = Math.max(first, 1, network.longestDelay)
    for (let t = begin; t < end; t++) {
      const j = jacobian.at(t)
      lyapunov.add(j)
      steps.push({ t, singular: singularValues(state.size, j), eigenvalues: spectrum(state.size, j) })
      yield 0.2 + (0.8 * (t + 1 - begin)) / (end - begin)
    }
    return { ...gradients, steps, lyapunov: lyapunov.exponents() }
  } finally {
    run.release()
  }
}

/** The same at once. */
export const analyzeSequence = (model: Model, sequence: Sequence, options: AnalysisOptions = {}): SequenceAnalysis | Problem =>
  whole(analyzing(model, sequence, options))
