import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { SessionCommand, Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import type { Answer, Question, QuestionKind, TableAnswer, TableProgress } from '../../engine/run/questions'
import { registry } from '../../nodes'
import { ask } from './ask'

const pace = { now: () => 0, soon: () => undefined, later: () => () => undefined }

const document: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', columns: ['a'] }, y: { type: 'output', columns: ['b'] } },
  edges: { w: { from: 'x', to: 'y' } },
  data: { kind: 'file', path: 'a.csv' },
}
const TEXT = 'a,b,word\n1,2,u\n3,4,v\n5,6,\n7,8,u\n9,10,u\n'

function session(): {
  send(command: SessionCommand): void
  ask<K extends QuestionKind>(question: Question<K>): Answer<K>
  messages: Message[]
  last<K extends Message['kind']>(kind: K): Extract<Message, { kind: K }>
} {
  const made = new Session(registry, pace)
  const messages: Message[] = []
  made.message$.subscribe((message) => messages.push(message))
  return {
    send: (command) => made.send(command),
    ask: (question) => ask(made, question),
    messages,
    last: (kind) => messages.findLast((m): m is Extract<Message, { kind: typeof kind }> => m.kind === kind)!,
  }
}

/** Sends a table in pieces; returns the progress after each, and the result. */
function give(to: ReturnType<typeof session>, table: number, text = TEXT): { progress: readonly TableProgress[]; answer: TableAnswer } {
  to.send({ kind: 'table-begin', table, path: 'a.csv', format: 'csv' })
  const all = new TextEncoder().encode(text)
  const progress: TableProgress[] = []
  for (let at = 0; at < all.length; at += 7) progress.push(to.ask({ kind: 'table-piece', table, bytes: all.slice(at, at + 7) }))
  return { progress, answer: to.ask({ kind: 'table-end', table }) }
}

describe('a session, given a table in pieces,', () => {
  it('reports progress and the result', () => {
    const ours = session()
    const { progress, answer } = give(ours, 1)
    expect(progress.map(({ bytes }) => bytes)).toEqual(progress.map((_, i) => Math.min(TEXT.length, 7 * (i + 1))))
    expect(answer).toMatchObject({
      table: 1,
      rows: 5,
      cells: 15,
      columns: ['a', 'b', 'word'],
      kinds: ['number', 'number', 'text'],
      errors: [],
      account: { encoding: 'utf-8', separator: ',', decimal: '.', header: 1, rows: 5, warnings: [] },
      keys: { separator: ',', decimal: '.', header: 1 },
    })
  })

  it('uses it as the data of a document', () => {
    const ours = session()
    give(ours, 1)
    ours.send({ kind: 'load', revision: 1, document, fresh: true, table: 1 })
    expect(ours.last('compiled')).toMatchObject({ errors: [], columns: ['a', 'b', 'word'], sizes: { x: 1, y: 1 } })
    expect(ours.last('state').status).toBe('ready')
    expect(ours.ask({ kind: 'preview', first: 3, rows: 2, course: null })).toMatchObject({
      rows: 5,
      cells: [
        [7, 8, 'u'],
        [9, 10, 'u'],
      ],
    })
  })

  it('shows it before it becomes the data, beside the document’s data', () => {
    const ours = session()
    give(ours, 1)
    ours.send({ kind: 'load', revision: 1, document, fresh: true, table: 1 })
    give(ours, 2, 'c\n5\n6\n')
    expect(ours.ask({ kind: 'preview', first: 0, rows: 9, course: 'c', table: 2 })).toMatchObject({
      rows: 2,
      columns: [{ name: 'c', minimum: 5, maximum: 6, nodes: [] }],
      cells: [[5], [6]],
      course: { column: 'c' },
    })
    expect(ours.ask({ kind: 'preview', first: 0, rows: 1, course: null })).toMatchObject({ rows: 5, cells: [[1, 2, 'u']] })
  })

  it('forgets one that is dropped while being read, and continues with its own data', () => {
    const ours = session()
    give(ours, 1)
    ours.send({ kind: 'load', revision: 1, document, fresh: true, table: 1 })
    ours.send({ kind: 'table-begin', table: 2, path: 'b.csv', format: 'csv' })
    const piece = (text: string): unknown => ours.ask({ kind: 'table-piece', table: 2, bytes: new TextEncoder().encode(text) })
    piece('c\n1\n')
    ours.send({ kind: 'table-drop', table: 2 })
    expect(() => piece('2\n')).toThrow('no longer there')
    expect(() => ours.ask({ kind: 'table-end', table: 2 })).toThrow('no longer there')
    ours.send({ kind: 'step' })
    expect(ours.last('state')).toMatchObject({ status: 'paused', update: 1 })
  })

  it('distinguishes a table that was not read to its end from a missing one', () => {
    const ours = session()
    ours.send({ kind: 'load', revision: 1, document, fresh: true, unread: true })
    expect(ours.last('compiled').errors).toMatchObject([{ code: 'data-missing', key: 'data-file-unread' }])
    ours.send({ kind: 'load', revision: 2, document, fresh: true })
    expect(ours.last('compiled').errors).toMatchObject([{ code: 'data-missing', key: 'data-file-missing' }])
  })
})
