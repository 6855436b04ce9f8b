import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult } from '../../engine/learn/check/gradient'
import { Trainer, type Progress } from '../../engine/learn/train/trainer'
import type { Dataset, Sequence } from '../../engine/data/types'
import { draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'

export function dataset(train: readonly Sequence[], validation: readonly Sequence[] = []): Dataset {
  return { train, validation, test: [], units: {}, categories: {}, variance: {}, fitted: undefined, columns: [] }
}

function trainerOf(document: GraphDocument, validation: readonly Sequence[] = []): Trainer {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document), validation))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  return trainer
}

function finish(trainer: Trainer): Progress[] {
  const seen: Progress[] = []
  for (;;) {
    const progress = trainer.next()
    seen.push(progress)
    if (progress.kind === 'done' || progress.kind === 'failed') return seen
  }
}

const weights = (trainer: Trainer): unknown => trainer.model.weights()

describe('training', () => {
  it('gives the same weights bit for bit from the same seed, and others from another', () => {
    const run = (seed: number): unknown => {
      const trainer = trainerOf(elman({ epochs: 5, seed, batchSize: 2, shuffle: true }))
      finish(trainer)
      return weights(trainer)
    }
    expect(run(3)).toEqual(run(3))
    expect(run(3)).not.toEqual(run(4))
  })

  it('by SGD is plain gradient descent: w − rate · gradient / steps', () => {
    const document = elman({ epochs: 1, batchSize: 4, optimizer: { kind: 'sgd', learningRate: 0.1 } })
    const trainer = trainerOf(document)
    const before = trainer.model.store.read('W_ch')
    const { gradients } = gradient(modelOf(document), inlineSequences(document), { horizon: null, every: null, recompute: false }) as GradientResult
    finish(trainer)
    const after = trainer.model.store.read('W_ch')
    const steps = 7 + 12 + 12 + 5
    after.forEach((w, i) => expect(w).toBeCloseTo(before[i]! - (0.1 * gradients.W_ch!.data[i]!) / steps, 13))
  })

  it.each([
    { horizon: null, every: undefined },
    { horizon: 4, every: 3 },
    { horizon: 3, every: 1 },
    { horizon: 12, every: 5 },
  ])('sums the gradients of sequences of different lengths in one batch: %o', ({ horizon, every }) => {
    const algorithm = { kind: 'bptt' as const, horizon, ...(every === undefined ? {} : { every }) }
    // A rate of zero keeps the weights constant, so that all updates of the batch add up to one gradient.
    const document = elman({ algorithm, epochs: 1, batchSize: 4, optimizer: { kind: 'sgd', learningRate: 0 } })
    const sequences = inlineSequences(document)
    const expected = gradient(modelOf(document), sequences, { horizon, every: every ?? null, recompute: false }) as GradientResult
    const trainer = trainerOf(document)
    const { store, kernels } = trainer.model
    const sums = Object.fromEntries(Object.keys(expected.gradients).map((name) => [name, new Float64Array(store.count(name))]))
    const scale = kernels.scale.bind(kernels)
    kernels.scale = (n, x, alpha) => {
      if (x === store.gradients) for (const name of Object.keys(sums)) store.readGradient(name).forEach((g, i) => (sums[name]![i]! += g))
      scale(n, x, alpha)
    }
    finish(trainer)
    for (const [name, { data }] of Object.entries(expected.gradients)) data.forEach((g, i) => expect(sums[name]![i]).toBeCloseTo(g, 11))
  })

  it('advances the tape without changing a bit: long sequences in the memory of the horizon', () => {
    const length = 700
    const nodes = { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 3 }, c: { type: 'context', delay: 2, decay: 0.3 }, y: { type: 'output', size: 1 } }
    const values = Array.from({ length }, (_, t) => [Math.sin(t / 3)])
    const document = draw(
      nodes,
      { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
      { training: { algorithm: { kind: 'bptt', horizon: 6, every: 2 }, epochs: 1 }, data: { kind: 'inline', sequences: [{ x: values, y: values }] } },
    )
    const trainer = trainerOf(document)
    expect(trainer.program.capacity.steps).toBeLessThan(100)
    const sliding = gradient(modelOf(document), inlineSequences(document), { horizon: 6, every: 2, recompute: false }) as GradientResult
    // The same windows, summed from sequences that are cut so that nothing has to move.
    const whole = gradient(modelOf(document), inlineSequences(document), { horizon: 699, every: 2, recompute: false }) as GradientResult
    const full = gradient(modelOf(document), inlineSequences(document), { horizon: null, every: null, recompute: false }) as GradientResult
    expect(sliding.loss).toBe(full.loss)
    whole.gradients.W_hy!.data.forEach((g, i) => expect(sliding.gradients.W_hy!.data[i]).toBeCloseTo(g, 9))
    finish(trainer)
    expect(trainer.updates).toBe(length / 2)
  })

  it('stops at a value that is not finite and says where', () => {
    const document = elman({ epochs: 400, optimizer: { kind: 'sgd', learningRate: 1e3 } })
    document.nodes.h!.activation = 'linear'
    const last = finish(trainerOf(document)).at(-1)!
    expect(last.kind).toBe('failed')
    if (last.kind !== 'failed') return
    expect(last.problem.code).toBe('not-finite')
    expect([...last.problem.nodes, ...last.problem.edges].length).toBeGreaterThan(0)
  })

  it('stops early and keeps the best weights on the validation part', () => {
    const document = elman({ epochs: 400, stop: { patience: 5 }, optimizer: { kind: 'adam', learningRate: 0.05 } })
    const sequences = inlineSequences(document)
    const trainer = trainerOf(document, [sequences[3]!])
    const seen = finish(trainer)
    const validations = seen.flatMap((p) => (p.kind === 'epoch' ? [p.report.validation!] : []))
    const done = seen.at(-1)!
    if (done.kind !== 'done') throw new Error('expected to be done')
    if (done.early) expect(validations.length).toBe(done.epoch + 5)
    expect(trainer.evaluate().scores.validation!.loss).toBe(Math.min(...validations))
  })

  it('that continues after an early stop has its full patience again', () => {
    const document = elman({ epochs: 400, stop: { patience: 5 }, optimizer: { kind: 'sgd', learningRate: 0 } })
    const trainer = trainerOf(document, [inlineSequences(document)[3]!])
    const epochs = (): number => finish(trainer).filter(({ kind }) => kind === 'epoch').length
    expect(epochs(), 'the first is the best of those that are alike').toBe(6)
    trainer.extend()
    expect(epochs()).toBe(5)
  })

  it('that continues after an early stop starts as from a file or a checkpoint of that moment', () => {
    const document = elman({ epochs: 400, stop: { patience: 3 }, optimizer: { kind: 'adam', learningRate: 0.3 } })
    const validation = [inlineSequences(document)[3]!]
    const trainer = trainerOf(document, validation)
    const done = finish(trainer).at(-1)!
    expect(done).toMatchObject({ kind: 'done', early: true })
    const stored = trainer.model.weights()
    const checkpoint = trainer.checkpoint()
    const next = (one: Trainer): unknown => {
      one.extend()
      for (let n = 0; n < 3; n++) one.next()
      return weights(one)
    }
    const opened = trainerOf({ ...document, weights: stored }, validation)
    opened.epoch = checkpoint.epoch
    const resumed = trainerOf(document, validation)
    expect(resumed.resume(checkpoint)).toBeUndefined()
    const wanted = next(trainer)
    expect(next(opened)).toEqual(wanted)
    expect(next(resumed)).toEqual(wanted)
  })

  it('clips by norm and by value', () => {
    for (const clip of [
      { kind: 'norm' as const, threshold: 0.01 },
      { kind: 'value' as const, threshold: 0.001 },
    ]) {
      const trainer = trainerOf(elman({ epochs: 1, batchSize: 4, clip, optimizer: { kind: 'sgd', learningRate: 1 } }))
      const { store } = trainer.model
      const before = store.declarations.flatMap((p) => [...store.read(p.name)])
      finish(trainer)
      const moved = store.declarations.flatMap((p) => [...store.read(p.name)]).map((w, i) => w - before[i]!)
      if (clip.kind === 'norm') expect(Math.hypot(...moved)).toBeCloseTo(0.01, 12)
      else expect(Math.max(...moved.map(Math.abs))).toBeLessThanOrEqual(0.001 + 1e-15)
    }
  })

  it('does not depend on the order of nodes and edges in the document', () => {
    const document = elman({ epochs: 3, batchSize: 2 })
    const turned: GraphDocument = {
      ...document,
      nodes: Object.fromEntries(Object.entries(document.nodes).reverse()),
      edges: Object.fromEntries(Object.entries(document.edges).reverse()),
    }
    const [a, b] = [trainerOf(document), trainerOf(turned)]
    finish(a)
    finish(b)
    expect(weights(a)).toEqual(weights(b))
  })

  it('agrees in float32 with float64 to the precision of float32', () => {
    const [a, b] = (['float64', 'float32'] as const).map((precision) => {
      const trainer = trainerOf(elman({ epochs: 3, batchSize: 4, precision }))
      finish(trainer)
      return trainer.model.store.read('W_ch')
    })
    a!.forEach((w, i) => expect(Math.abs(w - b![i]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(w))))
  })
})
