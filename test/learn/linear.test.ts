import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { spectralRadius } from '../../engine/learn/model/spectral-radius'
import { Trainer } from '../../engine/learn/train/trainer'
import { inlineSequences } from '../gradients/sequences'
import { draw, modelOf } from '../documents'
import { dataset, finish } from './helpers'
import { matrixOf, regressionOf, type RidgeCase, type SpectralCase } from './linear-cases'

const table = <T>(name: string): T[] => JSON.parse(readFileSync(new URL(`../fixtures/linear/${name}.json`, import.meta.url), 'utf8')) as T[]

describe('the spectral radius beside LAPACK', () => {
  it.each(table<SpectralCase>('spectral'))('$kind, $n × $n', (given) => {
    const found = spectralRadius(given.n, matrixOf(given))
    expect(Math.abs(found - given.radius) / given.radius).toBeLessThan(1e-6)
  })
})

describe('the spectral radius of a matrix with parts outside all cycles', () => {
  const n = 60
  const at = (i: number, j: number): number => ((i * 7) % n) * n + ((j * 7) % n)
  const random = stream(1, 'triangle')
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[at(i, j)] = random.normal()

  it('is exactly 0 without a cycle, despite rounding', () => {
    expect(spectralRadius(n, matrix)).toBe(0)
  })

  it('is that of the cycles', () => {
    const ring = matrix.slice()
    for (const [i, j, w] of [
      [20, 3, 1.5],
      [40, 20, 2],
      [40, 3, 0],
      [3, 40, 9],
    ] as const)
      ring[at(i, j)] = w
    for (let k = 4; k < 40; k++) if (k !== 20) for (const i of [20, 40]) ring[at(i, k)] = ring[at(k, 3)] = 0
    // 3 → 20 → 40 → 3: λ³ = 1.5 · 2 · 9.
    expect(spectralRadius(n, ring)).toBeCloseTo(3, 9)
  })
})

describe('least squares for which the normal equations lose every digit', () => {
  it('is solved from the rows up to rounding, with a bias and without', () => {
    // Powers of t on [0, 1]: the condition is 1e11, its square beyond what float64 holds.
    const columns = 14
    const x = Array.from({ length: 300 }, (_, t) => Array.from({ length: columns }, (_, j) => (t / 299) ** (j + 1)))
    for (const bias of [true, false]) {
      const y = x.map((row) => [row.reduce((sum, v, j) => sum + (j % 2 === 0 ? v : -v), bias ? 3 : 0)])
      const document = draw(
        { x: { type: 'input', size: columns }, y: { type: 'output', size: 1, bias } },
        { W: 'x → y' },
        { training: { algorithm: { kind: 'readout', ridge: 0 } }, data: { kind: 'inline', sequences: [{ x, y }] } },
      )
      const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
      finish(trainer)
      const w = trainer.model.store.read('W')
      const b = bias ? trainer.model.store.read('y.bias')[0]! : 0
      const off = Math.max(...x.map((row, t) => Math.abs(row.reduce((sum, v, j) => sum + w[j]! * v, b) - y[t]![0]!)))
      expect(off).toBeLessThan(1e-11)
      w.forEach((value, j) => expect(value).toBeCloseTo(j % 2 === 0 ? 1 : -1, 3))
    }
  })
})

describe('ridge regression beside a solution with 60 digits', () => {
  it.each(table<RidgeCase>('ridge'))('$kind, λ = $lambda, bias $bias', (given) => {
    const { lambda, columns, units, bias } = given
    const { x, y } = regressionOf(given)
    const document = draw(
      { x: { type: 'input', size: columns }, y: { type: 'output', size: units, bias } },
      { W: 'x → y' },
      { training: { algorithm: { kind: 'readout', ridge: lambda } }, data: { kind: 'inline', sequences: [{ x, y }] } },
    )
    const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    finish(trainer)
    const { store } = trainer.model
    const wanted = given.weights.flat()
    const norm = Math.hypot(...wanted)
    const distance = Math.hypot(...store.read('W').map((w, i) => w - wanted[i]!))
    expect(distance / norm).toBeLessThan(1e-8)
    if (bias) store.read('y.bias').forEach((b, i) => expect(Math.abs(b - given.offset[i]!) / Math.max(1, Math.abs(given.offset[i]!), norm)).toBeLessThan(1e-8))
  })
})
