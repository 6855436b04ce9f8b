import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { Sequence } from '../../engine/data/types'
import type { Precision } from '../../engine/kernels/types'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { draw, lstmNodes, lstmWires, modelOf } from '../documents'
import { dataset, oneEpoch } from './helpers'

const training = (precision: Precision): TrainingSpec => ({
  precision,
  seed: 5,
  batchSize: 4,
  optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  epochs: 1,
})

const elman = (precision: Precision): GraphDocument =>
  draw(
    { x: { type: 'input', size: 3 }, h: { type: 'layer', size: 20 }, c: { type: 'context' }, y: { type: 'output', size: 2 } },
    { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
    { training: training(precision) },
  )

const lstm = (precision: Precision): GraphDocument =>
  draw(lstmNodes(3, 12, { size: 2, activation: 'softmax', loss: 'cross-entropy' }), lstmWires, { training: training(precision) })

/** Eleven sequences of 10 to 40 steps: three updates of ragged batches. */
function sequences(): Sequence[] {
  return Array.from({ length: 11 }, (_, i) => {
    const random = stream(17, `precision/${i}`)
    const length = 10 + random.integer(31)
    const values = new Float64Array(2 * length)
    for (let t = 0; t < length; t++) values[2 * t + random.integer(2)] = 1
    return {
      length,
      inputs: { x: Float64Array.from({ length: 3 * length }, () => random.normal()) },
      targets: { y: { values, present: new Uint8Array(length).fill(1) } },
    }
  })
}

const epoch = (document: GraphDocument) => oneEpoch(modelOf(document), dataset(sequences()))

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0))

describe('training in float32', () => {
  it.each([
    ['Elman', elman],
    ['LSTM', lstm],
  ] as const)('agrees with float64 to 1e-4 after an epoch: %s', (_, document) => {
    const single = epoch(document('float32'))
    const double = epoch(document('float64'))
    expect(Math.abs(single.loss / double.loss - 1)).toBeLessThan(1e-4)
    for (const [name, wanted] of double.weights) {
      const difference = norm(single.weights.get(name)!.map((w, i) => w - wanted[i]!))
      expect(difference, name).toBeLessThanOrEqual(1e-4 * norm(wanted))
    }
  })
})
