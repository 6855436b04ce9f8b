import type { RandomStream } from '../../base/random'
import { number, object } from '../../contract/schema'
import { defineInitializer, each } from './initializer'

/** `gain` times a matrix with orthonormal columns, or orthonormal rows if there are fewer rows; for a diagonal, ±`gain` at random. */
export const orthogonal = defineInitializer({
  settings: object({ gain: number({ default: 1 }) }),
  draw({ values, random, rows, columns, diagonal, place }, { gain }) {
    if (diagonal) return each(values, () => (random.uniform() < 0.5 ? -gain : gain))
    const q = orthonormal(rows, columns, random)
    place((i, j) => gain * q[i * columns + j]!)
  },
})

/**
 * Returns a rows × columns matrix with orthonormal columns (or rows, if there are fewer): modified Gram–Schmidt, run
 * twice, of normal vectors. This is the Q of a QR decomposition with a positive diagonal (Saxe, McClelland & Ganguli 2014).
 */
function orthonormal(rows: number, columns: number, random: RandomStream): Float64Array {
  const wide = columns > rows
  const length = wide ? columns : rows
  const many = wide ? rows : columns
  const vectors = Array.from({ length: many }, () => Float64Array.from({ length }, () => random.normal()))
  for (let i = 0; i < many; i++) {
    const v = vectors[i]!
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const u = vectors[j]!
        let dot = 0
        for (let k = 0; k < length; k++) dot += u[k]! * v[k]!
        for (let k = 0; k < length; k++) v[k]! -= dot * u[k]!
      }
    let norm = 0
    for (let k = 0; k < length; k++) norm += v[k]! * v[k]!
    norm = Math.sqrt(norm)
    for (let k = 0; k < length; k++) v[k]! /= norm
  }
  const q = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) q[i * columns + j] = wide ? vectors[i]![j]! : vectors[j]![i]!
  return q
}
