import { defer, of, type Observable } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import type { SessionCommand } from '../../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply } from '../../../engine/run/questions'
import { Session } from '../../../engine/run/session'
import { registry } from '../../../nodes'
import { DocumentTables } from '../../../renderer/workspace/documentTables'
import type { Reading } from '../../../renderer/workspace/feed'
import type { EngineClient } from '../../../renderer/worker/client'
import { ask } from '../../run/ask'

const place = { path: null }
const file = (path: string): GraphDocument => ({ format: 'unfold-graph', version: 1, nodes: {}, edges: {}, data: { kind: 'file', path } })

/** The session itself in place of its worker. */
class Direct {
  readonly commands: SessionCommand[] = []
  private readonly session = new Session(registry, { now: () => 0, soon: () => undefined, later: () => () => undefined })

  send(command: SessionCommand): void {
    this.commands.push(command)
    this.session.send(command)
  }

  ask<K extends QuestionKind>(question: Question<K>): Observable<Reply<Answer<K>>> {
    return defer(() => of({ answer: ask(this.session, question) }))
  }
}

/** Files by name; each is given out in pieces of 8 bytes. */
const disk: Record<string, string> = {}
let opened: string[] = []
let closed = 0
const at: { name: string; from: number }[] = []

let direct: Direct
let tables: DocumentTables
let readings: (Reading | undefined)[] = []
/** Called with each progress, so that a test can do something in the middle. */
let during: (reading: Reading) => void = () => undefined

beforeEach(() => {
  opened = []
  closed = 0
  at.length = 0
  readings = []
  during = () => undefined
  vi.stubGlobal('window', {
    unfold: {
      openData: async ({ data }: { data: string }) => {
        opened.push(data)
        if (disk[data] === undefined) return { ok: false, reason: `no ${data}` }
        return { ok: true, file: at.push({ name: data, from: 0 }), size: disk[data].length }
      },
      nextPiece: async (number: number) => {
        const entry = at[number - 1]!
        const bytes = new TextEncoder().encode(disk[entry.name]!).slice(entry.from, entry.from + 8)
        entry.from += 8
        return { ok: true, bytes: bytes.length === 0 ? null : bytes }
      },
      closeData: async () => {
        closed++
      },
    },
  })
  disk['a.csv'] = 'a,b\n1,2\n3,4\n5,6\n7,8\n'
  disk['b.csv'] = 'c\n1\n2\n'
  direct = new Direct()
  tables = new DocumentTables(direct as unknown as EngineClient, (reading) => {
    readings.push(reading)
    if (reading) during(reading)
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('the data files of a document', () => {
  it('are read again with any other setting for reading them, and say how', async () => {
    disk['d.csv'] = 'd;y\n03/04/2024;1,5\n04/05/2024;2,5\ntotal;4\n'
    const found = async (keys: object): Promise<number | undefined> =>
      (await tables.find({ ...file('d.csv'), data: { kind: 'file', path: 'd.csv', ...keys } }, place)).table
    const settings = [
      {},
      { dates: 'month-first' },
      { footer: 1 },
      { missingWords: 'listed' },
      { missing: ['total'] },
      { decimal: '.' },
      { thousands: '.' },
      { encoding: 'windows-1252' },
      { header: 2 },
      { separator: ',' },
      { format: 'text' },
    ]
    const read: (number | undefined)[] = []
    for (const keys of settings) read.push(await found(keys))
    expect(new Set(read).size).toBe(settings.length)
    expect(await found({ dates: 'month-first' })).toBe(read[1])
    expect(tables.recognized(read[0])).toEqual({ encoding: 'utf-8', separator: ';', decimal: ',', thousands: '', header: 1, dates: 'day-first' })
    expect(tables.recognized(read[1])).toMatchObject({ dates: 'month-first' })
    expect(tables.recognized(undefined)).toBeUndefined()
  })

  it('are read once, with progress, and closed', async () => {
    const [one, two] = await Promise.all([tables.find(file('a.csv'), place), tables.find(file('a.csv'), place)])
    expect(one).toEqual({ table: 1 })
    expect(two).toEqual(one)
    expect(await tables.find(file('a.csv'), place)).toEqual(one)
    expect([opened, closed]).toEqual([['a.csv'], 1])
    expect(readings.map((r) => r?.bytes)).toEqual([0, 8, 16, 20, undefined])
    expect(readings.find((r) => r?.bytes === 16)).toMatchObject({ path: 'a.csv', size: 20, rows: 3 })
  })

  it('are absent after the user cancels, until requested again', async () => {
    during = ({ bytes }) => {
      if (bytes > 0) tables.stop()
    }
    expect(await tables.find(file('a.csv'), place)).toEqual({ cancelled: true })
    expect(readings.at(-1)).toBeUndefined()
    expect(direct.commands.at(-1)).toEqual({ kind: 'table-drop', table: 1 })
    expect(closed).toBe(1)
    during = () => undefined
    expect(await tables.find(file('a.csv'), place)).toEqual({ cancelled: true })
    expect(opened.length).toBe(1)
    tables.again()
    expect(await tables.find(file('a.csv'), place)).toEqual({ table: 2 })
  })

  it('are abandoned when the document names another file, and both are restored by undo', async () => {
    let second: Promise<unknown> | undefined
    during = ({ path, bytes }) => {
      if (path === 'a.csv' && bytes > 0) second ??= tables.find(file('b.csv'), place)
    }
    expect(await tables.find(file('a.csv'), place)).toEqual({ cancelled: true })
    expect(await second).toEqual({ table: 2 })
    during = () => undefined
    expect(await tables.find(file('a.csv'), place)).toEqual({ table: 3 })
    expect(await tables.find(file('b.csv'), place)).toEqual({ table: 2 })
  })

  it('report why they cannot be read, and are retried', async () => {
    expect(await tables.find(file('c.csv'), place)).toEqual({ failure: 'no c.csv' })
    disk['c.csv'] = 'a\n1\n'
    expect(await tables.find(file('c.csv'), place)).toEqual({ table: 2 })
  })

  it('that the user chose are read before the document refers to them, and known when it does', async () => {
    const result = await tables.stage(place, 'b.csv', new AbortController().signal, () => undefined)
    if (result.kind !== 'read') throw new Error(result.kind)
    expect(result.message).toMatchObject({ rows: 2, columns: ['c'] })
    tables.adopt('b.csv', result.message)
    const document = file('b.csv')
    expect(await tables.find({ ...document, data: { kind: 'file', path: 'b.csv', ...result.message.keys } }, place)).toEqual({ table: result.message.table })
    expect(opened).toEqual(['b.csv'])
    // Read in another way it is another table.
    expect(await tables.find({ ...document, data: { kind: 'file', path: 'b.csv', header: 0 } }, place)).not.toEqual({ table: result.message.table })
  })

  it('that the user chose leave nothing behind when reading is cancelled', async () => {
    const abort = new AbortController()
    expect(
      await tables.stage(place, 'a.csv', abort.signal, ({ bytes }) => {
        if (bytes > 8) abort.abort()
      }),
    ).toEqual({ kind: 'cancelled' })
    expect(direct.commands.at(-1)).toEqual({ kind: 'table-drop', table: 1 })
  })
})
