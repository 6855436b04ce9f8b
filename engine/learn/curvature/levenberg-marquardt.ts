import { cholesky, solveCholesky } from '../../algebra/cholesky'
import type { Sequence } from '../../data/types'
import type { Filled } from '../../contract/schema'
import type { levenbergMarquardt } from '../../kinds/optimizers/curvature'
import { nonFinitePlace } from '../model/finite'
import type { DirectLearner } from '../model/learner'
import type { Model } from '../model/model'
import type { Columns } from './columns'
import type { Jacobian } from './jacobian'

/** The range of μ; beyond it a step changes nothing in float64. */
const LEAST = 1e-20
const MOST = 1e10

/**
 * Levenberg–Marquardt over all data: Δw solves (JᵀJ + nλD + μI) Δw = Jᵀe − nλDw, with J and e over all outputs and steps,
 * n the number of steps, λ the weight decay and D 1 where it acts. If a step does not lower the loss, restores the weights
 * and tries again with a larger μ (Levenberg 1944; Marquardt 1963; Hagan & Menhaj 1994).
 */
export function makeLevenbergMarquardt(
  model: Model,
  jacobian: Jacobian,
  { positions }: Columns,
  settings: Filled<typeof levenbergMarquardt.settings>,
): DirectLearner {
  const { store, kernels, network, arena } = model
  const exact = model.exactKernels()
  const n = positions.length
  const normal = new Float64Array(n * n)
  const gradient = new Float64Array(n)
  const factor = arena.allocate(Math.max(1, n * n), 8)
  const { weightDecay } = network.training.regularize
  const decays = decayOf(model, positions)
  let mu = settings.damping

  /** Returns the summed loss over the data with the current weights, plus the penalty of weight decay. */
  const objective = (sequences: readonly Sequence[], steps: number): number => {
    let sum = 0
    for (const sequence of sequences) for (const { loss } of jacobian.run(sequence)) sum += loss
    return sum + penalty(steps)
  }
  const penalty = (steps: number): number => {
    const w = store.readTrainable()
    return positions.reduce((sum, at, i) => sum + 0.5 * steps * weightDecay * decays[i]! * w[at]! ** 2, 0)
  }

  function add(error: number, row: Float64Array): void {
    for (let i = 0; i < n; i++) {
      const j = row[i]!
      if (j === 0) continue
      gradient[i]! += j * error
      const at = i * n
      for (let k = 0; k <= i; k++) normal[at + k]! += j * row[k]!
    }
  }

  /** Returns Δw for the current μ; undefined if the matrix is not positive definite. */
  function step(): Float64Array | undefined {
    const view = exact.view()
    view.set(normal, factor / 8)
    for (let i = 0; i < n; i++) view[factor / 8 + i * (n + 1)]! += mu
    if (cholesky(exact, n, factor, n) === 0) return undefined
    const change = gradient.slice()
    solveCholesky(exact, n, factor, n, change)
    return change
  }

  return {
    kind: 'direct',
    program: jacobian.program,
    passes: null,
    *pass(sequences) {
      normal.fill(0)
      gradient.fill(0)
      let [steps, sum] = [0, 0]
      for (const sequence of sequences) {
        let [counted, here] = [0, 0]
        for (const { from, end, steps: count, loss } of jacobian.run(sequence)) {
          jacobian.each(from, end, add)
          counted += count
          here += loss
        }
        if (!Number.isFinite(here)) {
          yield nonFinitePlace(jacobian.program)
          return { loss: here }
        }
        steps += counted
        sum += here
        if (counted > 0) yield { steps: counted, loss: here }
      }
      if (steps === 0) return { loss: 0 }
      const before = store.readTrainable()
      positions.forEach((at, i) => {
        const decay = steps * weightDecay * decays[i]!
        normal[i * (n + 1)]! += decay
        gradient[i]! -= decay * before[at]!
      })
      const start = sum + penalty(steps)
      for (;;) {
        const change = step()
        if (change) {
          const view = kernels.view()
          const first = store.weights / kernels.bytes
          positions.forEach((at, i) => (view[first + at] = before[at]! + change[i]!))
          store.confine()
          const reached = objective(sequences, steps)
          if (reached < start) {
            mu = Math.max(LEAST, mu * settings.decrease)
            return { loss: (reached - penalty(steps)) / steps }
          }
        }
        if (mu >= MOST) break
        mu = Math.min(MOST, mu * settings.increase)
      }
      // No step lowers the loss: up to rounding, the weights are at a minimum.
      store.writeTrainable(before)
      jacobian.program.refresh()
      return { loss: sum / steps }
    },
    reset() {
      mu = settings.damping
    },
    state: () => [Float64Array.of(mu)],
    resume([state]) {
      mu = state![0]!
    },
  }
}

/** Returns 1 for each weight on which weight decay acts, 0 for the others. */
function decayOf({ store, kernels }: Model, positions: Int32Array): Float64Array {
  const acts = new Float64Array(store.trainable)
  for (const { name, trainable, decays } of store.declarations) {
    if (!trainable || !decays) continue
    const first = (store.address(name) - store.weights) / kernels.bytes
    acts.fill(1, first, first + store.count(name))
  }
  return Float64Array.from(positions, (at) => acts[at]!)
}
