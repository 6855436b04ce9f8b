import { implicitQl } from './implicit-ql'

/**
 * Returns the eigenvalues and eigenvectors of a real symmetric n × n matrix, by Householder's reduction to tridiagonal form
 * and QL with implicit shifts (Wilkinson & Reinsch 1971, tred2 and imtql2; Golub & Van Loan 2013, §8.3). Stores vectors as
 * rows, so that inner loops run over contiguous numbers.
 *
 * @param a row-major, both triangles; overwritten.
 * @returns values in no particular order; the vector of value e is row e of `vectors`.
 * @throws when the iteration does not converge.
 */
export function symmetricEigen(n: number, a: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const diagonal = new Float64Array(n)
  const beside = new Float64Array(n)
  tridiagonalize(n, a, diagonal, beside)
  beside.copyWithin(0, 1)
  if (n > 0) beside[n - 1] = 0
  // Count off-diagonal entries below the rounding of the whole matrix as zero: next to even smaller eigenvalues they would never converge to zero.
  implicitQl(diagonal, beside, { rounding: 1, sweeps: 60 }, (i, s, c) => {
    const low = i * n
    const high = low + n
    for (let k = 0; k < n; k++) {
      const upper = a[high + k]!
      const lower = a[low + k]!
      a[high + k] = s * lower + c * upper
      a[low + k] = c * lower - s * upper
    }
  })
  return { values: diagonal, vectors: a }
}

/** Makes Q A Qᵀ tridiagonal: returns its diagonal in d and its off-diagonal in e, e[i] between i−1 and i; `a` becomes Q, with basis vectors as rows. */
function tridiagonalize(n: number, a: Float64Array, d: Float64Array, e: Float64Array): void {
  const reflectors: (Float64Array | undefined)[] = []
  const p = new Float64Array(n)
  for (let i = n - 1; i >= 1; i--) {
    // Reflects row i, columns 0 … i−1, onto its last component.
    const row = i * n
    let norm = 0
    for (let j = 0; j < i; j++) norm = Math.hypot(norm, a[row + j]!)
    const last = a[row + i - 1]!
    let rest = 0
    for (let j = 0; j < i - 1; j++) rest = Math.max(rest, Math.abs(a[row + j]!))
    d[i] = a[row + i]!
    if (rest === 0) {
      e[i] = last
      reflectors[i] = undefined
      continue
    }
    const beta = last >= 0 ? -norm : norm
    e[i] = beta
    const v = new Float64Array(i)
    for (let j = 0; j < i; j++) v[j] = a[row + j]! / norm
    v[i - 1]! -= beta / norm
    let square = 0
    for (let j = 0; j < i; j++) square += v[j]! * v[j]!
    const scale = Math.sqrt(2 / square)
    for (let j = 0; j < i; j++) v[j]! *= scale
    reflectors[i] = v
    // A ← (1 − vvᵀ) A (1 − vvᵀ) = A − v wᵀ − w vᵀ on the leading i × i block, with w = Av − ½ (vᵀAv) v.
    let vp = 0
    for (let r = 0; r < i; r++) {
      let sum = 0
      const at = r * n
      for (let j = 0; j < i; j++) sum += a[at + j]! * v[j]!
      p[r] = sum
      vp += sum * v[r]!
    }
    for (let r = 0; r < i; r++) p[r]! -= 0.5 * vp * v[r]!
    for (let r = 0; r < i; r++) {
      const at = r * n
      const vr = v[r]!
      const pr = p[r]!
      for (let j = 0; j < i; j++) a[at + j]! -= vr * p[j]! + pr * v[j]!
    }
  }
  d[0] = a[0] ?? 0
  a.fill(0)
  for (let i = 0; i < n; i++) a[i * n + i] = 1
  // Multiply the reflections, the innermost first: each changes only the leading block.
  for (let i = 1; i < n; i++) {
    const v = reflectors[i]
    if (!v) continue
    for (let r = 0; r < i; r++) {
      const at = r * n
      let dot = 0
      for (let j = 0; j < i; j++) dot += a[at + j]! * v[j]!
      for (let j = 0; j < i; j++) a[at + j]! -= dot * v[j]!
    }
  }
}
