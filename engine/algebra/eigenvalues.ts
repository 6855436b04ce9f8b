import { finish, within, type Pieces } from '../base/resumable'

/**
 * Returns all eigenvalues of a real n × n matrix, row-major, as pairs of real and imaginary part; conjugate pairs are
 * adjacent. Reduces to Hessenberg form by elimination, then uses QR iteration with implicit double shifts, which finds
 * complex pairs in real arithmetic (Wilkinson & Reinsch 1971, elmhes and hqr). NaN if the matrix is not finite.
 */
export const spectrum = (n: number, matrix: ArrayLike<number>): [number, number][] => finish(findingSpectrum(n, matrix))

/** As `spectrum`, sweep by sweep. */
export function* findingSpectrum(n: number, matrix: ArrayLike<number>): Pieces<[number, number][]> {
  const given = Float64Array.from(matrix)
  if (!given.every(Number.isFinite)) return Array.from(Array(n), () => [NaN, NaN])
  const a = balanced(n, given)
  yield* within(hessenberg(n, a), 0, 0.2)
  const found: [number, number][] = []
  yield* within(
    eigenvalues(n, a, (re, im) => found.push([re, im])),
    0.2,
    1,
  )
  return found
}

/**
 * Sweeps after which values count as 0 that are small beside the whole matrix, with each further sweep four times larger
 * ones. Eigenvalues of 0 in chains, as delays give, are lost to rounding beyond ε to the power 1/length anyway.
 */
const PATIENCE = 30

const sizeOf = (a: Float64Array): number => a.reduce((sum, v) => sum + Math.abs(v), 0)

/**
 * Returns D⁻¹ A D with powers of 2 in D that balance rows and columns (Parlett & Reinsch 1969), if the units of A
 * differ so much that its eigenvalues would be lost to rounding; otherwise A itself.
 */
function balanced(n: number, a: Float64Array): Float64Array {
  const b = a.slice()
  for (let again = true; again; ) {
    again = false
    for (let i = 0; i < n; i++) {
      let row = 0
      let column = 0
      for (let j = 0; j < n; j++) {
        if (j === i) continue
        row += Math.abs(b[i * n + j]!)
        column += Math.abs(b[j * n + i]!)
      }
      if (row === 0 || column === 0) continue
      const d = 2 ** Math.round(Math.log2(row / column) / 2)
      if (!(row / d + column * d < 0.95 * (row + column))) continue
      again = true
      for (let j = 0; j < n; j++) {
        b[i * n + j]! /= d
        b[j * n + i]! *= d
      }
    }
  }
  return sizeOf(b) < sizeOf(a) / 16 ? b : a
}

function* hessenberg(n: number, a: Float64Array): Pieces<void> {
  for (let m = 1; m < n - 1; m++) {
    yield m / n
    let x = 0
    let pivot = m
    for (let j = m; j < n; j++)
      if (Math.abs(a[j * n + m - 1]!) > Math.abs(x)) {
        x = a[j * n + m - 1]!
        pivot = j
      }
    if (pivot !== m) {
      for (let j = m - 1; j < n; j++) swap(a, pivot * n + j, m * n + j)
      for (let j = 0; j < n; j++) swap(a, j * n + pivot, j * n + m)
    }
    if (x === 0) continue
    for (let i = m + 1; i < n; i++) {
      let y = a[i * n + m - 1]!
      if (y === 0) continue
      y /= x
      a[i * n + m - 1] = y
      for (let j = m; j < n; j++) a[i * n + j]! -= y * a[m * n + j]!
      for (let j = 0; j < n; j++) a[j * n + m]! += y * a[j * n + i]!
    }
  }
  for (let i = 2; i < n; i++) for (let j = 0; j < i - 1; j++) a[i * n + j] = 0
}

function swap(a: Float64Array, i: number, j: number): void {
  const t = a[i]!
  a[i] = a[j]!
  a[j] = t
}

