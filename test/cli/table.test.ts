import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatOf, keysOf, readTable } from '../../engine/data'
import type { GraphDocument, TableKeys } from '../../engine/document/types'
import { placeOfFile } from './terminal'

const here = placeOfFile()

interface Answer {
  encoding: string
  separator: string | null
  decimal: string
  thousands: string | null
  header: number
  missing: string[]
  missingWords: string
  rows: number
  columns: {
    name: string
    kind: string
    missing: number
    distinct: number
    min: number | string | null
    max: number | string | null
    use: string
    why: string
  }[]
  warnings: { code: string; message: string; column: string | null; line: number | null }[]
}

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(here.folder, name), content)
  return name
}

async function table(...args: string[]): Promise<Answer> {
  const { status, out, err } = await here.unfold('table', ...args, '--json')
  if (status !== 0) throw new Error(`${status} ${out} ${err}`)
  return JSON.parse(out) as Answer
}

describe('unfold table', () => {
  it('reports how a file is read, its columns, and what is ambiguous', async () => {
    const name = put('a.csv', 'a;b\n999,5;1\n1.234;2\n2.000;3\n')
    expect(await table(name)).toMatchObject({
      encoding: 'utf-8',
      separator: ';',
      decimal: ',',
      thousands: '.',
      header: 1,
      missing: [],
      missingWords: 'usual',
      rows: 3,
      columns: [
        { name: 'a', kind: 'number', missing: 0, distinct: 3, min: 999.5, max: 2000, use: 'both', why: 'a number' },
        { name: 'b', kind: 'number', missing: 0, distinct: 3, min: 1, max: 3, use: 'steps', why: 'evenly spaced' },
      ],
      warnings: [{ code: 'table-decimal', column: 'a', line: 3 }],
    })
    const { status, out, err } = await here.unfold('table', name)
    expect([status, out.split('\n')[0]]).toEqual([0, 'a.csv: 3 rows, 2 columns'])
    expect(err).toContain('table-decimal')
    expect(err).toContain('line 3')
  })

  it.each<[string[], string, Partial<Answer>]>([
    [['--header', '2'], 'x,y\nu,v\n1,2\n', { header: 2 }],
    [['--header', '0'], '1,2\n3,4\n', { header: 0, rows: 2, warnings: [] }],
    [['--separator', ';'], 'a,b\n1,2\n', { separator: ';' }],
    [['--separator', 'tab'], 'a,b\n1,2\n', { separator: '\t' }],
    [['--separator=blank'], 'a,b\n1,2\n', { separator: ' ' }],
    [['--decimal', '.'], 'a;b\n1.234;1\n', { decimal: '.', warnings: [] }],
    [['--decimal', ','], 'a;b\n1.234;1\n', { decimal: ',' }],
    [['--decimal', ',', '--separator', ','], 'a,b\n"1,234",2\n', { decimal: ',', separator: ',' }],
    [['--thousands', 'none'], 'a;b\n999,5;1\n1.234;2\n', { thousands: null }],
    [['--thousands', "'"], 'a;b\n1.5;1\n', { thousands: "'" }],
    [['--encoding', 'windows-1251'], 'a,b\n1,2\n', { encoding: 'windows-1251' }],
    [['--missing', 'x,-999'], 'a,b\n1,x\n2,-999\n5,7\n', { missing: ['x', '-999'] }],
    [['--missing-words', 'listed'], 'a,b\n1,NA\n2,5\n5,7\n', { missingWords: 'listed' }],
    [['--format', 'tsv'], 'a,b\n1,2\n', { separator: '\t' }],
    [['--format', 'text'], 'ab\n', { separator: null, rows: 3 }],
    [['--format', 'json'], '[{}, {"a": 2}]', { separator: null, rows: 2 }],
  ])('%j does what it says', async (options, content, expected) => {
    const [plain, report] = [await table(put('b.csv', content), '--header', '1').catch(() => undefined), await table('b.csv', ...options)]
    expect(report).toMatchObject(expected)
    expect(plain).not.toEqual(report)
  })

  it.each<[string[], string]>([
    [['--header', '-1'], '--header'],
    [['--separator', 'ab'], '--separator'],
    [['--separator', '"'], '--separator'],
    [['--decimal', ';'], '--decimal'],
    [['--thousands', '5'], '--thousands'],
    [['--decimal', ',', '--thousands', ','], '--decimal'],
    [['--encoding', 'klingon'], '--encoding'],
    [['--missing-words', 'no'], '--missing-words'],
    [['--format', 'xml'], '--format'],
    [['--delimiter', ';'], '--delimiter'],
  ])('refuses %j with status 2', async (options, named) => {
    const { status, err } = await here.unfold('table', put('b.csv', 'a,b\n1,2\n'), ...options)
    expect(status).toBe(2)
    expect(err).toContain(named)
  })

  it('refuses a file that is not a table with status 1 and the line', async () => {
    const { status, out } = await here.unfold('table', put('c.csv', 'a,b\n1,2\n3,"4\n5,6\n'), '--json')
    expect([status, (JSON.parse(out) as { errors: { message: string }[] }).errors[0]!.message]).toEqual([1, expect.stringContaining('line 3')])
    expect((await here.unfold('table', 'none.csv')).status).toBe(2)
  })

  it('shows how a document that uses it reads it', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, t) => `2024-01-${String(1 + (t % 28)).padStart(2, '0')};${(1000 + 5 * t).toLocaleString('de')},5;${t % 7 === 3 ? '-999' : String(t % 5)}`,
    )
    put('d.csv', `# a logger\nday;x;y\n${rows.join('\n')}\n`)
    const options = ['--decimal', ',', '--thousands', '.', '--missing', '-999', '--header', '2']
    const report = await table('d.csv', ...options)
    expect(report.columns.map(({ name, use, missing }) => [name, use, missing])).toEqual([
      ['day', 'none', 0],
      ['x', 'input', 0],
      ['y', 'target', 6],
    ])
    const asked: TableKeys = { decimal: ',', thousands: '.', missing: ['-999'], header: 2 }
    const keys = keysOf(readTable(readFileSync(join(here.folder, 'd.csv'), 'utf8'), formatOf('d.csv'), 'd.csv', { keys: asked }))!
    expect([keys.separator, keys.decimal, keys.thousands, keys.header]).toEqual([report.separator, report.decimal, report.thousands, report.header])
    const document: GraphDocument = {
      format: 'unfold-graph',
      version: 2,
      nodes: { u: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'] } },
      edges: { W: { from: 'u', to: 'y' } },
      data: { kind: 'file', path: 'd.csv', ...keys, normalize: 'range', split: [1, 0, 0] },
      training: { epochs: 1 },
    }
    put('d.unfold', JSON.stringify(document))
    const { status, out } = await here.unfold('check', 'd.unfold', '--json')
    expect([status, (JSON.parse(out) as { errors: unknown[] }).errors]).toEqual([0, []])
    expect((await here.unfold('train', 'd.unfold', '--out', 'e.unfold')).status).toBe(0)
    const fitted = (JSON.parse(readFileSync(join(here.folder, 'e.unfold'), 'utf8')) as GraphDocument).fitted!.columns!
    for (const name of ['x', 'y']) {
      const column = report.columns.find((one) => one.name === name)!
      expect(fitted[name]).toEqual({ minimum: column.min, maximum: column.max })
    }
  })

  it('and a part without steps is reported', async () => {
    put('f.csv', 'x,y\n1,2\n4,3\n')
    const document: GraphDocument = {
      format: 'unfold-graph',
      version: 1,
      nodes: { u: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'] } },
      edges: { W: { from: 'u', to: 'y' } },
      data: { kind: 'file', path: 'f.csv', split: [0.7, 0.15, 0.15] },
    }
    const { status, err } = await here.unfold('run', put('f.unfold', JSON.stringify(document)), '--part', 'test', '--json')
    expect(status).toBe(0)
    expect(err).toContain('part test')
  })
})
