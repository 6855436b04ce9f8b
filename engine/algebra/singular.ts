/** Cosine below which columns count as orthogonal and rotations stop. */
const ORTHOGONAL = 1e-15
const SWEEPS = 60

/**
 * Singular values of an n × n matrix, row-major, falling: columns are rotated in pairs until they are orthogonal, and
 * their lengths are the values (one-sided Jacobi; Hestenes 1958; Golub & Van Loan 2013, §8.6.3). Small values are as
 * accurate as large ones, which the eigenvalues of AᵀA would not give.
 */
export function singularValues(n: number, matrix: ArrayLike<number>): number[] {
  // Columns lie side by side.
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[j * n + i] = matrix[i * n + j]!
  for (let sweep = 0, rotated = true; rotated && sweep < SWEEPS; sweep++) {
    rotated = false
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        let pp = 0
        let qq = 0
        let pq = 0
        for (let i = 0; i < n; i++) {
          const x = a[p * n + i]!
          const y = a[q * n + i]!
          pp += x * x
          qq += y * y
          pq += x * y
        }
        if (Math.abs(pq) <= ORTHOGONAL * Math.sqrt(pp * qq)) continue
        rotated = true
        const zeta = (qq - pp) / (2 * pq)
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
        const c = 1 / Math.sqrt(1 + t * t)
        const s = c * t
        for (let i = 0; i < n; i++) {
          const x = a[p * n + i]!
          const y = a[q * n + i]!
          a[p * n + i] = c * x - s * y
          a[q * n + i] = s * x + c * y
        }
      }
  }
  return Array.from({ length: n }, (_, j) => norm(a.subarray(j * n, (j + 1) * n))).sort((x, y) => y - x)
}

const norm = (v: Float64Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0))
