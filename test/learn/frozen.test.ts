import { describe, expect, it } from 'vitest'
import { frozenEntries } from '../../engine/compile/stored'
import type { GraphDocument, OptimizerSpec, TrainingSpec } from '../../engine/document/types'
import type { ModelOptions } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { versionOf } from '../../engine/document/version'
import { checkGradients } from '../../engine/learn/check/gradient-check'
import { idleSettings } from '../../engine/learn/check/idle-settings'
import { compiled, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

const RUNS = [
  [0, 1, 2],
  [2, 0, 1],
]
const HELD = [1, 2, 8]

function withFrozen(training: TrainingSpec, frozen: number[][] = RUNS): GraphDocument {
  const document = elman({ epochs: 3, ...training })
  document.edges.W_ch = { ...document.edges.W_ch!, frozen }
  return document
}

/** The weights of the recurrent wire before and after training. */
function trained(document: GraphDocument, options?: ModelOptions): readonly [Float64Array, Float64Array] {
  const model = modelOf(document, options)
  const before = model.store.read('W_ch')
  const trainer = Trainer.make(model, dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  expect(finish(trainer).at(-1)!.kind).toBe('done')
  return [before, model.store.read('W_ch')]
}

const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  { kind: 'adam' },
  { kind: 'adamw', weightDecay: 0.1 },
  { kind: 'rmsprop' },
  { kind: 'rprop' },
]
const algorithms: readonly NonNullable<TrainingSpec['algorithm']>[] = [
  { kind: 'bptt' },
  { kind: 'bptt', horizon: 4, every: 2 },
  ...(['exact', 'snap-1', 'rflo', 'e-prop', 'uoro', 'hybrid'] as const).map((variant) => ({ kind: 'rtrl' as const, variant })),
]

describe('single frozen weights', () => {
  const cases: readonly TrainingSpec[] = [
    ...optimizers.map(
      (optimizer): TrainingSpec => ({
        optimizer,
        regularize: { weightDecay: 0.1 },
        ...(optimizer.kind === 'rprop' ? {} : { clip: { kind: 'norm', threshold: 0.1 } }),
      }),
    ),
    ...algorithms.map((algorithm): TrainingSpec => ({ algorithm, regularize: { weightDecay: 0.01 } })),
    { precision: 'float32' },
    { regularize: { gradientNorm: 0.1 } },
  ]
  it.each(cases.flatMap((training) => [false, true].map((plain) => [JSON.stringify(training) + (plain ? ' plain' : ''), training, plain] as const)))(
    'stay to the bit while the others learn: %s',
    (_name, training, plain) => {
      const [before, after] = trained(withFrozen(training), { plain })
      const same = [...before.keys()].filter((i) => Object.is(before[i], after[i]))
      expect(same).toEqual(HELD)
    },
  )

  it('still have a gradient, which the check compares', () => {
    const document = withFrozen({})
    expect(checkGradients(modelOf(document), inlineSequences(document))).toMatchObject({ agrees: true, rtrlMissing: null })
  })

  it('make a document of version 2, and are counted as fixed', () => {
    const document = withFrozen({})
    expect(versionOf(document)).toBe(2)
    const whole = compiled(elman()).parameterCount
    expect(compiled(document).parameterCount).toEqual({ trainable: whole.trainable - 3, fixed: whole.fixed + 3 })
  })

  it('of a sparse wire are entries of its mask', () => {
    const p = { name: 'w', shape: [2, 4], trainable: true, init: { kind: 'constant', value: 0 }, seed: 0, decays: true, frozen: [[1, 0, 9]] } as const
    expect([...frozenEntries(p, Int32Array.of(1, 4, 6))]).toEqual([1, 2])
    expect([...frozenEntries(p)]).toEqual([4, 5, 6, 7])
  })

  it('without effect are reported: beyond the shape, and of a frozen wire', () => {
    const idlePaths = (document: GraphDocument): readonly string[] => idleSettings(compiled(document).network!).map(({ path }) => path!)
    expect(idlePaths(withFrozen({}))).toEqual([])
    expect(idlePaths(withFrozen({}, [[4, 0, 1]]))).toEqual(['/edges/W_ch/frozen'])
    const fixed = withFrozen({})
    fixed.edges.W_ch!.trainable = false
    expect(idlePaths(fixed)).toEqual(['/edges/W_ch/frozen'])
  })

  it('cannot be part of a fitted readout', () => {
    const document = elman({ algorithm: { kind: 'readout' } })
    document.edges.W_hy = { ...document.edges.W_hy!, frozen: [[0, 0, 1]] }
    expect(compiled(document).errors).toMatchObject([
      { code: 'readout-not-linear', edges: ['W_hy'], repairs: [{ kind: 'drop-setting', path: '/edges/W_hy/frozen' }] },
    ])
  })
})
