import { describe, expect, it } from 'vitest'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { elman } from '../documents'

const pace = { now: () => 0, soon: () => undefined, later: () => () => undefined }

function answers(asked: (session: Session) => void): Extract<Message, { kind: 'gradient-check' }>[] {
  const session = new Session(registry, pace)
  const told: Message[] = []
  session.message$.subscribe((m) => told.push(m))
  asked(session)
  return told.filter((m) => m.kind === 'gradient-check')
}

describe('a session that is asked for a gradient check', () => {
  it('answers with the request it was asked under', () => {
    const [answer, ...more] = answers((session) => {
      session.send({ kind: 'load', revision: 1, document: elman(), fresh: true })
      session.send({ kind: 'gradient-check', request: 7, seed: 2 })
    })
    expect(more).toEqual([])
    expect(answer).toMatchObject({ request: 7, check: { agrees: true, checked: { seed: 2 } } })
  })

  it('answers that there is nothing to check', () => {
    expect(answers((session) => session.send({ kind: 'gradient-check', request: 1 }))).toEqual([{ kind: 'gradient-check', request: 1 }])
  })
})