function* eigenvalues(n: number, a: Float64Array, emit: (re: number, im: number) => void): Pieces<void> {
  const at = (i: number, j: number): number => a[i * n + j]!
  let norm = 0
  for (let i = 0; i < n; i++) for (let j = Math.max(i - 1, 0); j < n; j++) norm += Math.abs(at(i, j))
  let high = n - 1
  let shift = 0
  let iterations = 0
  while (high >= 0) {
    let low = high
    for (; low >= 1; low--) {
      const diagonal = Math.abs(at(low - 1, low - 1)) + Math.abs(at(low, low)) || norm
      const scale = iterations < PATIENCE ? diagonal : Math.max(diagonal, (norm / n) * 4 ** (iterations - PATIENCE))
      if (Math.abs(at(low, low - 1)) <= Number.EPSILON * scale) {
        a[low * n + low - 1] = 0
        break
      }
    }
    let x = at(high, high)
    if (low === high) {
      emit(x + shift, 0)
      high--
      iterations = 0
      continue
    }
    let y = at(high - 1, high - 1)
    let w = at(high, high - 1) * at(high - 1, high)
    if (low === high - 1) {
      const p = 0.5 * (y - x)
      const q = p * p + w
      const root = Math.sqrt(Math.abs(q))
      x += shift
      if (q >= 0) {
        const z = p + (p >= 0 ? root : -root)
        emit(x + z, 0)
        emit(z === 0 ? x : x - w / z, 0)
      } else {
        emit(x + p, root)
        emit(x + p, -root)
      }
      high -= 2
      iterations = 0
      continue
    }
    if (iterations > 0 && iterations % 10 === 0) {
      // An exceptional shift, in case the ordinary ones cycle.
      shift += x
      for (let i = 0; i <= high; i++) a[i * n + i]! -= x
      const s = Math.abs(at(high, high - 1)) + Math.abs(at(high - 1, high - 2))
      x = y = 0.75 * s
      w = -0.4375 * s * s
    }
    iterations++
    yield 1 - (high + 1) / n
    doubleShift(n, a, low, high, x, y, w)
  }
}

/** One implicit double-shift QR sweep over rows low … high. */
function doubleShift(n: number, a: Float64Array, low: number, high: number, x: number, y: number, w: number): void {
  const at = (i: number, j: number): number => a[i * n + j]!
  let p = 0
  let q = 0
  let r = 0
  let m = high - 2
  for (; m >= low; m--) {
    const z = at(m, m)
    const rr = x - z
    const ss = y - z
    p = (rr * ss - w) / at(m + 1, m) + at(m, m + 1)
    q = at(m + 1, m + 1) - z - rr - ss
    r = at(m + 2, m + 1)
    const s = Math.abs(p) + Math.abs(q) + Math.abs(r)
    p /= s
    q /= s
    r /= s
    if (m === low) break
    const u = Math.abs(at(m, m - 1)) * (Math.abs(q) + Math.abs(r))
    const v = Math.abs(p) * (Math.abs(at(m - 1, m - 1)) + Math.abs(z) + Math.abs(at(m + 1, m + 1)))
    if (u <= Number.EPSILON * v) break
  }
  for (let i = m; i < high - 1; i++) {
    a[(i + 2) * n + i] = 0
    if (i !== m) a[(i + 2) * n + i - 1] = 0
  }
  for (let k = m; k < high; k++) {
    let scale = 0
    if (k !== m) {
      p = at(k, k - 1)
      q = at(k + 1, k - 1)
      r = k + 1 !== high ? at(k + 2, k - 1) : 0
      scale = Math.abs(p) + Math.abs(q) + Math.abs(r)
      if (scale !== 0) {
        p /= scale
        q /= scale
        r /= scale
      }
    }
    const length = Math.sqrt(p * p + q * q + r * r)
    const s = p >= 0 ? length : -length
    if (s === 0) continue
    if (k === m) {
      if (low !== m) a[k * n + k - 1] = -at(k, k - 1)
    } else a[k * n + k - 1] = -s * scale
    p += s
    const fx = p / s
    const fy = q / s
    const fz = r / s
    q /= p
    r /= p
    for (let j = k; j <= high; j++) {
      let t = at(k, j) + q * at(k + 1, j)
      if (k + 1 !== high) {
        t += r * at(k + 2, j)
        a[(k + 2) * n + j]! -= t * fz
      }
      a[(k + 1) * n + j]! -= t * fy
      a[k * n + j]! -= t * fx
    }
    const last = Math.min(high, k + 3)
    for (let i = low; i <= last; i++) {
      let t = fx * at(i, k) + fy * at(i, k + 1)
      if (k + 1 !== high) {
        t += fz * at(i, k + 2)
        a[i * n + k + 2]! -= t * r
      }
      a[i * n + k + 1]! -= t * q
      a[i * n + k]! -= t
    }
  }
}
