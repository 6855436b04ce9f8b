import { components } from '../../compile/components'
import { spectrum } from '../../algebra/eigenvalues'
import { outermost, type SparseRows } from '../../algebra/krylov'

/** For larger blocks only the largest eigenvalues are computed. */
const ALL = 400

/**
 * Spectral radius max |λ| of a real n × n matrix, row-major. The strongly connected components of the graph of its
 * entries are the diagonal blocks of a block triangular form, whose spectra together are that of the matrix; entries on
 * no cycle contribute exactly 0. Computes all eigenvalues of blocks of up to 400 rows; of larger blocks the outermost
 * ones, or all if those do not separate from the rest.
 *
 * @throws if the iteration does not converge.
 */
export function spectralRadius(n: number, matrix: ArrayLike<number>): number {
  const whole = sparseRows(n, matrix)
  let radius = 0
  for (const members of components(n, (i) => whole.columns.subarray(whole.pointers[i], whole.pointers[i + 1]))) {
    const block = members.length === n ? whole : blockOf(whole, members)
    radius = Math.max(radius, (block.n > ALL ? outermost(block) : undefined) ?? radiusOf(block))
  }
  return radius
}

function radiusOf({ n, pointers, columns, values }: SparseRows): number {
  if (n === 1) return Math.abs(values[0] ?? 0)
  const dense = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let e = pointers[i]!; e < pointers[i + 1]!; e++) dense[i * n + columns[e]!] = values[e]!
  return spectrum(n, dense).reduce((most, [re, im]) => Math.max(most, Math.hypot(re, im)), 0)
}

function sparseRows(n: number, matrix: ArrayLike<number>): SparseRows {
  let count = 0
  for (let at = 0; at < n * n; at++) if (matrix[at] !== 0) count++
  const rows = { n, pointers: new Int32Array(n + 1), columns: new Int32Array(count), values: new Float64Array(count) }
  let e = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = matrix[i * n + j]!
      if (value === 0) continue
      rows.columns[e] = j
      rows.values[e++] = value
    }
    rows.pointers[i + 1] = e
  }
  return rows
}

/** The rows and columns of `members`, ascending. */
function blockOf({ n, pointers, columns, values }: SparseRows, members: readonly number[]): SparseRows {
  const place = new Int32Array(n).fill(-1)
  members.forEach((vertex, at) => (place[vertex] = at))
  const block = { n: members.length, pointers: new Int32Array(members.length + 1), columns: [] as number[], values: [] as number[] }
  members.forEach((vertex, at) => {
    for (let e = pointers[vertex]!; e < pointers[vertex + 1]!; e++) {
      if (place[columns[e]!]! < 0) continue
      block.columns.push(place[columns[e]!]!)
      block.values.push(values[e]!)
    }
    block.pointers[at + 1] = block.columns.length
  })
  return { ...block, columns: Int32Array.from(block.columns), values: Float64Array.from(block.values) }
}
