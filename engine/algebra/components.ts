import type { Pieces } from '../base/resumable'
import { stream } from '../base/random'
import { symmetricEigen } from './symmetric'

/** Extra directions in the iterated subspace, so that the requested ones converge. */
const BESIDE = 4
const ITERATIONS = 200
/** Relative change of the variances below which the iteration has converged. */
const STILL = 1e-13

export interface Components {
  readonly mean: Float64Array
  /** Orthonormal directions by decreasing variance. */
  readonly directions: readonly Float64Array[]
  /** The share of the total variance of each direction. */
  readonly shares: readonly number[]
}

/**
 * The first principal components of rows of n numbers: eigenvectors of their covariance by subspace iteration with
 * Rayleigh–Ritz (Golub & Van Loan 2013, §8.2.4), which takes O(rows · n) a round. The largest number of each is positive.
 *
 * @param data rows × n, row-major
 */
export function* principalComponents(rows: number, n: number, data: Float64Array, wanted: number): Pieces<Components> {
  const mean = new Float64Array(n)
  for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) mean[i]! += data[r * n + i]! / rows
  const centred = data.map((v, at) => v - mean[at % n]!)
  let total = 0
  for (const v of centred) total += v * v
  const block = Math.min(n, wanted + BESIDE)
  const random = stream(0, 'principal-components')
  let basis = orthonormal(Array.from({ length: block }, () => Float64Array.from({ length: n }, () => random.normal())))
  let values: number[] = []
  const rounds = total > 0 ? ITERATIONS : 0
  for (let i = 0; i < rounds; i++) {
    const images = basis.map((v) => times(rows, n, centred, v))
    yield i / ITERATIONS
    // Rayleigh–Ritz: restricted to the subspace, the covariance is a small matrix.
    const small = new Float64Array(block * block)
    images.forEach((image, a) => basis.forEach((v, b) => (small[a * block + b] = dot(image, v))))
    const { values: found, vectors } = symmetricEigen(block, symmetric(block, small))
    const order = Array.from(found, (_, e) => e).sort((a, b) => found[b]! - found[a]!)
    const next = order.map((e) => found[e]!)
    const turn = (of: readonly Float64Array[]): Float64Array[] => order.map((e) => combine(n, of, vectors.subarray(e * block, (e + 1) * block)))
    const settled = values.length > 0 && next.slice(0, wanted).every((v, k) => Math.abs(v - values[k]!) <= STILL * next[0]!)
    values = next
    basis = settled || block === n ? turn(basis) : orthonormal(turn(images))
    if (settled || block === n) break
  }
  const directions = basis.slice(0, Math.min(wanted, n)).map(upright)
  return { mean, directions, shares: directions.map((_, k) => (total > 0 ? Math.max(0, values[k] ?? 0) / total : 0)) }
}

/** Returns Xᵀ X v. */
function times(rows: number, n: number, x: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(n)
  for (let r = 0; r < rows; r++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += x[r * n + i]! * v[i]!
    for (let i = 0; i < n; i++) out[i]! += sum * x[r * n + i]!
  }
  return out
}

/** Orthonormalizes vectors by modified Gram–Schmidt, run twice; a vector that depends linearly on earlier ones becomes zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = []
  for (const given of vectors) {
    const v = given.slice()
    const before = Math.sqrt(dot(v, v))
    for (let pass = 0; pass < 2; pass++)
      for (const u of done) {
        const along = dot(u, v)
        for (let i = 0; i < v.length; i++) v[i]! -= along * u[i]!
      }
    const length = Math.sqrt(dot(v, v))
    const scale = length > 1e-14 * before ? 1 / length : 0
    done.push(v.map((x) => x * scale))
  }
  return done
}

function combine(n: number, vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const out = new Float64Array(n)
  vectors.forEach((v, k) => {
    for (let i = 0; i < n; i++) out[i]! += weights[k]! * v[i]!
  })
  return out
}

const symmetric = (n: number, a: Float64Array): Float64Array => a.map((_, at) => (a[at]! + a[(at % n) * n + Math.floor(at / n)]!) / 2)

/** Returns v or −v, the one whose largest number is positive. */
function upright(v: Float64Array): Float64Array {
  const largest = v.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0)
  return largest < 0 ? v.map((x) => -x) : v
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
