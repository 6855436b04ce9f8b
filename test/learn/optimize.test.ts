import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import type { OptimizerSpec, TrainingSpec } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { Updater } from '../../engine/learn/optimize/update'
import { registry } from '../../nodes'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

/** A network of one weight and one bias, with gradients made by the test. */
function apply(optimizer: OptimizerSpec, gradients: readonly number[], rate = 0.1, training: TrainingSpec = {}): number[] {
  const document = draw(
    { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
    { w: { from: 'x', to: 'y', init: { kind: 'constant', value: 1 } } },
    { training: { optimizer, ...training } },
  )
  const model = new Model(compile(document, registry).network!)
  const updater = new Updater(model)
  return gradients.map((g) => {
    model.kernels.view()[model.store.gradientAddress('w') / model.kernels.bytes] = g
    expect(updater.update(1, rate)).toBe(true)
    return model.store.read('w')[0]!
  })
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  wanted.forEach((w, i) => expect(found[i]).toBeCloseTo(w, 12))
}

describe('optimizers, step by step against their papers', () => {
  it('SGD: w − η g', () => expectClose(apply({ kind: 'sgd' }, [2, -1]), [0.8, 0.9]))

  it('SGD with momentum: v = μ v + g, w − η v', () =>
    // v: 2, 0.8, 1.72
    expectClose(apply({ kind: 'sgd', momentum: 0.9 }, [2, -1, 1]), [0.8, 0.72, 0.548]))

  it('Nesterov: w − η (g + μ v)', () =>
    // v: 2, 0.8, 1.72; g + 0.9 v: 3.8, −0.28, 2.548
    expectClose(apply({ kind: 'sgd', momentum: 0.9, nesterov: true }, [2, -1, 1]), [0.62, 0.648, 0.3932]))

  it('RMSProp: s = ρ s + (1−ρ) g², w − η g/(√s + ε)', () => {
    const s1 = 0.01 * 4
    const s2 = 0.99 * s1 + 0.01 * 1
    const w1 = 1 - (0.1 * 2) / (Math.sqrt(s1) + 1e-8)
    expectClose(apply({ kind: 'rmsprop' }, [2, -1]), [w1, w1 + 0.1 / (Math.sqrt(s2) + 1e-8)])
  })

  const adam = (gradients: readonly number[], decay: number): number[] => {
    let [m, v, w] = [0, 0, 1]
    return gradients.map((g, i) => {
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      const mean = m / (1 - 0.9 ** (i + 1))
      const square = v / (1 - 0.999 ** (i + 1))
      w -= 0.1 * (mean / (Math.sqrt(square) + 1e-8) + decay * w)
      return w
    })
  }
  it('Adam: bias-corrected moments', () => expectClose(apply({ kind: 'adam' }, [2, -1, 0.5]), adam([2, -1, 0.5], 0)))

  it('AdamW: decay beside the moments, not through them', () => expectClose(apply({ kind: 'adamw', weightDecay: 0.2 }, [2, -1, 0.5]), adam([2, -1, 0.5], 0.2)))

  it('iRprop−: steps grow and shrink by signs, and a changed sign pauses one step', () =>
    // Δ: 0.1, 0.12, 0.06 (turned: no move), 0.06 (after a 0), 0.072
    expectClose(apply({ kind: 'rprop', learningRate: 0.1 }, [2, 1, -1, -3, -1]), [0.9, 0.78, 0.78, 0.84, 0.912]))

  it('weight decay of `regularize` is a gradient: g + λ w', () =>
    expectClose(apply({ kind: 'sgd' }, [2, -1], 0.1, { regularize: { weightDecay: 0.5 } }), [0.75, 0.8125]))
})

describe('clipping', () => {
  /** Gradients (3, 4) on two weights of one parameter and 12 on a bias, through SGD at rate 1. */
  function steps(clip: TrainingSpec['clip'], clips: boolean): number[] {
    const document = draw(
      { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
      { w: { from: 'x', to: 'y', init: { kind: 'constant', value: 0 } } },
      { training: { clip, optimizer: { kind: 'sgd' } } },
    )
    const model = modelOf(document)
    const updater = new Updater(model)
    const view = model.kernels.view()
    view.set([3, 4], model.store.gradientAddress('w') / model.kernels.bytes)
    view.set([12], model.store.gradientAddress('y.bias') / model.kernels.bytes)
    updater.update(1, 1)
    expect(updater.gradientNorm).toBe(13)
    expect(updater.clipped()).toBe(clips ? 1 : 0)
    expect(updater.clipped()).toBe(0)
    return [...model.store.read('w'), ...model.store.read('y.bias')].map((w) => -w)
  }

  it.each([
    ['none', null, [3, 4, 12], false],
    ['by the norm of all', { kind: 'norm', threshold: 1.3 }, [0.3, 0.4, 1.2], true],
    ['not below the threshold', { kind: 'norm', threshold: 13 }, [3, 4, 12], false],
    ['by the norm of each parameter', { kind: 'norm', threshold: 1, scope: 'parameter' }, [0.6, 0.8, 1], true],
    ['each only where it is above', { kind: 'norm', threshold: 6, scope: 'parameter' }, [3, 4, 6], true],
    ['by value', { kind: 'value', threshold: 3.5 }, [3, 3.5, 3.5], true],
  ] as const)('%s', (_, clip, wanted, clips) => expectClose(steps(clip, clips), wanted))
})

describe('Rprop', () => {
  it('makes one update per epoch from the gradient of the whole data, whatever the batches', () => {
    const run = (batchSize: number): { updates: number; weights: Float64Array } => {
      const document = elman({ epochs: 5, batchSize, optimizer: { kind: 'rprop' } })
      const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
      finish(trainer)
      return { updates: trainer.updates, weights: trainer.model.store.read('W_ch') }
    }
    const single = run(1)
    const together = run(4)
    expect(single.updates).toBe(5)
    single.weights.forEach((w, i) => expect(w).toBeCloseTo(together.weights[i]!, 10))
  })

  it('is refused if weights change inside a sequence', () => {
    const document = elman({ optimizer: { kind: 'rprop' }, algorithm: { kind: 'bptt', horizon: 5 } })
    expect(compiled(document).errors).toMatchObject([{ code: 'horizon-invalid', repairs: [{ kind: 'full-horizon' }] }])
  })
})
