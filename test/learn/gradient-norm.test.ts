import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument, InlineSequence, TrainingSpec } from '../../engine/document/types'
import { GradientNorm, gradientNormBytes } from '../../engine/learn/optimize/gradient-norm'
import { Model } from '../../engine/learn/model/model'
import { Trainer, type EpochReport } from '../../engine/learn/train/trainer'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

const LAG = 30

/** The target at the last step is the sign of the first input; the inputs between are noise. */
function longLag(seed: number, gradientNorm: number): GraphDocument {
  const random = stream(9, 'noise')
  const steps = [...Array(LAG + 1).keys()]
  const sequences = Array.from({ length: 40 }, (_, k): InlineSequence => {
    const sign = k % 2 === 0 ? 1 : -1
    return { x: steps.map((t) => (t === 0 ? [sign, 0] : [0, 0.2 * random.normal()])), y: steps.map((t) => (t === LAG ? [sign] : null)) }
  })
  return draw(
    { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 10 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
    { in: 'x → h', copy: 'h → c', back: { from: 'c', to: 'h', init: { kind: 'normal', deviation: 0.1 } }, out: 'h → y' },
    {
      training: { seed, epochs: 60, batchSize: 10, optimizer: { kind: 'sgd', learningRate: 0.1 }, clip: { kind: 'norm' }, regularize: { gradientNorm } },
      data: { kind: 'inline', sequences },
    },
  )
}

function reports(document: GraphDocument): EpochReport[] {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
  return finish(trainer).flatMap((p) => (p.kind === 'epoch' ? [p.report] : []))
}

const warningsOf = (training: TrainingSpec): unknown => compiled(elman({ regularize: { gradientNorm: 1 }, ...training })).warnings

describe('training with the gradient-norm regularizer', () => {
  it('learns across a lag at which the errors of small weights vanish', () => {
    // Mean per step: only the last of the 31 has a target. ½ is the loss without information.
    const left = (seed: number, weight: number): number => (LAG + 1) * reports(longLag(seed, weight)).at(-1)!.loss
    for (const seed of [0, 1]) {
      expect(left(seed, 0), `without, seed ${seed}`).toBeGreaterThan(0.4)
      expect(left(seed, 1), `with, seed ${seed}`).toBeLessThan(0.05)
    }
  })

  it('reports Ω with every epoch, if requested, and lowers it', () => {
    const last = (gradientNorm: number): number =>
      reports(elman({ seed: 2, epochs: 60, batchSize: 4, optimizer: { kind: 'sgd' }, regularize: { gradientNorm } })).at(-1)!.omega!
    // The smallest possible weight only measures.
    expect(last(10)).toBeLessThan(0.7 * last(1e-12))
    expect(reports(elman({ epochs: 1 }))[0]).not.toHaveProperty('omega')
  })

  it('with weight 0 changes nothing', () => {
    const of = (regularize: TrainingSpec['regularize']): unknown => reports(elman({ epochs: 3, ...(regularize ? { regularize } : {}) }))
    expect(of({ gradientNorm: 0 })).toEqual(of(undefined))
    expect(of({ gradientNorm: 1 })).not.toEqual(of(undefined))
  })

  it('works if windows overlap and sequences end one by one', () => {
    for (const algorithm of [
      { kind: 'bptt', horizon: 4, every: 2 },
      { kind: 'bptt', horizon: 3 },
      { kind: 'bptt', horizon: null, every: 5 },
    ] as const) {
      const reported = reports(elman({ epochs: 3, batchSize: 4, algorithm, regularize: { gradientNorm: 1 } }))
      for (const { omega, loss } of reported) {
        expect(omega).toBeGreaterThan(0)
        expect(Number.isFinite(loss)).toBe(true)
      }
    }
  })

  it('computes its memory beforehand, and is refused if that is too much', () => {
    for (const document of [elman({ regularize: { gradientNorm: 1 } }, 7), elman({ regularize: { gradientNorm: 1 }, precision: 'float32' }, 30)]) {
      const model = modelOf(document)
      const capacity = { steps: 40, keep: 0, sequences: 3, adjoints: true }
      const program = model.bind(capacity)
      const before = model.arena.mark()
      new GradientNorm(model, program)
      // The rest is alignment, and squares of norms that are stored elsewhere.
      const taken = model.arena.mark() - before
      const reported = gradientNormBytes(model.network, capacity, model.kernels.bytes)
      expect(reported).toBeGreaterThan(0.9 * taken)
      expect(reported).toBeLessThan(1.2 * taken)
    }
    const model = modelOf(elman({ regularize: { gradientNorm: 1 } }, 100))
    let length = 1_000_000
    const capacity = { steps: length, keep: 0, sequences: 1, adjoints: true }
    while (Model.tooLarge(model.network, capacity, 'float64')) capacity.steps = length = Math.floor(length * 0.95)
    const sequence = {
      length,
      inputs: { x: new Float64Array(2 * length) },
      targets: { y: { values: new Float64Array(length), present: new Uint8Array(length).fill(1) } },
    }
    expect(Trainer.make(model, dataset([sequence]))).toMatchObject({ code: 'limit-exceeded', key: 'memory-over' })
  })

  it('is refused without back-propagation, and reports where it has no effect', () => {
    for (const algorithm of [{ kind: 'rtrl' }, { kind: 'readout' }] as const)
      expect(compiled(elman({ algorithm, regularize: { gradientNorm: 1 } })).errors).toMatchObject([
        { code: 'horizon-invalid', key: 'gradient-norm-algorithm', path: '/training/regularize/gradientNorm', repairs: [{ kind: 'drop-gradient-norm' }] },
      ])
    expect(warningsOf({})).toEqual([])
    expect(warningsOf({ algorithm: { kind: 'bptt', horizon: 1 } })).toContainEqual(
      expect.objectContaining({ key: 'gradient-norm-horizon', code: 'horizon-invalid' }),
    )
    const apart = draw(
      { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
      { w: 'x → y' },
      { training: { regularize: { gradientNorm: 1 } }, data: elman().data! },
    )
    expect(compiled(apart).warnings).toMatchObject([{ key: 'gradient-norm-loop' }])
  })
})
