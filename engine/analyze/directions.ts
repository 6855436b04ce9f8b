/** Most eigenvectors reported of a point. */
const MOST = 3
/** Largest state whose eigenvectors are computed: a complex one takes O((2n)³). */
const LARGEST = 128

/**
 * Returns unit vectors in which the state leaves a fixed point: eigenvectors of the largest eigenvalues with |λ| ≥ 1; for
 * a complex pair, real and imaginary part, which span its plane. Uses inverse iteration (Golub & Van Loan 2013, §7.6.1).
 */
export function unstableDirections(n: number, jacobian: Float64Array, eigenvalues: readonly (readonly [number, number])[]): number[][] {
  const found: number[][] = []
  if (n > LARGEST) return found
  for (const [re, im] of eigenvalues) {
    if (Math.hypot(re, im) < 1 || im < 0 || found.length >= MOST) continue
    const m = im === 0 ? n : 2 * n
    const shift = 1e-9 * Math.max(1, Math.hypot(re, im))
    const a = new Float64Array(m * m)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const value = jacobian[i * n + j]! - (i === j ? re + shift : 0)
        a[i * m + j] = value
        if (m > n) {
          a[(n + i) * m + n + j] = value
          // (J − λ)(p + iq) has −im·p below and +im·q above.
          if (i === j) {
            a[i * m + n + j] = im
            a[(n + i) * m + j] = -im
          }
        }
      }
    let v: Float64Array = Float64Array.from({ length: m }, (_, i) => 1 / (1 + (i % 7)))
    for (let round = 0; round < 3; round++) v = unit(solve(m, a.slice(), v))
    for (let part = 0; part < m / n && found.length < MOST; part++) found.push(Array.from(unit(v.slice(part * n, (part + 1) * n))))
  }
  return found
}

/** Gaussian elimination with partial pivoting; a pivot of 0 is replaced by the smallest number. */
function solve(n: number, a: Float64Array, b: Float64Array): Float64Array {
  const x = b.slice()
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i
    if (pivot !== k) {
      for (let j = k; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[k * n + j]!]
      ;[x[k], x[pivot]] = [x[pivot]!, x[k]!]
    }
    a[k * n + k] ||= 1e-300
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!
      if (factor === 0) continue
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!
      x[i]! -= factor * x[k]!
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k]! -= a[k * n + j]! * x[j]!
    x[k]! /= a[k * n + k]!
  }
  return x
}

function unit(v: Float64Array): Float64Array {
  const largest = v.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  if (!(largest > 0)) return v
  const scaled = v.map((x) => x / largest)
  const length = Math.sqrt(scaled.reduce((sum, x) => sum + x * x, 0))
  return scaled.map((x) => x / length)
}
