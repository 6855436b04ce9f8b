import { afterEach, describe, expect, it } from 'vitest'
import { analysisModel } from '../../engine/analyze'
import { programBytes } from '../../engine/compile/program'
import { limits } from '../../engine/document/limits'
import type { TrainingSpec } from '../../engine/document/types'
import { RESERVED } from '../../engine/kernels/arena'
import { optimizers } from '../../engine/kinds/optimizers'
import { Model } from '../../engine/learn/model/model'
import { weightBytes } from '../../engine/learn/model/weight-bytes'
import { Trainer } from '../../engine/learn/train/trainer'
import { costs } from '../../engine/run/costs'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { compiled, draw, elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset } from '../learn/helpers'
import { Stage } from './stage'

const whole = limits.checkpoint
afterEach(() => {
  ;(limits as { checkpoint: number }).checkpoint = whole
})

/** Almost 25 million weights between two layers, the most that there may be. */
const large = (training: TrainingSpec) =>
  compiled(
    draw(
      { x: { type: 'input', size: 5_000 }, h: { type: 'layer', size: 4_998, bias: false }, y: { type: 'output', size: 1, bias: false } },
      { V: 'x → h', W: 'h → y' },
      { training },
    ),
  ).network!
const capacity = { steps: 2, keep: 0, sequences: 1, adjoints: true }

