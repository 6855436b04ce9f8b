import type { Kernels } from '../kernels/types'
import { symmetricEigen } from './symmetric'

/** Ratio of the smallest to the largest pivot below which a matrix does not count as positive definite. */
const SMALLEST_PIVOT = 1e-14

/**
 * Computes A = LLᵀ of a symmetric positive definite n × n matrix, overwriting the lower triangle at `a` (leading
 * dimension `ld`) by L (Golub & Van Loan 2013, §4.2). Returns the ratio of the smallest to the largest pivot; 0, with A
 * destroyed, if a pivot is not positive or lost to rounding.
 */
export function cholesky(kernels: Kernels, n: number, a: number, ld: number): number {
  if (kernels.cholesky(n, a, ld) !== 0) return 0
  const m = kernels.view()
  let most = 0
  let least = Infinity
  for (let i = 0; i < n; i++) {
    const pivot = m[a / 8 + i * (ld + 1)]! ** 2
    most = Math.max(most, pivot)
    least = Math.min(least, pivot)
  }
  if (n === 0) return 1
  return least < SMALLEST_PIVOT * most ? 0 : least / most
}

/** Solves LLᵀ x = b in place, with L as `cholesky` leaves it; runs along its rows, which are contiguous. */
export function solveCholesky(kernels: Kernels, n: number, a: number, ld: number, x: Float64Array): void {
  const m = kernels.view()
  const at = a / 8
  for (let i = 0; i < n; i++) {
    const row = at + i * ld
    let sum = x[i]!
    for (let j = 0; j < i; j++) sum -= m[row + j]! * x[j]!
    x[i] = sum / m[row + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = at + i * ld
    const value = (x[i]! /= m[row + i]!)
    for (let j = 0; j < i; j++) x[j]! -= value * m[row + j]!
  }
}

/**
 * Returns the minimum-norm solution of A x = b for a symmetric A that is not positive definite: x = Σ vᵢ (vᵢᵀb)/λᵢ over
 * the eigenvalues above rounding, λᵢ > n ε λmax.
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
