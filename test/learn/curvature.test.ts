import { describe, expect, it } from 'vitest'
import type { GraphDocument, OptimizerSpec, TrainingSpec } from '../../engine/document/types'
import { Jacobian } from '../../engine/learn/curvature/jacobian'
import { columnsOf } from '../../engine/learn/curvature/columns'
import type { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { costs } from '../../engine/run/costs'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

const train = (document: GraphDocument): { readonly model: Model; readonly losses: readonly number[] } => {
  const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  const losses = finish(trainer).flatMap((progress) => (progress.kind === 'epoch' ? [progress.report.loss] : []))
  return { model: trainer.model, losses }
}

/** A linear unit with a bias, and targets that it cannot reach. */
const T = 30
const xs = Array.from({ length: T }, (_, t) => [Math.sin(t), Math.cos(2 * t), Math.sin(3 * t + 1)])
const ys = Array.from({ length: T }, (_, t) => [2 * xs[t]![0]! - xs[t]![1]! + 0.5 + Math.cos(7 * t)])
const linear = (training: TrainingSpec): GraphDocument =>
  draw({ x: { type: 'input', size: 3 }, y: { type: 'output', size: 1 } }, { w: 'x → y' }, { data: { kind: 'inline', sequences: [{ x: xs, y: ys }] }, training })

/** The weights and the bias of (XᵀX + λI) w = Xᵀy + λ w₀. */
function solved(ridge: number, before: readonly number[]): number[] {
  const n = 4
  const a = Array.from({ length: n }, (_, i) => Array.from({ length: n + 1 }, (_, j) => (i === j ? ridge : j === n ? ridge * before[i]! : 0)))
  xs.forEach((row, t) => {
    const x = [...row, 1]
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) a[i]![j]! += x[i]! * x[j]!
      a[i]![n]! += x[i]! * ys[t]![0]!
    }
  })
  for (let i = 0; i < n; i++)
    for (let r = 0; r < n; r++) {
      if (r === i) continue
      const f = a[r]![i]! / a[i]![i]!
      for (let j = i; j <= n; j++) a[r]![j]! -= f * a[i]![j]!
    }
  return a.map((row, i) => row[n]! / row[i]!)
}

const weightsOf = (model: Model): number[] => [...model.store.read('w'), ...model.store.read('y.bias')]

describe('the Jacobian of the outputs', () => {
  it.each([{}, { algorithm: { kind: 'bptt', horizon: 3 } }] satisfies TrainingSpec[])('of an Elman network is that of central differences: %j', (training) => {
    const document = { ...elman(training), data: { kind: 'inline' as const, sequences: [{ x: xs.slice(0, 6).map((x) => x.slice(0, 2)), y: ys.slice(0, 6) }] } }
    const [sequence] = inlineSequences(document)
    const run = (shift?: { readonly at: number; readonly by: number }): { rows: Float64Array[]; errors: number[] } => {
      const model = modelOf(document)
      const { positions } = columnsOf(model, false)
      const program = model.bind({ steps: 6, sequences: 1, keep: 5, adjoints: true })
      const jacobian = new Jacobian(model, program, positions)
      if (shift) model.kernels.view()[model.store.weights / 8 + positions[shift.at]!]! += shift.by
      const rows: Float64Array[] = []
      const errors: number[] = []
      for (const { from, end } of jacobian.run(sequence!))
        jacobian.each(from, end, (error, row) => {
          errors.push(error)
          rows.push(row.slice())
        })
      return { rows, errors }
    }
    const { rows } = run()
    expect(rows.length).toBe(6)
    // The last step of a horizon is not the whole derivative; the first three are.
    const exact = 'algorithm' in training ? 3 : 6
    for (let at = 0; at < rows[0]!.length; at++) {
      const [more, less] = [run({ at, by: 1e-6 }), run({ at, by: -1e-6 })]
      for (let t = 0; t < exact; t++) expect(rows[t]![at]).toBeCloseTo(-(more.errors[t]! - less.errors[t]!) / 2e-6, 7)
    }
  })
})

