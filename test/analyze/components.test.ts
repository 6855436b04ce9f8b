import { expect, it } from 'vitest'
import { principalComponents } from '../../engine/algebra/components'
import { spectrum } from '../../engine/algebra/eigenvalues'
import { singularValues } from '../../engine/algebra/singular'
import { symmetricEigen } from '../../engine/algebra/symmetric'
import { unstableDirections } from '../../engine/analyze/directions'
import { whole } from '../../engine/base/pieces'
import { stream } from '../../engine/base/random'

const SEED = 7
const random = stream(SEED, 'components')
const matrix = (rows: number, columns: number): Float64Array => Float64Array.from({ length: rows * columns }, () => random.normal())

it(`principal components are the eigenvectors of the covariance (seed ${SEED})`, () => {
  const [rows, n] = [60, 12]
  const data = matrix(rows, n).map((v, at) => v * 2 ** -(at % n))
  const { mean, directions, shares } = whole(principalComponents(rows, n, data, 3))
  const covariance = new Float64Array(n * n)
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) covariance[i * n + j]! += (data[r * n + i]! - mean[i]!) * (data[r * n + j]! - mean[j]!)
  const total = Array.from({ length: n }, (_, i) => covariance[i * n + i]!).reduce((a, b) => a + b)
  const { values, vectors } = symmetricEigen(n, covariance)
  const order = Array.from(values, (_, e) => e).sort((a, b) => values[b]! - values[a]!)
  directions.forEach((direction, k) => {
    const e = order[k]!
    const along = direction.reduce((sum, v, i) => sum + v * vectors[e * n + i]!, 0)
    expect(Math.abs(along)).toBeCloseTo(1, 9)
    expect(shares[k]).toBeCloseTo(values[e]! / total, 10)
  })
})

it(`singular values have the squares' sum, the determinant, and zeros of a matrix without full rank (seed ${SEED})`, () => {
  for (const n of [1, 2, 3, 17, 60]) {
    const a = matrix(n, n)
    const values = singularValues(n, a)
    expect(values).toEqual([...values].sort((x, y) => y - x))
    expect(values.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(
      a.reduce((sum, v) => sum + v * v, 0),
      8,
    )
    const moduli = spectrum(n, a).reduce((product, [re, im]) => product * Math.hypot(re, im), 1)
    expect(values.reduce((product, v) => product * v, 1) / moduli).toBeCloseTo(1, 8)
  }
  const low = Float64Array.from({ length: 25 }, (_, at) => Math.floor(at / 5) + (at % 5))
  expect(
    singularValues(5, low)
      .slice(2)
      .every((v) => v < 1e-13),
  ).toBe(true)
  expect(singularValues(3, new Float64Array(9))).toEqual([0, 0, 0])
  expect(singularValues(0, [])).toEqual([])
})

it('directions in which a point is left are eigenvectors, of a complex pair their plane', () => {
  // Rotates the first two by a right angle, 1.5-fold; the third shrinks, the fourth doubles.
  const j = Float64Array.of(0, -1.5, 0, 0, 1.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0.1, 2)
  const eigenvalues = spectrum(4, j).sort((a, b) => Math.hypot(...b) - Math.hypot(...a))
  const [doubling, one, other] = unstableDirections(4, j, eigenvalues)
  expect(doubling!.map(Math.abs)[3]).toBeCloseTo(1, 8)
  for (const v of [one!, other!]) expect(Math.hypot(v[0]!, v[1]!)).toBeCloseTo(1, 8)
})
