import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { Checkpoint } from '../../engine/learn/checkpoint'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { elman } from '../documents'

const pace = { now: () => 0, soon: () => undefined, later: () => () => undefined }

function opened(): { session: Session; weights: () => string; checkpoint: () => Checkpoint; epoch: () => number; load: (document: GraphDocument, back?: boolean) => void } {
  const session = new Session(registry, pace)
  const told: Message[] = []
  session.message$.subscribe((m) => told.push(m))
  let revision = 1
  session.send({ kind: 'load', revision, document: elman(), fresh: true })
  const last = <K extends Message['kind']>(kind: K) => told.findLast((m): m is Extract<Message, { kind: K }> => m.kind === kind)!
  return {
    session,
    weights() {
      session.send({ kind: 'weights', request: 1 })
      return JSON.stringify(last('weights').weights)
    },
    checkpoint() {
      session.send({ kind: 'checkpoint', request: 1 })
      return last('checkpoint').checkpoint!
    },
    epoch: () => last('state').epoch,
    load: (document, back) => session.send({ kind: 'load', revision: ++revision, document, fresh: false, ...(back ? { back } : {}) }),
  }
}

const steps = (session: Session, count: number): void => {
  for (let i = 0; i < count; i++) session.send({ kind: 'step' })
}

describe('a session that is told to go back', () => {
  it('has the weights and the epoch again, and learns on', () => {
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

  it('takes what fits where the network is another', () => {
    const { session, weights, checkpoint, load } = opened()
    steps(session, 5)
    const from = checkpoint()
    const trained = JSON.parse(weights()) as Record<string, unknown>
    const wider = structuredClone(elman())
    wider.nodes.h!.size = 5
    session.send({ kind: 'reset' })
    load(wider)
    session.send({ kind: 'restore', checkpoint: from })
    const now = JSON.parse(weights()) as Record<string, unknown>
    expect(now['y.bias']).toEqual(trained['y.bias'])
    expect(now.W_xh).not.toEqual(trained.W_xh)
  })
})

describe('weights that an edit has no place for', () => {
  it('are drawn anew where the same is merely drawn again', () => {
    const { session, weights, load } = opened()
    steps(session, 5)
    const trained = weights()
    const wider = structuredClone(elman())
    wider.nodes.h!.size = 5
    load(wider)
    steps(session, 2)
    load(elman())
    expect(weights()).not.toBe(trained)
  })

  it('come back with every number where the edit is taken back', () => {
    const { session, weights, load } = opened()
    steps(session, 5)
    const trained = weights()
    const wider = structuredClone(elman())
    wider.nodes.h!.size = 5
    load(wider)
    load(elman(), true)
    expect(weights()).toBe(trained)
  })
})
