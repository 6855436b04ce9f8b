import { describe, expect, it } from 'vitest'
import { dataSizes, prepareData, readData } from '../../engine/data'
import { compile } from '../../engine/compile'
import type { GraphDocument, InlineSequence } from '../../engine/document/types'
import { measures, solvedBy, type Judged } from '../../engine/learn/evaluate/measures'
import { squaredCorrelation } from '../../engine/learn/evaluate/measures/series'
import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { draw } from '../documents'
import { finish } from './helpers'

function judged(document: GraphDocument, part: Judged['part'] = 'train', tolerance = 0): Judged & { trainer: Trainer } {
  const data = readData(document, { text: () => undefined })
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors } = prepareData(document, registry, compiled, data)
  if (!dataset) throw new Error(errors.map((e) => e.message).join('\n'))
  const model = new Model(compiled.network!)
  const trainer = Trainer.make(model, dataset)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  return { model, dataset, data, part, tolerance, trainer }
}

/** y = x, judged against the given targets. */
const copying = (sequences: InlineSequence[]): GraphDocument =>
  draw(
    { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
    { W: 'x → y' },
    { weights: { W: { shape: [1, 1], data: [1] }, 'y.bias': { shape: [1], data: [0] } }, data: { kind: 'inline', sequences } },
  )

describe('rules for sequences', () => {
  const document = copying([
    { x: [[1], [2]], y: [null, [2.2]] },
    { x: [[0], [1]], y: [[0.1], [1.5]] },
    { x: [[0]], y: [[0.9]] },
  ])

  it('count a sequence if every error is below the tolerance', () => {
    expect(measures.within(judged(document, 'train', 0.3))).toBeCloseTo(1 / 3)
    expect(measures.within(judged(document, 'train', 1))).toBe(1)
    expect(solvedBy.within!(judged(document, 'train', 0.6))).toBe(false)
    expect(solvedBy.within!(judged(document, 'train', 1))).toBe(true)
  })

  it('take the mean absolute error only over the targets', () => {
    expect(measures.absolute(judged(document))).toBeCloseTo((0.2 + 0.1 + 0.5 + 0.9) / 4)
  })

  it('count a sequence as right if every unit is on the side of its target', () => {
    // Errors of 0.1 and 0.5 leave the side of ½ as it is; 0 for 0.9 does not.
    expect(measures.whole(judged(document))).toBeCloseTo(2 / 3)
  })
})

it('reports how far the coverage of a band of quantiles is from its nominal value', () => {
  const output = (quantile: number) => ({ type: 'output', size: 1, loss: 'quantile', quantile, columns: ['y'] })
  const of = (low: number, high: number): GraphDocument =>
    draw(
      { u: { type: 'input', size: 1, columns: ['y'] }, low: output(0.1), mid: output(0.5), high: output(0.9) },
      { W_low: 'u → low', W_mid: 'u → mid', W_high: 'u → high' },
      {
        weights: Object.fromEntries(
          [
            ['low', low],
            ['mid', 0],
            ['high', high],
          ].flatMap(([id, bias]) => [
            [`W_${id}`, { shape: [1, 1], data: [0] }],
            [`${id}.bias`, { shape: [1], data: [bias as number] }],
          ]),
        ),
        data: { kind: 'task', task: 'sine', options: { length: 1000, amplitude: 1 }, seed: 1 },
      },
    )
  // A sine is below sin a for half of the time and a/π.
  expect(measures['coverage-gap'](judged(of(-1.1, 1.1), 'test'))).toBeCloseTo(0.2)
  expect(measures['coverage-gap'](judged(of(-Math.sin(0.4 * Math.PI), Math.sin(0.4 * Math.PI)), 'test'))).toBeLessThan(0.02)
  expect(measures['coverage-gap'](judged(of(0.5, -0.5), 'test'))).toBeCloseTo(0.8)
})

it('reports bits of the steps that have a target', () => {
  // Net inputs 0 and ln 3: probabilities ¼ and ¾.
  const document = draw(
    { x: { type: 'input', size: 1 }, y: { type: 'output', size: 2, activation: 'softmax', loss: 'cross-entropy' } },
    { W: 'x → y' },
    {
      weights: { W: { shape: [2, 1], data: [0, Math.log(3)] }, 'y.bias': { shape: [2], data: [0, 0] } },
      data: { kind: 'inline', sequences: [{ x: [[1], [1], [1]], y: [[1, 0], [0, 1], null] }] },
    },
  )
  expect(measures.bits(judged(document))).toBeCloseTo((2 + Math.log2(4 / 3)) / 2)
})

it('no symbol is legal if all outputs are equally active', () => {
  const document = draw(
    { x: { type: 'input', size: 7 }, y: { type: 'output', size: 7 } },
    { W: { from: 'x', to: 'y', init: { kind: 'constant', value: 0 } } },
    { data: { kind: 'task', task: 'reber', options: { train: 5, test: 5 } } },
  )
  expect(measures.legal(judged(document, 'test'))).toBe(0)
})

it('legality needs two symbols, not one', () => {
  // In the plain grammar, two consecutive symbols determine the state; a linear readout of both learns it.
  const document = draw(
    {
      x: { type: 'input', size: 7 },
      c: { type: 'context' },
      h: { type: 'layer', size: 30 },
      y: { type: 'output', size: 7, activation: 'softmax', loss: 'cross-entropy' },
    },
    { copy: 'x → c', W_x: 'x → h', W_c: 'c → h', W_h: 'h → y' },
    {
      data: { kind: 'task', task: 'reber', options: { train: 100, test: 50 } },
      training: { epochs: 60, batchSize: 5, optimizer: { kind: 'adam', learningRate: 0.02 } },
    },
  )
  const all = judged(document, 'test')
  finish(all.trainer)
  expect(measures.legal(all)).toBeGreaterThan(0.9)
})

it('a delay line of five taps has a memory capacity of five', () => {
  const taps = [1, 2, 3, 4]
  const document = draw(
    {
      u: { type: 'input', size: 1 },
      ...Object.fromEntries(taps.map((k) => [`c${k}`, { type: 'context' as const, delay: k }])),
      y: { type: 'output', size: 8 },
    },
    {
      W0: 'u → y',
      ...Object.fromEntries(
        taps.flatMap((k) => [
          [`in${k}`, `u → c${k}`],
          [`W${k}`, `c${k} → y`],
        ]),
      ),
    },
    { data: { kind: 'task', task: 'memory-capacity', options: { length: 3_000, lags: 7 } }, training: { algorithm: { kind: 'readout', ridge: 1e-9 } } },
  )
  const all = judged(document, 'test')
  finish(all.trainer)
  // The three further lags have only a chance correlation.
  expect(measures['memory-capacity'](all)).toBeGreaterThan(4.999)
  expect(measures['memory-capacity'](all)).toBeLessThan(5.1)
})

it('r² is that of a straight line', () => {
  expect(
    squaredCorrelation([
      [0, 1],
      [1, -1],
      [2, -3],
    ]),
  ).toBeCloseTo(1)
  expect(
    squaredCorrelation([
      [0, 1],
      [1, 0],
      [2, 1],
    ]),
  ).toBeCloseTo(0)
  expect(
    squaredCorrelation([
      [1, 1],
      [1, 2],
    ]),
  ).toBe(0)
})

it('the error of the temporal XOR is 1 if every step has the same error', () => {
  const document = draw(
    { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
    { W: 'x → y' },
    { data: { kind: 'task', task: 'temporal-xor' }, weights: { W: { shape: [1, 1], data: [0] }, 'y.bias': { shape: [1], data: [0.5] } } },
  )
  expect(measures['third-step'](judged(document, 'test'))).toBeCloseTo(1)
})

it('NRMSE₈₄ is that of the 84th step after the washout, in the units of the series', () => {
  const document = (weight: number): GraphDocument =>
    draw(
      { u: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['x'] } },
      { W: 'u → y' },
      {
        data: { kind: 'task', task: 'mackey-glass', options: { length: 300, test: 3, testLength: 200 } },
        training: { washout: 100 },
        weights: { W: { shape: [1, 1], data: [weight] } },
      },
    )
  expect(measures['nrmse-84'](judged(document(1), 'test'))).toBeCloseTo(0)
  const all = judged(document(0), 'test')
  // Predicting x = 0, which is y = 1, misses each y by its distance from 1.
  const values = all.dataset.test.map(({ targets }) => Array.from(targets.y!.values, Math.atanh))
  const flat = values.flat()
  const mean = flat.reduce((sum, y) => sum + y, 0) / flat.length
  const variance = flat.reduce((sum, y) => sum + (y - mean) ** 2, 0) / flat.length
  const squares = values.reduce((sum, of) => sum + of[183]! ** 2, 0) / values.length
  expect(measures['nrmse-84'](all)).toBeCloseTo(Math.sqrt(squares / variance))
})
