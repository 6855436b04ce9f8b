import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { elman } from '../documents'
import { ask } from './ask'

const pace = { now: () => 0, soon: () => undefined, later: () => () => undefined }

function opened(): {
  session: Session
  weights: () => string
  checkpoint: () => Checkpoint
  epoch: () => number
  load: (document: GraphDocument, back?: boolean) => void
} {
  const session = new Session(registry, pace)
  const messages: Message[] = []
  session.message$.subscribe((m) => messages.push(m))
  let revision = 1
  session.send({ kind: 'load', revision, document: elman(), fresh: true })
  const last = <K extends Message['kind']>(kind: K) => messages.findLast((m): m is Extract<Message, { kind: K }> => m.kind === kind)!
  return {
    session,
    weights: () => JSON.stringify(ask(session, { kind: 'weights' }).weights),
    checkpoint: () => ask(session, { kind: 'checkpoint' })!,
    epoch: () => last('state').epoch,
    load: (document, back) => session.send({ kind: 'load', revision: ++revision, document, fresh: false, ...(back ? { back } : {}) }),
  }
}

/** The same network with five units in place of its own. */
const wider = (): GraphDocument => elman({}, 5)
const steps = (session: Session, count: number): void => {
  for (let i = 0; i < count; i++) session.send({ kind: 'step' })
}

describe('restoring a checkpoint in a session', () => {
  it('restores the weights and the epoch, and continues learning', () => {
    const { session, weights, checkpoint, epoch } = opened()
    steps(session, 5)
    const [then, at, from] = [weights(), epoch(), checkpoint()]
    steps(session, 4)
    const later = weights()
    session.send({ kind: 'reset' })
    expect(weights()).not.toBe(later)
    session.send({ kind: 'restore', checkpoint: JSON.parse(JSON.stringify(from)) as Checkpoint })
    expect([weights(), epoch()]).toEqual([then, at])
    steps(session, 1)
    expect(weights()).not.toBe(then)
  })

  it('restores the weights that fit another network', () => {
    const { session, weights, checkpoint, load } = opened()
    steps(session, 5)
    const from = checkpoint()
    const trained = JSON.parse(weights()) as Record<string, unknown>
    session.send({ kind: 'reset' })
    load(wider())
    session.send({ kind: 'restore', checkpoint: from })
    const now = JSON.parse(weights()) as Record<string, unknown>
    expect(now['y.bias']).toEqual(trained['y.bias'])
    expect(now.W_xh).not.toEqual(trained.W_xh)
  })
})

/** A session whose clock advances by a time slice at each call, so that each turn does one piece of work. */
function paced(document: GraphDocument): {
  send: Session['send']
  run: (turns?: number) => void
  weights: () => string
  checkpoint: () => Checkpoint
  status: () => string
  messages: Message[]
} {
  const waiting: (() => void)[] = []
  let now = 0
  const session = new Session(registry, { now: () => (now += 20), soon: (next) => void waiting.push(next), later: () => () => undefined })
  const messages: Message[] = []
  session.message$.subscribe((m) => {
    messages.push(m)
    if (m.kind === 'frame') session.send({ kind: 'drawn', frame: m.frame })
  })
  session.send({ kind: 'load', revision: 1, document, fresh: true })
  const last = <K extends Message['kind']>(kind: K) => messages.findLast((m): m is Extract<Message, { kind: K }> => m.kind === kind)!
  return {
    messages,
    send: (command) => session.send(command),
    run(turns = Infinity) {
      for (let n = 0; n < turns; n++) {
        const next = waiting.shift()
        if (!next) return
        next()
      }
    },
    weights: () => JSON.stringify(ask(session, { kind: 'weights' }).weights),
    checkpoint: () => JSON.parse(JSON.stringify(ask(session, { kind: 'checkpoint' }))) as Checkpoint,
    status: () => last('state').status,
  }
}

describe('training that is undone and continued', () => {
  const document = elman({ epochs: 12, shuffle: true, batchSize: 1, algorithm: { kind: 'bptt', horizon: 4, every: 2 } })
  const whole = paced(document)
  whole.send({ kind: 'play' })
  whole.run()

  it('ends in the bits of an uninterrupted one, wherever it was paused', () => {
    expect(whole.status()).toBe('done')
    for (const [first, second] of [
      [3, 5],
      [11, 40],
      [17, 2],
      [23, 90],
    ] as const) {
      const { send, run, weights, checkpoint, status, messages } = paced(document)
      send({ kind: 'play' })
      run(first)
      send({ kind: 'pause' })
      const then = weights()
      const from = checkpoint()
      expect(from.within, 'paused in the midst of an epoch').toBeDefined()
      send({ kind: 'play' })
      run(second)
      send({ kind: 'pause' })
      send({ kind: 'restore', checkpoint: from })
      expect([weights(), status()]).toEqual([then, 'paused'])
      send({ kind: 'play' })
      run(1)
      // During the replay, only its former state is visible.
      expect(weights()).toBe(then)
      expect(messages.findLast((m) => m.kind === 'state')).toMatchObject({ epoch: from.epoch, update: from.updates })
      send({ kind: 'pause' })
      expect([weights(), checkpoint()]).toEqual([then, from])
      send({ kind: 'play' })
      run()
      expect(weights(), `${first} turns, then ${second}`).toBe(whole.weights())
    }
  })

  it('from the start, runs for all epochs that are set', () => {
    const { send, run, weights, checkpoint, messages } = paced(document)
    const from = checkpoint()
    send({ kind: 'play' })
    run()
    send({ kind: 'play' })
    run()
    const twice = weights()
    send({ kind: 'restore', checkpoint: from })
    messages.length = 0
    send({ kind: 'play' })
    run()
    expect(weights()).toBe(whole.weights())
    expect(messages.flatMap((m) => (m.kind === 'reports' ? m.reports : []))).toHaveLength(12)
    send({ kind: 'play' })
    run()
    expect(weights()).toBe(twice)
  })
})

describe('weights dropped by an edit', () => {
  it('are initialized again if an edit gives the same initial values', () => {
    const { session, weights, load } = opened()
    steps(session, 5)
    const trained = weights()
    load(wider())
    steps(session, 2)
    load(elman())
    expect(weights()).not.toBe(trained)
  })

  it('come back with every number if the edit is undone', () => {
    const { session, weights, load } = opened()
    steps(session, 5)
    const trained = weights()
    load(wider())
    load(elman(), true)
    expect(weights()).toBe(trained)
  })
})
