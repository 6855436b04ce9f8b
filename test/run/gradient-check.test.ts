import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { limits } from '../../engine/document/limits'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import type { Answer } from '../../engine/run/questions'
import { registry } from '../../nodes'
import { ask } from './ask'
import { draw, elman } from '../documents'

/** All messages of a session until it is idle. */
function messagesOf(asked: (session: Session) => void): Message[] {
  const waiting: (() => void)[] = []
  const session = new Session(registry, { now: () => 0, soon: (task) => void waiting.push(task), later: () => () => undefined })
  const messages: Message[] = []
  session.message$.subscribe((m) => messages.push(m))
  asked(session)
  for (let task = waiting.shift(); task; task = waiting.shift()) task()
  return messages
}

const answers = <K extends Message['kind']>(messages: readonly Message[], kind: K): Extract<Message, { kind: K }>[] =>
  messages.filter((m): m is Extract<Message, { kind: K }> => m.kind === kind)

const load = (session: Session, document: GraphDocument): void => session.send({ kind: 'load', revision: 1, document, fresh: true })

describe('a session, asked for a gradient check,', () => {
  it('answers with the id of the request, with progress in between', () => {
    const messages = messagesOf((session) => {
      load(session, elman())
      session.send({ kind: 'ask', request: 7, question: { kind: 'gradient-check', seed: 2 } })
    })
    expect(answers(messages, 'answer')).toMatchObject([{ of: 'gradient-check', request: 7, answer: { check: { agrees: true, checked: { seed: 2 } } } }])
    const shares = answers(messages, 'progress').map((m) => m.done)
    expect(shares.length).toBeGreaterThan(5)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  it('reports that there is nothing to check', () => {
    messagesOf((session) => expect(ask(session, { kind: 'gradient-check' })).toEqual({}))
  })
})

/** A fully recurrent layer. */
const dense = (size: number): GraphDocument =>
  draw(
    { x: { type: 'input', size: 1 }, h: { type: 'layer', size }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
    { in: 'x → h', copy: 'h → c', back: 'c → h', out: 'h → y' },
    { training: { algorithm: { kind: 'rtrl' } }, data: { kind: 'inline', sequences: [{ x: [[1], [2], [3]], y: [[1], [2], [3]] }] } },
  )

describe('a session asked for the costs of algorithms', () => {
  const asked = (document: GraphDocument) => {
    let answer: Answer<'costs'>
    const messages = messagesOf((session) => {
      load(session, document)
      answer = ask(session, { kind: 'costs' })
    })
    return { messages, answer: answer!, of: (name: string) => answer.costs.find(({ algorithm: a }) => (a.kind === 'rtrl' ? a.variant : a.kind) === name)! }
  }

  it('reports work and memory of every variant and of BPTT', () => {
    const { answer, of } = asked(dense(16))
    expect(answer).toMatchObject({ sequences: 1, longest: 3, limit: limits.memory })
    expect(answer.costs.map(({ algorithm: a }) => (a.kind === 'rtrl' ? a.variant : a.kind))).toEqual([
      'exact',
      'hybrid',
      'snap-1',
      'e-prop',
      'rflo',
      'uoro',
      'bptt',
    ])
    for (const { bytes, carried, operations } of answer.costs) {
      expect(operations).toBeGreaterThan(0)
      expect(bytes).toBeGreaterThan(carried)
    }
    // 16 units by 16² recurrent weights in full; one number a weight otherwise.
    expect(of('exact').carried).toBeGreaterThan(16 * 16 * 16 * 8)
    expect(of('snap-1').carried).toBeLessThan(of('exact').carried / 4)
    expect(of('uoro').carried).toBeLessThan(of('exact').carried / 4)
    expect(of('bptt').operations).toBeLessThan(of('exact').operations)
  })

  it('reports them also if a run would exceed the memory', () => {
    const { messages, of } = asked(dense(1000))
    expect(answers(messages, 'compiled').at(-1)!.errors).toMatchObject([{ code: 'limit-exceeded', repairs: [{ kind: 'set-variant', variant: 'snap-1' }] }])
    expect(of('exact').bytes).toBeGreaterThan(limits.memory)
    expect(of('snap-1').bytes).toBeLessThan(limits.memory)
  })

  it('reports nothing for a document that does not compile', () => {
    expect(asked(draw({ h: { type: 'layer', size: 2 } }, {})).answer.costs).toEqual([])
  })
})
