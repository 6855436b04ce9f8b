interface Bounds {
  /** An off-diagonal entry counts as zero below this many rounding units of the largest row. */
  readonly rounding: number
  /** Most sweeps for one eigenvalue. */
  readonly sweeps: number
}

/**
 * Computes the eigenvalues of a symmetric tridiagonal matrix by QL with implicit shifts (Wilkinson & Reinsch 1971, imtql2;
 * Golub & Van Loan 2013, §8.3), in no particular order.
 *
 * @param d the diagonal; becomes the eigenvalues.
 * @param e the off-diagonal, e[i] between i and i+1, the last unused; overwritten.
 * @param rotate applies each rotation of the coordinates i and i+1, with sine s and cosine c, to a basis.
 * @throws when the iteration does not converge.
 */
export function implicitQl(
  d: Float64Array,
  e: Float64Array,
  { rounding, sweeps: most }: Bounds,
  rotate: (i: number, s: number, c: number) => void = () => undefined,
): void {
  const n = d.length
  let norm = 0
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]!) + Math.abs(e[i]!))
  for (let l = 0; l < n; l++)
    for (let sweeps = 0; ; sweeps++) {
      let m = l
      while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * Math.max(rounding * norm, Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++
      if (m === l) break
      if (sweeps === most) throw new Error('the iteration for eigenvalues did not converge')
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!)
      let r = Math.hypot(g, 1)
      g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r))
      let s = 1
      let c = 1
      let p = 0
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]!
        const b = c * e[i]!
        r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1]! -= p
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1]! - p
        r = (d[i]! - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
        rotate(i, s, c)
      }
      if (r === 0 && i >= l) continue
      d[l]! -= p
      e[l] = g
      e[m] = 0
    }
}
