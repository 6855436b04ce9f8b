import { problem, type Problem } from '../../base/problem'
import { limits } from '../../document/limits'
import { horizonOf, tapeFor } from '../bptt/bptt'
import type { DirectLearner } from '../model/learner'
import { Model } from '../model/model'
import { columnsOf, type Columns } from './columns'
import { Jacobian } from './jacobian'
import { makeKalman } from './kalman'
import { makeLevenbergMarquardt } from './levenberg-marquardt'

interface Curvature {
  readonly columns: Columns
  /** Most errors used in one update. */
  readonly errors: number
  /** Numbers in the method's matrices. */
  readonly numbers: number
  /** Approximate multiply-adds per step, without the forward pass. */
  readonly operations: number
}

/** Computes memory and work of Levenberg–Marquardt or the Kalman filter for sequences of `longest` steps, before allocating. */
export function curvatureOf(model: Model, longest: number): Curvature {
  const { optimizer, algorithm } = model.network.training
  const columns = columnsOf(model, optimizer.kind === 'ekf' && optimizer.groups === 'decoupled')
  const { horizon, every } = horizonOf(algorithm)
  const units = model.network.outputs.reduce((sum, { size }) => sum + size, 0)
  const n = columns.positions.length
  const errors = units * Math.min(longest, every ?? (horizon === null ? longest : 1))
  const squares = columns.groups.reduce((sum, { length }) => sum + length ** 2, 0)
  const numbers = optimizer.kind === 'ekf' ? squares + 2 * errors * n + errors ** 2 : 2 * squares
  const window = horizon === null ? (longest + 1) / 2 : Math.min(horizon, longest)
  return { columns, errors, numbers, operations: Math.round(units * (2 * window * n + squares * (optimizer.kind === 'ekf' ? 4 : 1))) }
}

/** Allocates memory for an optimizer that uses the Jacobian of the outputs, or returns why that is impossible. */
export function makeCurvature(model: Model, longest: number): DirectLearner | Problem {
  const { network, kernels } = model
  const { algorithm, optimizer } = network.training
  const { columns, errors, numbers } = curvatureOf(model, longest)
  if (numbers > limits.curvature)
    return problem(
      'limit-exceeded',
      'curvature-over',
      { optimizer: optimizer.kind, weights: columns.positions.length, numbers, limit: limits.curvature },
      { path: '/training/optimizer' },
    )
  const capacity = { ...tapeFor(horizonOf(algorithm), longest, network.longestDelay, network.backwardInTime), sequences: 1, adjoints: true }
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision, 8 * numbers)
  if (tooLarge) return tooLarge
  const jacobian = new Jacobian(model, model.bind(capacity), columns.positions)
  if (optimizer.kind === 'ekf') return makeKalman(model, jacobian, columns, optimizer, errors)
  if (optimizer.kind === 'levenberg-marquardt') return makeLevenbergMarquardt(model, jacobian, columns, optimizer)
  throw new Error(`${optimizer.kind} does not use the Jacobian`)
}
