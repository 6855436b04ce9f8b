import { implicitQl } from './implicit-ql'
import { finish, type Pieces } from '../base/resumable'

/**
 * Returns the singular values of an n × n matrix, row-major, in decreasing order. Householder reflections from both sides
 * make it bidiagonal, with diagonal d and superdiagonal e; the symmetric tridiagonal matrix with zero diagonal and
 * off-diagonal d₁, e₁, d₂, e₂, … has the eigenvalues ±σ (Golub & Kahan 1965; Golub & Van Loan 2013, §5.4.8 and §8.6.1).
 * Each value is accurate to rounding of the largest; unlike the eigenvalues of AᵀA, they are never squared. NaN if the
 * matrix is not finite.
 *
 * @throws when the iteration does not converge.
 */
export const singularValues = (n: number, matrix: ArrayLike<number>): number[] => finish(findingSingularValues(n, matrix))

/** As `singularValues`, column by column. */
export function* findingSingularValues(n: number, matrix: ArrayLike<number>): Pieces<number[]> {
  const a = Float64Array.from(matrix)
  if (!a.every(Number.isFinite)) return Array.from(Array(n), () => NaN)
  const beside = new Float64Array(2 * n)
  const v = new Float64Array(n)
  const w = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    beside[2 * k] = reflectColumn(n, a, k, v, w)
    if (k < n - 1) beside[2 * k + 1] = reflectRow(n, a, k, v)
    yield k / n
  }
  const values = new Float64Array(2 * n)
  implicitQl(values, beside, { rounding: 1e-4, sweeps: 100 })
  return Array.from(values, Math.abs)
    .sort((x, y) => y - x)
    .filter((_, i) => i % 2 === 0)
}

/** Reflects rows k … of column k onto its first component, and applies the reflection to all later columns; returns that component. */
function reflectColumn(n: number, a: Float64Array, k: number, v: Float64Array, w: Float64Array): number {
  let rest = 0
  for (let i = k + 1; i < n; i++) rest += a[i * n + k]! ** 2
  const head = a[k * n + k]!
  if (rest === 0) return head
  const norm = Math.sqrt(head * head + rest)
  const end = head > 0 ? -norm : norm
  for (let i = k; i < n; i++) v[i] = a[i * n + k]!
  v[k]! -= end
  const share = 2 / (v[k]! ** 2 + rest)
  // Row by row, so that inner loops run over contiguous numbers.
  w.fill(0, k + 1)
  for (let i = k; i < n; i++) for (let j = k + 1; j < n; j++) w[j]! += v[i]! * a[i * n + j]!
  for (let i = k; i < n; i++) {
    const of = share * v[i]!
    for (let j = k + 1; j < n; j++) a[i * n + j]! -= of * w[j]!
  }
  return end
}

/** Reflects columns k+1 … of row k onto its first component, and applies the reflection to all later rows; returns that component. */
function reflectRow(n: number, a: Float64Array, k: number, v: Float64Array): number {
  let rest = 0
  for (let j = k + 2; j < n; j++) rest += a[k * n + j]! ** 2
  const head = a[k * n + k + 1]!
  if (rest === 0) return head
  const norm = Math.sqrt(head * head + rest)
  const end = head > 0 ? -norm : norm
  for (let j = k + 1; j < n; j++) v[j] = a[k * n + j]!
  v[k + 1]! -= end
  const share = 2 / (v[k + 1]! ** 2 + rest)
  for (let i = k + 1; i < n; i++) {
    let dot = 0
    for (let j = k + 1; j < n; j++) dot += v[j]! * a[i * n + j]!
    dot *= share
    for (let j = k + 1; j < n; j++) a[i * n + j]! -= dot * v[j]!
  }
  return end
}
