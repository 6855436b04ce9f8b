import type { Kernels } from '../kernels/types'
import { symmetricEigen } from './eigen-symmetric'

/** Below this ratio of the smallest pivot to the largest a matrix does not count as positive definite. */
const SMALLEST_PIVOT = 1e-14

const BLOCK = 64

/**
 * A = UᵀU of a symmetric positive definite n × n matrix, of which the upper triangle at `a` (row distance `ld`) is
 * overwritten by U: right-looking Cholesky by blocks (Golub & Van Loan 2013, §4.2). Gives the ratio of the smallest
 * pivot to the largest; 0, with A spoilt, where a pivot is not positive or so small that rounding has eaten it.
 */
export function cholesky(kernels: Kernels, n: number, a: number, ld: number): number {
  const at = a / 8
  let most = 0
  let least = Infinity
  for (let k0 = 0; k0 < n; k0 += BLOCK) {
    const k1 = Math.min(n, k0 + BLOCK)
    const m = kernels.view()
    for (let k = k0; k < k1; k++) {
      const row = at + k * ld
      for (let i = k0; i < k; i++) {
        const above = at + i * ld
        const u = m[above + k]!
        if (u !== 0) for (let j = k; j < n; j++) m[row + j]! -= u * m[above + j]!
      }
      const pivot = m[row + k]!
      most = Math.max(most, pivot)
      least = Math.min(least, pivot)
      if (!(pivot > 0) || least < SMALLEST_PIVOT * most) return 0
      const scale = 1 / Math.sqrt(pivot)
      for (let j = k; j < n; j++) m[row + j]! *= scale
    }
    // The rest of the matrix takes this block of rows in at once: A − UᵀU, a strip of the upper triangle at a time.
    for (let i0 = k1; i0 < n; i0 += BLOCK) {
      const rows = Math.min(BLOCK, n - i0)
      const strip = a + 8 * (k0 * ld + i0)
      kernels.gemm(rows, n - i0, k1 - k0, strip, 1, ld, strip, ld, a + 8 * (i0 * ld + i0), ld, -1)
    }
  }
  return n === 0 ? 1 : least / most
}

/** Solves UᵀU x = b in place, U as `cholesky` leaves it. */
export function solveCholesky(kernels: Kernels, n: number, a: number, ld: number, x: Float64Array): void {
  const m = kernels.view()
  const at = a / 8
  for (let i = 0; i < n; i++) {
    const row = at + i * ld
    const value = (x[i]! /= m[row + i]!)
    for (let j = i + 1; j < n; j++) x[j]! -= value * m[row + j]!
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = at + i * ld
    let sum = x[i]!
    for (let j = i + 1; j < n; j++) sum -= m[row + j]! * x[j]!
    x[i] = sum / m[row + i]!
  }
}

/**
 * The solution of least norm of A x = b for a symmetric A that is not positive definite: x = Σ vᵢ (vᵢᵀb)/λᵢ over the
 * eigenvalues that stand out from rounding, λᵢ > n ε λmax.
 *
 * @param a n × n, row-major, both triangles; overwritten.
 */
export function solveSemidefinite(n: number, a: Float64Array, right: readonly Float64Array[]): Float64Array[] {
  const { values, vectors } = symmetricEigen(n, a)
  const most = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
  const floor = n * Number.EPSILON * most
  return right.map((b) => {
    const x = new Float64Array(n)
    for (let e = 0; e < n; e++) {
      if (values[e]! <= floor) continue
      const row = e * n
      let dot = 0
      for (let j = 0; j < n; j++) dot += vectors[row + j]! * b[j]!
      const share = dot / values[e]!
      for (let j = 0; j < n; j++) x[j]! += share * vectors[row + j]!
    }
    return x
  })
}
