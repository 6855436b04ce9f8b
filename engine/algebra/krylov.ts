import { stream } from '../base/random'
import { spectrum } from './eigenvalues'

/** A square sparse matrix by rows: the entries of row i are at pointers[i] … pointers[i+1] − 1. */
export interface SparseRows {
  readonly n: number
  readonly pointers: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** Largest dimension of the Krylov space. */
const WIDEST = 200
/** Remainder of the start vector below which the space is large enough. */
const REST = 1e-12

/**
 * Returns the largest |λ| of a real matrix A, if the outermost eigenvalues are separated from the others.
 *
 * The spectrum of a random matrix fills a disc, without a gap below the largest eigenvalue, so a Krylov space of a random
 * vector would need very many dimensions. This one starts from v = Aᵏ r with r random: the power weights each eigenvalue's
 * component by |λ|ᵏ, and for a disc λᵏ is the polynomial that damps the interior most, so that only the few eigenvalues at
 * the rim remain. The space v, Av, A²v, … (Arnoldi 1951, orthogonalized twice) grows until it contains v's components
 * completely: with p the polynomial whose roots are the eigenvalues θ of A on the space, until ‖p(A)v‖ = Π h(j+1, j) is less
 * than 1e-12 ρᵐ. Then every eigenvalue with a component in v equals some θ; the others are smaller. k begins at n/3, which
 * is enough for a disc, and doubles until 200 dimensions suffice.
 *
 * @returns undefined if they never suffice, because hundreds of eigenvalues have about the same modulus.
 */
export function outermost(a: SparseRows): number | undefined {
  const { n } = a
  const random = stream(0, 'spectral-radius')
  let v = Float64Array.from({ length: n }, () => random.normal())
  let w = new Float64Array(n)
  normalize(v)
  let steps = 0
  let growth = 0
  for (let wanted = Math.ceil(n / 3); wanted <= 4 * n; wanted *= 2) {
    for (; steps < wanted; steps++) {
      multiply(a, v, w)
      growth = normalize(w)
      if (growth === 0) return 0
      ;[v, w] = [w, v]
    }
    const rim = project(a, v, growth)
    if (rim) return spectrum(rim.size, rim.hessenberg).reduce((most, [re, im]) => Math.max(most, Math.hypot(re, im)), 0)
  }
  return undefined
}

/** Projects A onto a Krylov space of v that contains v's components completely; row-major. `growth` approximates the spectral radius. */
function project(a: SparseRows, v: Float64Array, growth: number): { size: number; hessenberg: Float64Array } | undefined {
  const { n } = a
  const width = Math.min(WIDEST, n)
  const basis = [v]
  const h = new Float64Array(width * width)
  let left = 1
  for (let j = 0; j < width; j++) {
    const next = new Float64Array(n)
    multiply(a, basis[j]!, next)
    for (let pass = 0; pass < 2; pass++)
      for (let i = 0; i <= j; i++) {
        const b = basis[i]!
        let dot = 0
        for (let k = 0; k < n; k++) dot += b[k]! * next[k]!
        for (let k = 0; k < n; k++) next[k]! -= dot * b[k]!
        h[i * width + j]! += dot
      }
    const rest = normalize(next)
    left *= rest / growth
    if (left <= REST) {
      const size = j + 1
      return { size, hessenberg: Float64Array.from({ length: size * size }, (_, at) => h[Math.floor(at / size) * width + (at % size)]!) }
    }
    if (j + 1 < width) h[(j + 1) * width + j] = rest
    basis.push(next)
  }
  return undefined
}

function multiply({ n, pointers, columns, values }: SparseRows, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = 0
    const end = pointers[i + 1]!
    for (let e = pointers[i]!; e < end; e++) sum += values[e]! * x[columns[e]!]!
    y[i] = sum
  }
}

function length(v: Float64Array): number {
  let sum = 0
  for (let k = 0; k < v.length; k++) sum += v[k]! * v[k]!
  return Math.sqrt(sum)
}

/** Computes v / ‖v‖ in place and returns ‖v‖. */
function normalize(v: Float64Array): number {
  const norm = length(v)
  if (norm > 0) for (let k = 0; k < v.length; k++) v[k]! /= norm
  return norm
}