describe('memory for the copies of weights', () => {
  it('is counted: weights, gradients, optimizer state, packed copies for products, copies during an edit, and the start of an epoch with threads', () => {
    for (const [training, numbers] of [
      [{}, 9],
      [{ optimizer: { kind: 'sgd' } }, 8],
      [{ optimizer: { kind: 'rprop' } }, 9],
    ] as const) {
      const { keeps } = optimizers[large(training).training.optimizer.kind]
      expect(weightBytes(large(training), 8, { adjoints: true, sequences: 1 }) / (8 * 25e6)).toBeCloseTo(numbers, 1)
      expect(weightBytes(large(training), 8, { adjoints: true, sequences: 2 }) / (8 * 25e6)).toBeCloseTo(numbers + 1 + keeps, 1)
    }
    expect(weightBytes(large({}), 8, { adjoints: false, sequences: 1 }) / (8 * 25e6)).toBeCloseTo(3, 1)
  })

  it.each([
    ['dense', {}, 1],
    ['dense, threads', { batchSize: 2 }, 2],
    ['SGD', { optimizer: { kind: 'sgd' } }, 1],
    ['float32', { precision: 'float32' }, 1],
    ['RTRL by parts', { algorithm: { kind: 'rtrl', variant: 'snap-1' } }, 1],
  ] as const)('equals what training, scoring and displaying take: %s', (_, training, sequences) => {
    const data = Array.from({ length: 2 }, () => ({ x: [[1, 2]], y: [[1]] }))
    const network = draw(
      {
        x: { type: 'input', size: 2 },
        h: { type: 'layer', size: 300 },
        c: { type: 'context' },
        r: { type: 'layer', size: 300 },
        y: { type: 'output', size: 1 },
      },
      { a: 'x → h', copy: 'h → c', W: 'c → h', S: { from: 'h', to: 'r', kind: 'dense', density: 0.1 }, V: 'r → y' },
      { training: { batchSize: 1, ...training, stop: { patience: 3 } }, data: { kind: 'inline', sequences: data } },
    )
    const model = modelOf(network)
    const { kernels, arena } = model
    const before = arena.mark()
    expect(before).toBeGreaterThan(0)
    const trainer = Trainer.make(model, dataset(inlineSequences(network)))
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    trainer.exact = true
    for (let kind = ''; kind !== 'epoch'; ) ({ kind } = trainer.next())
    trainer.evaluate()
    trainer.sample()
    const found = arena.mark() - RESERVED
    const { capacity } = trainer.program
    const rtrl =
      network.training?.algorithm?.kind === 'rtrl'
        ? costs({ model, dataset: trainer.dataset }).costs.find(({ algorithm }) => 'variant' in algorithm && algorithm.variant === 'snap-1')!.carried
        : 0
    const counted = weightBytes(model.network, kernels.bytes, { adjoints: true, sequences }) + programBytes(model.network, capacity, kernels.bytes) + rtrl
    expect(counted).toBeGreaterThan(0.97 * found)
    expect(counted).toBeLessThan(1.1 * found)
  })

  it('counts what the document stores, as text and as lists', () => {
    const network = large({})
    const { document } = network
    const without = weightBytes(network, 8, { adjoints: true, sequences: 1 })
    const of = (data: string | number[]) => ({ ...network, document: { ...document, weights: { V: { shape: [4_998, 5_000], data } } } })
    expect(weightBytes(of('A'.repeat(1_000_000)), 8, { adjoints: true, sequences: 1 }) - without).toBe(1_000_000)
    expect(weightBytes(of(Array.from({ length: 1_000 }, () => 0)), 8, { adjoints: true, sequences: 1 }) - without).toBe(8_000)
    expect(Model.tooLarge(of('A'.repeat(400_000_000)), capacity, 'float64', limits.memory - without - 300_000_000)).toMatchObject({ code: 'limit-exceeded' })
  })

  it('is not allocated to hold a moment if it does not suffice, and the reason is reported', () => {
    const stage = new Stage(elman({ epochs: 2 }, 3))
    const moment = { kind: 'moment' } as const
    stage.send({ kind: 'watch', add: [moment, { kind: 'past' }, { kind: 'signal', port: 'h' }], drop: [] })
    stage.train()
    const all = limits.memory
    try {
      ;(limits as { memory: number }).memory = 1_000
      stage.send({ kind: 'hold', at: { part: 'train', sequence: 1, step: 2 } })
      stage.send({ kind: 'step' })
      expect(stage.seen({ kind: 'past' })).toMatchObject({ holds: false })
      expect(stage.seen(moment)).toMatchObject({ held: false })
    } finally {
      ;(limits as { memory: number }).memory = all
    }
    stage.send({ kind: 'hold', at: { part: 'train', sequence: 1, step: 2 } })
    stage.send({ kind: 'step' })
    expect(stage.seen({ kind: 'past' })).toMatchObject({ holds: true })
    expect(stage.seen(moment)).toMatchObject({ held: true, part: 'train', sequence: 1, step: 2 })
  })

  it('is not allocated for an analysis if it does not suffice, and the reason is reported', () => {
    const stage = new Stage(elman({ epochs: 2 }, 3))
    const flow = { kind: 'flow', part: 'train', sequence: 0, step: null, lags: 4 } as const
    stage.train()
    const all = limits.memory
    try {
      ;(limits as { memory: number }).memory = 1_000
      stage.send({ kind: 'watch', add: [flow], drop: [] })
      expect(stage.seen(flow)).toMatchObject({ problem: { key: 'memory-over-copy' } })
    } finally {
      ;(limits as { memory: number }).memory = all
    }
    stage.send({ kind: 'step' })
    expect(stage.seen(flow)).toHaveProperty('ports')
  })

  it('of an analysis covers its copy and its run', () => {
    for (const document of [elman({ precision: 'float32' }, 300), elman({}, 300)]) {
      const trained = modelOf(document)
      const counted = weightBytes(trained.network, 8, { adjoints: false, sequences: 1 })
      const copy = analysisModel(trained.network, { like: trained })
      expect(copy.originBytes).toBe(trained.arena.mark())
      const program = copy.bind({ steps: 2, sequences: 1, keep: 0, adjoints: false })
      program.refresh()
      const found = copy.arena.mark() - RESERVED - programBytes(copy.network, program.capacity, 8)
      expect(counted).toBeGreaterThan(0.97 * found)
      expect(counted).toBeLessThan(1.1 * found)
    }
  })

  it('is part of the limit, with remedies that reduce it', () => {
    expect(Model.tooLarge(large({}), capacity, 'float64')).toBeUndefined()
    const beside = limits.memory - 8 * 8.5 * 25e6
    expect(Model.tooLarge(large({}), capacity, 'float64', beside)).toMatchObject({ code: 'limit-exceeded', key: 'memory-over-weights' })
    expect(Model.tooLarge(large({ optimizer: { kind: 'sgd' } }), capacity, 'float64', beside)).toBeUndefined()
    expect(Model.tooLarge(large({}), { ...capacity, steps: 20_000 }, 'float64')).toMatchObject({ key: 'memory-over' })
    expect(Model.tooLarge(large({}), { ...capacity, steps: 2 }, 'float64', limits.memory - 8 * 8.5 * 25e6)).toMatchObject({ values: { weights: '1.7' } })
  })
})

