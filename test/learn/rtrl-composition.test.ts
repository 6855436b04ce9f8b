import { describe, expect, it } from 'vitest'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { makeRtrl, Rtrl } from '../../engine/learn/rtrl/rtrl'
import { elman, lstm, randomSequences } from '../bench/workloads'
import { modelOf } from '../documents'

const training: TrainingSpec = { algorithm: { kind: 'rtrl' }, precision: 'float64' }
const graphs: [string, GraphDocument][] = [
  ['Elman network', elman(3, 9, 2, training)],
  ['LSTM', lstm(3, 6, 2, training)],
]

/** Weights after an epoch of plain gradient steps, taken every `every` steps, over sequences of unequal length. */
function trained(document: GraphDocument, block: number, every: number, plain: boolean): Float64Array {
  const model = modelOf(document, { precision: 'float64', plain })
  const batch = [29, 23, 23, 10].map((length, b) => randomSequences(1, length, 3, 2, b)[0]!)
  const learner = makeRtrl(model, { variant: 'exact', every, washout: 2, block }, batch.length, 29)
  if (!(learner instanceof Rtrl)) throw new Error(learner.message)
  const { store, kernels } = model
  learner.program.refresh()
  for (const _ of learner.gradients(batch)) {
    kernels.axpy(1, store.trainable, -0.02, store.gradients, store.trainable, store.weights, store.trainable)
    kernels.fill(store.trainable, store.gradients, 0)
    learner.program.refresh()
  }
  const first = store.weights / kernels.bytes
  return Float64Array.from(kernels.view().subarray(first, first + store.trainable))
}

describe.each(graphs)('online RTRL of an %s', (_, document) => {
  it.each([
    [1, 4],
    [1, 7],
    [1, 64],
    [3, 5],
    [5, 3],
  ])('updates every %i steps: blocks of %i steps give the weights of single steps', (every, block) => {
    for (const plain of [false, true]) {
      const single = trained(document, 1, every, plain)
      const blocks = trained(document, block, every, plain)
      const farthest = single.reduce((most, x, i) => Math.max(most, Math.abs(x - blocks[i]!)), 0)
      expect(farthest).toBeLessThan(1e-12)
      expect(farthest).toBeGreaterThan(0)
    }
  })
})
