import { cholesky, solveCholesky } from '../../algebra/cholesky'
import type { Filled } from '../../contract/schema'
import type { ekf } from '../../kinds/optimizers/curvature'
import { nonFinitePlace } from '../model/finite'
import type { DirectLearner } from '../model/learner'
import type { Model } from '../model/model'
import type { Columns } from './columns'
import type { Jacobian } from './jacobian'

/**
 * The extended Kalman filter. With ξ [m] the errors of one update, H [m × n] their Jacobian, P_i the covariance of group i:
 *
 *     A = (I/η + Σ_i H_i P_i H_iᵀ)⁻¹,    K_i = P_i H_iᵀ A,    w_i ← w_i + K_i ξ,    P_i ← P_i − K_i H_i P_i + q I.
 *
 * One group of all weights is the global filter (Williams 1992); one for each unit is the decoupled one (Puskorius &
 * Feldkamp 1994). For a linear output, with η = 1 and q = 0, it is recursive least squares.
 *
 * @param errors most errors of one update.
 */
export function makeKalman(
  model: Model,
  jacobian: Jacobian,
  { positions, groups }: Columns,
  { covariance, processNoise }: Filled<typeof ekf.settings>,
  errors: number,
): DirectLearner {
  const { store, kernels, arena } = model
  const exact = model.exactKernels()
  const { program } = jacobian
  const n = positions.length
  const p = groups.map(({ length }) => new Float64Array(length * length))
  const rows = new Float64Array(errors * n)
  const xi = new Float64Array(errors)
  const factor = arena.allocate(errors * errors, 8)
  const gains = groups.map(({ length }) => new Float64Array(length * errors))

  const restart = (): void => {
    p.forEach((matrix, g) => {
      matrix.fill(0)
      for (let i = 0; i < groups[g]!.length; i++) matrix[i * (groups[g]!.length + 1)] = covariance
    })
  }
  restart()

  /** Computes P_i H_iᵀ [columns of the group × m] of a group. */
  function project(g: number, m: number): Float64Array {
    const group = groups[g]!
    const k = group.length
    const to = gains[g]!
    for (let i = 0; i < k; i++)
      for (let a = 0; a < m; a++) {
        let sum = 0
        for (let j = 0; j < k; j++) sum += p[g]![i * k + j]! * rows[a * n + group[j]!]!
        to[i * m + a] = sum
      }
    return to
  }

  /** Updates weights and covariances from the m errors collected; returns false if A⁻¹ is not positive definite or a weight is not finite. */
  function update(m: number, rate: number): boolean {
    const view = exact.view()
    const a = factor / 8
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) view[a + i * m + j] = i === j ? 1 / rate : 0
    groups.forEach((group, g) => {
      const ph = project(g, m)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < m; j++) {
          let sum = 0
          for (let c = 0; c < group.length; c++) sum += rows[i * n + group[c]!]! * ph[c * m + j]!
          view[a + i * m + j]! += sum
        }
    })
    if (cholesky(exact, m, factor, m) === 0) return false
    const weights = store.readTrainable()
    const gain = new Float64Array(m)
    groups.forEach((group, g) => {
      const k = group.length
      const ph = gains[g]!
      const matrix = p[g]!
      for (let i = 0; i < k; i++) {
        gain.set(ph.subarray(i * m, (i + 1) * m))
        solveCholesky(exact, m, factor, m, gain)
        let change = 0
        for (let b = 0; b < m; b++) change += gain[b]! * xi[b]!
        weights[positions[group[i]!]!]! += change
        // The upper triangle, so that P stays symmetric.
        for (let j = i; j < k; j++) {
          let sum = 0
          for (let b = 0; b < m; b++) sum += gain[b]! * ph[j * m + b]!
          matrix[i * k + j]! -= sum
          matrix[j * k + i] = matrix[i * k + j]!
        }
        matrix[i * (k + 1)]! += processNoise
      }
    })
    store.writeTrainable(weights)
    store.confine()
    program.refresh()
    return kernels.finite(store.trainable, store.weights)
  }

  return {
    kind: 'direct',
    program,
    passes: null,
    *pass(sequences, _, rate) {
      let [steps, sum] = [0, 0]
      for (const sequence of sequences)
        for (const { from, end, steps: count, loss } of jacobian.run(sequence)) {
          let m = 0
          jacobian.each(from, end, (error, row) => {
            rows.set(row, m * n)
            xi[m++] = error
          })
          if (!Number.isFinite(loss) || (m > 0 && !update(m, rate))) {
            yield nonFinitePlace(program)
            return { loss }
          }
          steps += count
          sum += loss
          if (count > 0) yield { steps: count, loss }
        }
      return { loss: steps > 0 ? sum / steps : 0 }
    },
    reset: restart,
    state: () => p.map((matrix) => matrix.slice()),
    resume(state) {
      p.forEach((matrix, g) => matrix.set(state[g]!))
    },
  }
}
