import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { spectralRadius } from '../../engine/learn/spectral'
import { Trainer } from '../../engine/learn/trainer'
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

describe('ridge regression beside a solution with 60 digits', () => {
  it.each(table<RidgeCase>('ridge'))('$kind, λ = $lambda, bias $bias', (given) => {
    const { lambda, columns, units, bias } = given
    const { x, y } = regressionOf(given)
    const document = draw(
      { x: { type: 'input', size: columns }, y: { type: 'output', size: units, bias } }, { W: 'x → y' },
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
