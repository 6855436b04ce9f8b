import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { stream } from '../../../engine/base/random'
import type { GraphDocument, InlineSequence, TrainingSpec } from '../../../engine/document/types'
import { checkGradients } from '../../../engine/learn/check/gradient-check'
import { Trainer } from '../../../engine/learn/train/trainer'
import { addBlock } from '../../../renderer/editing/blocks'
import { type newerNames } from '../../../renderer/editing/newerBlocks'
import { modelOf } from '../../documents'
import { inlineSequences } from '../../gradients/sequences'
import { dataset, finish } from '../../learn/helpers'

const STEPS = 40

/** Sequences whose target is the sum of the inputs of this step and of two steps before; its variance is 2. */
const memory: InlineSequence[] = Array.from({ length: 6 }, (_, s) => {
  const random = stream(7, `memory ${s}`)
  const x = Array.from({ length: STEPS }, () => [random.normal()])
  return { x, y: x.map(([now], t) => [now! + (x[t - 2]?.[0] ?? 0)]) }
})

const drawn = (
  block: (typeof newerNames)[number],
  nodes: GraphDocument['nodes'],
  sequences: InlineSequence[],
  training: TrainingSpec,
  size = 8,
): GraphDocument =>
  produce<GraphDocument>({ format: 'unfold-graph', version: 1, nodes, edges: {}, data: { kind: 'inline', sequences }, training }, (draft) => {
    addBlock(draft, block, size, { x: 0, y: 0 }, { from: Object.hasOwn(nodes, 'x') ? ['x'] : [], to: Object.hasOwn(nodes, 'y') ? ['y'] : [] })
  })

const lossOf = (document: GraphDocument): number => {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  finish(trainer)
  return trainer.evaluate().scores.train!.loss
}

/** The loss (half the mean squared error) that each reaches on the memory task, where predicting the mean has 1. */
const reached = { 'layer-norm': 0.1, mgu: 0.1, mingru: 0.35, lru: 0.02, attention: 0.1, spiking: 0.8, continuous: 0.6 } as const

const ends = { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } }

describe.each(Object.keys(reached) as (keyof typeof reached)[])('the block %s', (name) => {
  const document = drawn(name, ends, memory, { epochs: 120, batchSize: 2, optimizer: { kind: 'adam', learningRate: 0.02 } })

  it('learns to remember, to the stated loss', () => {
    expect(lossOf(document)).toBeLessThan(reached[name])
  })

  it('has the same gradients by BPTT, RTRL and differences', () => {
    const small = drawn(name, ends, [{ x: memory[0]!.x!.slice(0, 8), y: memory[0]!.y!.slice(0, 8) }], {}, 3)
    expect(checkGradients(modelOf(small), inlineSequences(small))).toMatchObject({ agrees: true, rtrlMissing: null })
  })
})

it('the tied autoencoder finds the two directions of its data', () => {
  const random = stream(3, 'codes')
  const rows = Array.from({ length: 60 }, () => {
    const [a, b] = [random.normal() / 2, random.normal() / 2]
    return [a, b, a + b, a - b]
  })
  const document = drawn('autoencoder', {}, [{ x: rows, y: rows }], { epochs: 400, optimizer: { kind: 'levenberg-marquardt' } }, 4)
  const linear = produce(document, (draft) => {
    draft.nodes.h!.activation = 'linear'
  })
  expect(lossOf(linear)).toBeLessThan(1e-6)
})

it('the siamese pair learns whether two sequences are the same', () => {
  const random = stream(4, 'pairs')
  const sequences = Array.from({ length: 24 }, (_, i): InlineSequence => {
    const one = Array.from({ length: 5 }, () => [random.normal(), random.normal()])
    const other = i % 2 === 0 ? one : Array.from({ length: 5 }, () => [random.normal(), random.normal()])
    return { x_1: one, x_2: other, y: one.map((_row, t) => (t === 4 ? [i % 2] : null)) }
  })
  const nodes = { y: { type: 'output', size: 1, activation: 'logistic', loss: 'cross-entropy' } }
  const document = drawn('siamese', nodes, sequences, { epochs: 120, batchSize: 24, optimizer: { kind: 'adam', learningRate: 0.03 } }, 2)
  // Per step of five, of which one has a target: chance is ln 2 / 5.
  expect(lossOf(document)).toBeLessThan(0.06)
})
