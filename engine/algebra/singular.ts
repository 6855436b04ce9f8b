import { whole, type Pieces } from '../base/pieces'

/**
 * Singular values of an n × n matrix, row-major, falling: Householder reflections from both sides make it bidiagonal,
 * and the eigenvalues of the symmetric tridiagonal matrix with zeros on its diagonal and d₁, e₁, d₂, e₂, … beside it are
 * ±σ (Golub & Kahan 1965; Golub & Van Loan 2013, §5.4.8 and §8.6.1). Each is right to rounding of the largest; they are
 * not squared on the way, as in the eigenvalues of AᵀA.
 *
 * @throws when the iteration does not converge.
 */
export const singularValues = (n: number, matrix: ArrayLike<number>): number[] => whole(findingSingularValues(n, matrix))

/** The same column by column. */
export function* findingSingularValues(n: number, matrix: ArrayLike<number>): Pieces<number[]> {
  const a = Float64Array.from(matrix)
  const beside = new Float64Array(2 * n)
  const v = new Float64Array(n)
  const w = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    beside[2 * k] = reflectColumn(n, a, k, v, w)
    if (k < n - 1) beside[2 * k + 1] = reflectRow(n, a, k, v)
    yield k / n
  }
  return tridiagonalValues(2 * n, beside)
    .map(Math.abs)
    .sort((x, y) => y - x)
    .filter((_, i) => i % 2 === 0)
}

/** Reflects column k, rows k …, onto its first component, which is returned, and all columns right of it. */
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
  // Row by row, so that every inner loop runs over neighbours.
  w.fill(0, k + 1)
  for (let i = k; i < n; i++) for (let j = k + 1; j < n; j++) w[j]! += v[i]! * a[i * n + j]!
  for (let i = k; i < n; i++) {
    const of = share * v[i]!
    for (let j = k + 1; j < n; j++) a[i * n + j]! -= of * w[j]!
  }
  return end
}

/** The same of row k, columns k+1 …, and all rows below it. */
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

/** Eigenvalues of the symmetric tridiagonal m × m matrix with zeros on its diagonal, by QL with implicit shifts; `e` is overwritten. */
function tridiagonalValues(m: number, e: Float64Array): number[] {
  const d = new Float64Array(m)
  let norm = 0
  for (let i = 0; i < m - 1; i++) norm = Math.max(norm, Math.abs(e[i]!))
  for (let l = 0; l < m; l++)
    for (let sweeps = 0; ; sweeps++) {
      let k = l
      while (k < m - 1 && Math.abs(e[k]!) > Number.EPSILON * Math.max(1e-4 * norm, Math.abs(d[k]!) + Math.abs(d[k + 1]!))) k++
      if (k === l) break
      if (sweeps === 100) throw new Error('the iteration for singular values did not converge')
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!)
      let r = Math.hypot(g, 1)
      g = d[k]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r))
      let s = 1
      let c = 1
      let p = 0
      let i = k - 1
      for (; i >= l; i--) {
        const f = s * e[i]!
        const b = c * e[i]!
        r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1]! -= p
          e[k] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1]! - p
        r = (d[i]! - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
      }
      if (r === 0 && i >= l) continue
      d[l]! -= p
      e[l] = g
      e[k] = 0
    }
  return Array.from(d)
}
