import { expect, it } from 'vitest'
import { principalComponents } from '../../engine/algebra/components'
import { spectrum } from '../../engine/algebra/eigenvalues'
import { singularValues } from '../../engine/algebra/singular'
import { symmetricEigen } from '../../engine/algebra/symmetric'
import { unstableDirections } from '../../engine/analyze/directions'
import { finish } from '../../engine/base/resumable'
import { stream } from '../../engine/base/random'

const SEED = 7
const random = stream(SEED, 'components')
const matrix = (rows: number, columns: number): Float64Array => Float64Array.from({ length: rows * columns }, () => random.normal())

it(`principal components are the eigenvectors of the covariance (seed ${SEED})`, () => {
  const [rows, n] = [60, 12]
  const data = matrix(rows, n).map((v, at) => v * 2 ** -(at % n))
  const { mean, directions, shares } = finish(principalComponents(rows, n, data, 3))
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

it('the unstable directions of a point are eigenvectors, for a complex pair their plane', () => {
  // Rotates the first two by a right angle and scales them by 1.5; the third shrinks, the fourth doubles.
  const j = Float64Array.of(0, -1.5, 0, 0, 1.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0.1, 2)
  const eigenvalues = spectrum(4, j).sort((a, b) => Math.hypot(...b) - Math.hypot(...a))
  const [doubling, one, other] = unstableDirections(4, j, eigenvalues)
  expect(doubling!.map(Math.abs)[3]).toBeCloseTo(1, 8)
  for (const v of [one!, other!]) expect(Math.hypot(v[0]!, v[1]!)).toBeCloseTo(1, 8)
})

it('eigenvalues are found in chains of delays too, where many are 0', () => {
  const [units, delays] = [3, [2, 3, 1]]
  const n = 18
  // With these seeds, rounding keeps a block of zeros from converging by itself.
  for (const seed of [661, 811]) {
    const normal = stream(seed, 'delays')
    const j = new Float64Array(n * n)
    const newest = delays.map((_, c) => units * delays.slice(0, c).reduce((a, b) => a + b, 0))
    const oldest = newest.map((at, c) => at + units * (delays[c]! - 1))
    delays.forEach((d, c) => {
      for (let k = units; k < units * d; k++) j[(newest[c]! + k) * n + newest[c]! + k - units] = 1
    })
    delays.forEach((_, c) => {
      for (let s = 0; s <= c; s++)
        for (let i = 0; i < units; i++)
          for (let k = 0; k < units; k++) if (s === c - 1 || (s === 0 && c === 0)) j[(newest[c]! + i) * n + oldest[s]! + k] = 0.6 * normal.normal()
    })
    for (let c = 1; c < delays.length; c++)
      for (let i = 0; i < units; i++) for (let q = 0; q < n; q++) j[(newest[c]! + i) * n + q]! += 0.3 * normal.normal() * j[(newest[c - 1]! + i) * n + q]!
    const found = spectrum(n, j)
    // Σ λᵏ is the trace of Jᵏ.
    let power = j
    for (let k = 1; k <= 6; k++) {
      const trace = Array.from({ length: n }, (_, i) => power[i * n + i]!).reduce((a, b) => a + b)
      const sum = found.reduce((total, [re, im]) => total + Math.hypot(re, im) ** k * Math.cos(k * Math.atan2(im, re)), 0)
      expect(sum, `seed ${seed}, power ${k}`).toBeCloseTo(trace, 7)
      const last = power
      power = Float64Array.from({ length: n * n }, (_, at) => {
        let entry = 0
        for (let q = 0; q < n; q++) entry += last[Math.floor(at / n) * n + q]! * j[q * n + (at % n)]!
        return entry
      })
    }
  }
})

it('of a matrix that is not finite, nothing is known', () => {
  expect(spectrum(2, [1, Infinity, 0, 1])).toEqual([
    [NaN, NaN],
    [NaN, NaN],
  ])
  expect(singularValues(2, [1, NaN, 0, 1])).toEqual([NaN, NaN])
})