describe('a checkpoint', () => {
  const messages: Message[] = []
  const tasks: (() => void)[] = []
  let time = 0
  const session = new Session(registry, { now: () => time++, soon: (task) => void tasks.push(task), later: () => () => undefined })
  session.message$.subscribe((message) => messages.push(message))
  const ask = (request: number): Message => {
    session.send({ kind: 'ask', request, question: { kind: 'checkpoint' } })
    return messages.at(-1)!
  }

  it.each(['adam', 'sgd', 'rprop'] as const)('has the predicted length, and is refused beyond the limit: %s', (kind) => {
    ;(limits as { checkpoint: number }).checkpoint = whole
    session.send({ kind: 'load', revision: 1, document: elman({ optimizer: { kind } }, 40), fresh: true })
    session.send({ kind: 'step' })
    const answer = ask(1)
    if (answer.kind !== 'answer' || answer.of !== 'checkpoint' || !answer.answer) throw new Error('no checkpoint')
    const { weights, optimizer, learner, within } = answer.answer
    const length = [...Object.values(weights), ...optimizer, ...learner, ...(within ? [within.weights, ...within.optimizer, ...within.learner] : [])].reduce(
      (sum, text) => sum + text.length,
      0,
    )
    ;(limits as { checkpoint: number }).checkpoint = Math.floor(length * 0.9)
    expect(ask(2)).toMatchObject({ kind: 'failure', of: 'checkpoint', request: 2, problem: { key: 'engine-checkpoint-large' } })
    ;(limits as { checkpoint: number }).checkpoint = Math.ceil(length * 1.1)
    expect(ask(3)).toMatchObject({ kind: 'answer', of: 'checkpoint', request: 3, answer: { weights: expect.any(Object) as object } })
  })
})

describe('an edit of a network whose memory is reused', () => {
  it('keeps learned weights to the last bit, and continues like an unedited one', () => {
    const messages: Message[] = []
    let time = 0
    const session = new Session(registry, { now: () => time++, soon: () => undefined, later: () => () => undefined })
    session.message$.subscribe((message) => messages.push(message))
    const learned = (): unknown => messages.findLast((message) => message.kind === 'state' && message.learned !== undefined)
    const wide = (learningRate: number) =>
      draw(
        { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4_000 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
        { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
        {
          training: { precision: 'float32', optimizer: { kind: 'sgd', learningRate } },
          data: { kind: 'inline', sequences: [{ x: [[1], [2]], y: [[1], [0]] }] },
        },
      )
    let revision = 0
    const load = (learningRate: number, fresh = false): void => session.send({ kind: 'load', revision: ++revision, document: wide(learningRate), fresh })
    const step = (): unknown => {
      session.send({ kind: 'step' })
      return (learned() as { learned: string }).learned
    }
    load(0.01, true)
    const first = step()
    load(0.02)
    expect(learned()).toMatchObject({ learned: first })
    load(0.01)
    expect(learned()).toMatchObject({ learned: first })
    const second = step()
    session.send({ kind: 'reset' })
    expect(step()).toBe(first)
    expect(step()).toBe(second)
  })
})
