import { afterEach, describe, expect, it } from 'vitest'
import { limits } from '../../engine/document/limits'
import type { TrainingSpec } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { weightBytes } from '../../engine/learn/model/weight-bytes'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { compiled, draw, elman } from '../documents'

const whole = limits.checkpoint
afterEach(() => {
  ;(limits as { checkpoint: number }).checkpoint = whole
})

/** 25 million weights between two layers. */
const large = (training: TrainingSpec) =>
  compiled(
    draw(
      { x: { type: 'input', size: 5_000 }, h: { type: 'layer', size: 5_000, bias: false }, y: { type: 'output', size: 1, bias: false } },
      { V: 'x → h', W: 'h → y' },
      { training },
    ),
  ).network!
const capacity = { steps: 2, keep: 0, sequences: 1, adjoints: true }

describe('memory for the copies of weights', () => {
  it('is counted: weights, gradients, what the optimizer keeps, and the beginning of an epoch', () => {
    const weights = 5_000 * 5_000 + 5_000
    for (const [training, numbers] of [
      [{}, 7],
      [{ optimizer: { kind: 'sgd' } }, 5],
      [{ optimizer: { kind: 'rprop' } }, 7],
    ] as const)
      expect(weightBytes(large(training), 8, true)).toBe(8 * numbers * weights)
    expect(weightBytes(large({}), 8, false)).toBe(8 * 2 * weights)
  })

  it('is part of what is refused, with cures that take away from it', () => {
    expect(Model.tooLarge(large({}), capacity, 'float64')).toBeUndefined()
    const beside = limits.memory - 8 * 6 * 25e6
    expect(Model.tooLarge(large({}), capacity, 'float64', beside)).toMatchObject({ code: 'limit-exceeded', key: 'memory-over' })
    expect(Model.tooLarge(large({ optimizer: { kind: 'sgd' } }), capacity, 'float64', beside)).toBeUndefined()
    expect(Model.tooLarge(large({}), { ...capacity, steps: 20_000 }, 'float64')).toMatchObject({ key: 'memory-over' })
    expect(Model.tooLarge(large({}), { ...capacity, steps: 2 }, 'float64', limits.memory - 8 * 7 * 25e6)).toMatchObject({ values: { weights: '1.3' } })
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

  it.each(['adam', 'sgd', 'rprop'] as const)('has the length that is known before, and is refused beyond the limit: %s', (kind) => {
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