describe('Levenberg–Marquardt', () => {
  it('reaches the least-squares solution of a linear network in one step', () => {
    const { model } = train(linear({ optimizer: { kind: 'levenberg-marquardt', damping: 1e-12 }, epochs: 1 }))
    weightsOf(model).forEach((w, i) => expect(w).toBeCloseTo(solved(0, [0, 0, 0, 0])[i]!, 9))
  })

  it('never raises the loss, and ends far below Adam on a small recurrent network', () => {
    const { losses } = train(elman({ optimizer: { kind: 'levenberg-marquardt' }, epochs: 30 }))
    losses.slice(1).forEach((loss, i) => expect(loss).toBeLessThanOrEqual(losses[i]!))
    expect(losses.at(-1)).toBeLessThan(train(elman({ epochs: 30 })).losses.at(-1)! / 2)
  })

  it('does not change weights with the rate 0', () => {
    const document = elman({ optimizer: { kind: 'levenberg-marquardt' }, epochs: 2 })
    const { model } = train({ ...document, edges: { ...document.edges, W_ch: { ...document.edges.W_ch!, rate: 0 } } })
    expect(model.store.read('W_ch')).toEqual(modelOf(document).store.read('W_ch'))
    const start = modelOf(document).store.read('W_ch')
    const frozen = train({ ...document, edges: { ...document.edges, W_ch: { ...document.edges.W_ch!, frozen: [[1, 0, 2]] } } }).model.store.read('W_ch')
    for (let i = 0; i < 16; i++) expect(frozen[i] === start[i], `entry ${i}`).toBe(i === 4 || i === 5)
  })
})

describe('the extended Kalman filter', () => {
  it.each(['global', 'decoupled'] as const)('on one linear unit is recursive least squares: %s', (groups) => {
    const optimizer: OptimizerSpec = { kind: 'ekf', covariance: 50, groups }
    const document = linear({ optimizer, algorithm: { kind: 'bptt', horizon: 1 }, epochs: 1 })
    const before = weightsOf(modelOf(document))
    weightsOf(train(document).model).forEach((w, i) => expect(w).toBeCloseTo(solved(1 / 50, before)[i]!, 9))
  })

  it('with all errors of a sequence at once gives the same', () => {
    const document = linear({ optimizer: { kind: 'ekf', covariance: 50 }, epochs: 1 })
    const before = weightsOf(modelOf(document))
    weightsOf(train(document).model).forEach((w, i) => expect(w).toBeCloseTo(solved(1 / 50, before)[i]!, 9))
  })

  it('continues from a checkpoint to the same bits', () => {
    const document = elman({ optimizer: { kind: 'ekf', processNoise: 1e-4 }, algorithm: { kind: 'bptt', horizon: 4 }, epochs: 4 })
    const whole = train(document).model.weights()
    const make = (): Trainer => Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
    const first = make()
    while (first.epoch < 2) first.next()
    const second = make()
    expect(second.resume(first.checkpoint())).toBeUndefined()
    finish(second)
    expect(second.model.weights()).toEqual(whole)
  })

  it('learns, global and decoupled', () => {
    for (const groups of ['global', 'decoupled'] as const) {
      const { losses } = train(
        elman({ optimizer: { kind: 'ekf', groups, learningRate: 0.1, processNoise: 1e-4 }, algorithm: { kind: 'bptt', horizon: 4 }, epochs: 20 }),
      )
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2)
    }
  })
})

it('refuses incompatible settings with a message', () => {
  const messages = (document: GraphDocument): string =>
    compiled(document)
      .errors.map(({ code, message }) => `${code}: ${message}`)
      .join()
  const optimizer: OptimizerSpec = { kind: 'levenberg-marquardt' }
  expect(messages(elman({ optimizer, algorithm: { kind: 'rtrl' } }))).toContain('optimizer-unfit: The optimizer levenberg-marquardt needs the Jacobian')
  const { nodes, ...rest } = elman({ optimizer })
  expect(messages({ ...rest, nodes: { ...nodes, y: { ...nodes.y!, loss: 'absolute' } } })).toContain('needs the squared error')
  expect(messages({ ...rest, nodes: { ...nodes, c: { ...nodes.c!, zoneout: 0.1 } } })).toContain('draws random numbers')
  const large = Trainer.make(modelOf(elman({ optimizer }, 60)), dataset(inlineSequences(elman())))
  expect(large).toMatchObject({ code: 'limit-exceeded' })
})

it('reports its memory and work before it is trained, beside the same network with Adam', () => {
  const bptt = (optimizer: OptimizerSpec) => costs({ model: modelOf(elman({ optimizer })), dataset: dataset(inlineSequences(elman())) }).costs.at(-1)!
  const [adam, global, decoupled, marquardt] = [
    bptt({ kind: 'adam' }),
    bptt({ kind: 'ekf' }),
    bptt({ kind: 'ekf', groups: 'decoupled' }),
    bptt({ kind: 'levenberg-marquardt' }),
  ]
  expect(adam.carried).toBe(0)
  // 33 weights: P is 33 × 33, or four units of 7 and one of 5; twelve errors of a sequence at once, twice their rows, and A.
  expect(global.carried).toBe(8 * (33 ** 2 + 2 * 12 * 33 + 12 ** 2))
  expect(decoupled.carried).toBe(8 * (4 * 7 ** 2 + 5 ** 2 + 2 * 12 * 33 + 12 ** 2))
  expect(marquardt.carried).toBe(8 * 2 * 33 ** 2)
  for (const one of [global, decoupled, marquardt]) expect(one.operations).toBeGreaterThan(adam.operations)
})
