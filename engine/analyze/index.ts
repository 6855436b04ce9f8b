import { spectrum } from '../algebra/eigenvalues'
import { singularValues } from '../algebra/singular'
import { problem, type Problem } from '../base/problem'
import type { Network } from '../compile/network'
import type { Sequence } from '../data/types'
import { limits } from '../document/limits'
import { Model, type ModelOptions } from '../learn/model/model'
import { apart } from './apart'
import { flow, type Flow } from './flow'
import { StepJacobian } from './jacobian'
import { Lyapunov } from './lyapunov'
import { stateOf, type State } from './state'

export { findFixedPoints, type FixedPoint } from './fixed-points'
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
  /** How many lags of the gradient flow are told; as many as there are steps, or `LAGS`, where absent. */
  readonly lags?: number
}

/** Lags that are told where nobody asks for a number of them. */
const LAGS = 256

/** The network as it is analysed: weights held still, float64, every copy computed. */
export const analysisModel = (network: Network, options: Omit<ModelOptions, 'precision'> = {}): Model =>
  new Model(apart(network), { ...options, precision: 'float64' })

/** Why the state of a network is too large to be analysed, if it is. */
const stateTooLarge = ({ size }: State): Problem | undefined =>
  size > limits.analysisState ? problem('limit-exceeded', 'analysis-over', { size, limit: limits.analysisState }) : undefined

/**
 * What a network does on a sequence, step by step: the Jacobians of its state, their singular values and eigenvalues,
 * its Lyapunov exponents, and how far errors reach back. No dropout, no noise, no teacher forcing.
 */
export function analyzeSequence(model: Model, sequence: Sequence, { steps: range, flowOnly = false, lags }: AnalysisOptions = {}): SequenceAnalysis | Problem {
  const { network, arena, kernels } = model
  const { length } = sequence
  const capacity = { steps: length, sequences: 1, keep: 0, adjoints: true }
  const tooLarge = Model.tooLarge(network, capacity, 'float64')
  if (tooLarge) return tooLarge
  const program = model.bind(capacity)
  program.refresh()
  program.begin([sequence])
  program.advance(length)
  const first = Math.max(0, range?.[0] ?? 0)
  const end = Math.min(length, (range?.[1] ?? length - 1) + 1)
  const told = flow(program, lags ?? Math.min(length, LAGS), first, end)
  if (network.backwardInTime || flowOnly) return told
  const state = stateOf(network)
  const over = stateTooLarge(state)
  if (over) return over
  const jacobian = new StepJacobian(program, state, (numbers) => arena.allocate(numbers, kernels.bytes))
  const lyapunov = new Lyapunov(state.size)
  const steps: StepAnalysis[] = []
  for (let t = Math.max(first, 1, network.longestDelay); t < end; t++) {
    const j = jacobian.at(t)
    lyapunov.add(j)
    steps.push({ t, singular: singularValues(state.size, j), eigenvalues: spectrum(state.size, j) })
  }
  return { ...told, steps, lyapunov: lyapunov.exponents() }
}
