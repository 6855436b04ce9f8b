import { describe, expect, it } from 'vitest'
import type { AlgorithmSpec, GraphDocument, TrainingSpec } from '../../engine/document/types'
import { variants } from '../../engine/learn/rtrl/variants'
import { makeLearner, type GradientLearner } from '../../engine/learn/train/learner'
import { Trainer } from '../../engine/learn/train/trainer'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

/** Memories of several delays, a decay, a cell and a reservoir, and its sequences as one. */
const network = (training: TrainingSpec): GraphDocument =>
  draw(
    {
      x: { type: 'input', size: 2 },
      h: { type: 'layer', size: 3 },
      c: { type: 'context', delay: 3, initial: 0.4 },
      d: { type: 'context', decay: 0.5 },
      s: { type: 'cell' },
      f: { type: 'layer', size: 3, activation: 'logistic' },
      y: { type: 'output', size: 1 },
    },
    {
      W_xh: 'x → h',
      copy: 'h → c',
      mean: 'h → d',
      W_ch: 'c → h',
      W_dh: 'd → h',
      in: 'h → s',
      W_hf: 'h → f',
      forget: { from: 'f', to: 's.forget' },
      W_sy: 's → y',
      W_hy: 'h → y',
    },
    { training, data: elman().data! },
  )

const carrying = (training: TrainingSpec): GraphDocument => network({ ...training, carry: true })

function learnerOf(document: GraphDocument): { readonly model: ReturnType<typeof modelOf>; readonly learner: GradientLearner } {
  const model = modelOf(document)
  const learner = makeLearner(model, { longest: 40, sequences: 1 })
  if ('code' in learner || learner.kind !== 'gradient') throw new Error('no learner')
  learner.program.mode.training = true
  learner.program.refresh()
  return { model, learner }
}

/** The gradient of each sequence, one after the other, without updates; and the loss. */
function gradients(document: GraphDocument): { readonly losses: number[]; readonly sums: Float64Array[] } {
  const { model, learner } = learnerOf(document)
  const losses: number[] = []
  const sums: Float64Array[] = []
  for (const sequence of inlineSequences(document)) {
    model.kernels.fill(model.store.trainable, model.store.gradients, 0)
    let sum = 0
    for (const { loss } of learner.gradients([sequence])) sum += loss
    losses.push(sum)
    sums.push(new Float64Array(model.kernels.view().slice(model.store.gradients / 8, model.store.gradients / 8 + model.store.trainable)))
  }
  return { losses, sums }
}

/** The data as one sequence. */
function joined(document: GraphDocument): GraphDocument {
  const data = document.data!
  if (data.kind !== 'inline') throw new Error('inline data')
  return { ...document, data: { kind: 'inline', sequences: [{ x: data.sequences.flatMap(({ x }) => x!), y: data.sequences.flatMap(({ y }) => y!) }] } }
}

const close = (a: Float64Array, b: Float64Array, digits = 11): void => a.forEach((v, i) => expect(v).toBeCloseTo(b[i]!, digits))

describe('carry', () => {
  it('gives the losses of one long sequence', () => {
    const { losses } = gradients(carrying({}))
    const [whole] = gradients(joined(network({}))).losses
    expect(losses.reduce((a, b) => a + b)).toBeCloseTo(whole!, 12)
    expect(gradients(network({})).losses.reduce((a, b) => a + b)).not.toBeCloseTo(whole!, 3)
  })

  it('gives the gradient of one long sequence in which errors stop at the start of a sequence', () => {
    // Errors of every 6 steps go back to the start of the 6: two sequences of 6 steps are one of 12.
    const data = elman().data!
    if (data.kind !== 'inline') throw new Error('inline data')
    const { x, y } = data.sequences[1]!
    const half = (from: number) => ({ x: x!.slice(from, from + 6), y: y!.slice(from, from + 6) })
    const two = { ...carrying({}), data: { kind: 'inline' as const, sequences: [half(0), half(6)] } }
    const one = { ...network({ algorithm: { kind: 'bptt', horizon: 6, every: 6 } }), data: { kind: 'inline' as const, sequences: [{ x: x!, y: y! }] } }
    const [first, second] = gradients(two).sums
    const [whole] = gradients(one).sums
    close(
      first!.map((g, i) => g + second![i]!),
      whole!,
    )
    const windows = { ...two, training: { ...two.training, algorithm: { kind: 'bptt' as const, horizon: 6, every: 2, recompute: true } } }
    gradients(windows).sums.forEach((sum, i) => close(sum, [first!, second!][i]!))
  })

  it('is the same for RTRL, whose sensitivities start with the sequence', () => {
    const { sums } = gradients(carrying({}))
    for (const variant of variants.filter((one) => one === 'exact' || one === 'hybrid'))
      gradients(carrying({ algorithm: { kind: 'rtrl', variant } })).sums.forEach((sum, i) => close(sum, sums[i]!, 9))
  })

  it.each([
    { kind: 'bptt' },
    { kind: 'bptt', horizon: 3, every: 2 },
    { kind: 'rtrl' },
    { kind: 'rtrl', variant: 'snap-1' },
    { kind: 'rtrl', variant: 'uoro' },
  ] satisfies AlgorithmSpec[])('continues from a checkpoint to the same bits, also over epochs: %j', (algorithm) => {
    const document = carrying({ algorithm, epochs: 4 })
    const make = (): Trainer => Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
    const [whole, first, second] = [make(), make(), make()]
    finish(whole)
    while (first.epoch < 2) first.next()
    expect(second.resume(first.checkpoint())).toBeUndefined()
    finish(second)
    expect(second.model.weights()).toEqual(whole.model.weights())
  })

  it('changes the scores, but nothing for one sequence and one epoch', () => {
    const train = (document: GraphDocument): unknown => {
      const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
      finish(trainer)
      return [trainer.model.weights(), trainer.evaluate().scores.train!.loss]
    }
    expect(train(joined(carrying({ epochs: 1 })))).toEqual(train(joined(network({ epochs: 1 }))))
    expect(train(carrying({ epochs: 0 }))).not.toEqual(train(network({ epochs: 0 })))
  })

  it('is refused with a message if the state cannot be carried on', () => {
    const codes = (document: GraphDocument): string[] => compiled(document).errors.map(({ code }) => code)
    expect(codes(carrying({ batchSize: 2 }))).toEqual(['carry-unfit'])
    expect(codes(carrying({ optimizer: { kind: 'ekf' } }))).toEqual(['carry-unfit'])
    const { nodes, ...rest } = carrying({})
    expect(codes({ ...rest, nodes: { ...nodes, c: { type: 'context', initial: 'trainable' } } })).toEqual(['carry-unfit'])
  })
})
