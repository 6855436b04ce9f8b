import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { TableIntake, accountOf, keysOf, publicAccount, readData, buildDataset, type TableAccount, type TableRead } from '../../engine/data'
import { columnOf } from '../../engine/data/table'
import type { GraphDocument, TableKeys } from '../../engine/document/types'
import { registry } from '../../nodes'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(content: string | Uint8Array, keys: TableKeys = {}, path = 'a.csv'): TableRead {
  const intake = new TableIntake(path, undefined, { keys })
  intake.push(typeof content === 'string' ? utf8(content) : content)
  return intake.end()
}

function account(content: string | Uint8Array, keys?: TableKeys, path?: string): TableAccount {
  const found = read(content, keys, path)
  if (!found.table) throw new Error(found.errors[0]?.message)
  return accountOf(found)!
}

const numbers = (found: TableRead, name: string): number[] => [...columnOf(found.table!, name)!.numbers]
const codes = ({ warnings }: TableAccount): string[] => warnings.map(({ code, column, line }) => [code, column, line].filter((part) => part !== null).join(' '))
const uses = ({ columns }: TableAccount): string => columns.map(({ name, use }) => `${name}: ${use}`).join(', ')

describe('ids', () => {
  it('are compared as text: long ones, and ones with leading zeros', () => {
    const found = account('id,x\n208310224003697457,1\n208310224003697458,2\n208310224003697457,5\n208310224003697458,3\n')
    expect(found.columns[0]).toMatchObject({ kind: 'text', distinct: 2, use: 'sequence' })
    expect(account('code,x\n007,1\n7,4\n007,5\n7,3\n').columns[0]).toMatchObject({ kind: 'text', distinct: 2, use: 'sequence' })
    const json = read('[{"id": 208310224003697457, "x": 1}, {"id": 208310224003697458, "x": 2}]', {}, 'a.json')
    expect(accountOf(json)!.columns[0]!.distinct).toBe(2)
  })

  it('that are interleaved make sequences; two columns of that name are refused, naming both', () => {
    const document = (text: string): ReturnType<typeof buildDataset> => {
      const graph: GraphDocument = {
        format: 'unfold-graph',
        version: 1,
        nodes: { u: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['x'] } },
        edges: { W: { from: 'u', to: 'y' } },
        data: { kind: 'file', path: 'a.csv', sequenceColumn: 'id', split: [1, 0, 0] },
      }
      return buildDataset(graph, registry, { u: 1, y: 1 }, readData(graph, { text: () => text }))
    }
    expect(document('id,x\n007,1\n7,2\n007,3\n7,4\n').dataset!.train.map((s) => [...s.inputs.u!])).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(document('id,x,id\n1,1,1\n').errors).toMatchObject([{ key: 'data-columns-twice', values: { count: 2, positions: '1, 3' } }])
    expect(uses(account('x,id\n1,7\n4,8\n3,7\n9,8\n'))).toBe('x: both, id: sequence')
  })

  it('keep a scaling that was fitted when numbers were compared by value', () => {
    const graph: GraphDocument = {
      format: 'unfold-graph',
      version: 1,
      nodes: { u: { type: 'input', columns: ['x'], encoding: 'one-hot' }, y: { type: 'output', columns: ['z'] } },
      edges: { W: { from: 'u', to: 'y' } },
      data: { kind: 'file', path: 'a.csv', split: [1, 0, 0] },
      weights: { W: { shape: [1, 2], data: [1, 2] } },
      fitted: { columns: { x: { categories: ['0', '1'] } } },
    }
    const built = buildDataset(graph, registry, { u: 2, y: 1 }, readData(graph, { text: () => 'x,z\n1.0,3\n0.0,1\n' }))
    expect([...built.dataset!.train[0]!.inputs.u!]).toEqual([0, 1, 1, 0])
  })
})

describe('the decimal sign', () => {
  it('with two possible readings gives a warning with a choice', () => {
    const text = 'a;b\n999,5;1\n1.234;2\n2.000;3\n'
    const found = account(text)
    expect([found.separator, found.decimal, found.thousands, codes(found)]).toEqual([';', ',', '.', ['table-decimal a 3']])
    expect(numbers(read(text), 'a')).toEqual([999.5, 1234, 2000])
    const [settled, otherwise] = found.warnings[0]!.choices
    expect(codes(account(text, settled))).toEqual([])
    expect(numbers(read(text, otherwise), 'a')).toEqual([999.5, 1.234, 2])
  })

  it.each<[string, string, number[], '.' | ',', string | null, string[]]>([
    ['a point', 'a\n1.5\n-2.25e-1\n', [1.5, -0.225], '.', null, []],
    ['a comma between semicolons', 'a;b\n1,5;2\n3;4\n', [1.5, 3], ',', null, []],
    ['a comma between tabs', 'a\tb\n1,5\t2\n3,25\t4\n', [1.5, 3.25], ',', null, []],
    ['a comma in one column', 'a\n1,5\n2,75\n', [1.5, 2.75], ',', null, ['table-separator']],
    ['points between thousands', 'a;b\n1.234,5;1\n12.345.678;2\n', [1234.5, 12345678], ',', '.', []],
    ['commas between thousands', 'a,b\n"1,234.5",1\n"12,345,678",2\n', [1234.5, 12345678], '.', ',', []],
    ['blanks between thousands', 'a;b\n1 234,5;1\n12 345;2\n', [1234.5, 12345], ',', ' ', []],
    ['narrow blanks', 'a;b\n1\u202f234,5;1\n12\u00a0345;2\n', [1234.5, 12345], ',', ' ', []],
    ['apostrophes', "a;b\n1'234.5;1\n12'345.0;2\n", [1234.5, 12345], '.', "'", []],
    ['groups of two', 'a,b\n"12,34,567.5",1\n"1,00,000",2\n', [1234567.5, 100000], '.', ',', []],
    ['both signs', 'a;b\n1,5;1\n2.5;2\n', [1.5, 2.5], ',', null, ['table-decimal a 3']],
    ['three digits alone', 'a;b\n1.234;1\n2.345;5\n', [1.234, 2.345], '.', null, ['table-decimal a 2']],
    ['three digits between commas', 'a,b\n1.234,1\n2.345,5\n', [1.234, 2.345], '.', null, []],
  ])('is recognized: %s', (_, text, expected, decimal, thousands, warnings) => {
    const found = account(text)
    expect(numbers(read(text), 'a')).toEqual(expected)
    expect([found.decimal, found.thousands, codes(found)]).toEqual([decimal, thousands, warnings])
  })
})

describe('numbers in other forms', () => {
  it('are numbers if most cells are, and the other cells are named', () => {
    const text = 'x,y\n1,\u22125\n2,50%\n4,"1,234"\n3,１２\n7,8.5\n9,8\n'
    const found = account(text)
    expect(numbers(read(text), 'y')).toEqual([-5, NaN, 1234, 12, 8.5, 8])
    expect(found.columns[1]).toMatchObject({ kind: 'number', use: 'target', missing: 0 })
    expect(codes(found)).toEqual(['table-decimal y 4', 'table-cells y 3'])
  })

  it('are percentages if the whole column is', () => {
    expect(numbers(read('x,y\n1,50%\n5,12.5 %\n3,\n'), 'y')).toEqual([0.5, 0.125, NaN])
    expect(numbers(read('x,y\n1,50%\n5,20%\n3,7\n'), 'y')).toEqual([0.5, 0.2, NaN])
  })

  it('are categories only if the user says so', () => {
    const graph: GraphDocument = {
      format: 'unfold-graph',
      version: 1,
      nodes: { u: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'] } },
      edges: { W: { from: 'u', to: 'y' } },
      data: { kind: 'file', path: 'a.csv', split: [1, 0, 0] },
    }
    const data = readData(graph, { text: () => 'x,y\n1,2\n4,oops\n3,5\n' })
    expect(data.warnings).toMatchObject([{ code: 'table-cells', values: { column: 'y', line: 3, count: 1 } }])
    expect(buildDataset(graph, registry, { u: 1, y: 1 }, data).errors).toMatchObject([{ key: 'column-text', values: { line: 3 } }])
    const missing = { ...graph, data: { ...graph.data!, missing: ['oops'] } } as GraphDocument
    expect(buildDataset(missing, registry, { u: 1, y: 1 }, readData(missing, { text: () => 'x,y\n1,2\n4,oops\n3,5\n' })).errors).toEqual([])
  })
})

describe('the header', () => {
  it.each<[string, string, number, string[], string[]]>([
    ['none', '0.12,0.5\n0.13,0.4\n0.1,0.44\n', 0, ['column 1', 'column 2'], ['table-header 1']],
    ['none below a title', 'a title\n0.12,0.5\n0.13,0.4\n0.1,0.44\n', 0, ['column 1', 'column 2'], ['table-header 2', 'table-header 2']],
    ['the first line', 'a,b\n1,2\n4,3\n', 1, ['a', 'b'], []],
    ['below empty lines', '\n\na,b\n1,2\n4,3\n', 3, ['a', 'b'], []],
    [
      'of an oscilloscope',
      'Record Length,Analog:10000\nSample Interval,1e-6\nVertical Units,V\nTime,Volt\n0,0.1\n0.1,0.3\n0.2,0.2\n',
      4,
      ['Time', 'Volt'],
      ['table-header 4'],
    ],
    ['of a logger', '# logger 7\n# started 2024-01-01\nt;u;v\n0;1;3\n1;4;1\n2;2;7\n', 3, ['t', 'u', 'v'], ['table-header 3']],
    ['above units', 'Time,Voltage\n(s),(V)\n0,0.1\n0.1,0.3\n0.2,0.2\n', 1, ['Time', 'Voltage'], ['table-header 2']],
    ['with a line break in its first cell', '"first\nname",b\n1,2\n2,1\n4,4\n', 1, ['first\nname', 'b'], []],
    ['of years', 'place,2001,2002,2003\nA,1,7,3\nB,4,1,2\n', 1, ['place', '2001', '2002', '2003'], ['table-header 1']],
    ['of words alone', 'a,b\nx,y\nz,w\n', 1, ['a', 'b'], []],
    ['that could be a row', 'a,b\na,y\nz,w\n', 1, ['a', 'b'], ['table-header 1']],
    ['with an empty name', ',b\n5,2\n4,3\n', 1, ['column 1', 'b'], []],
    ['above a stray cell', 'x,y\nabc,2\n3,1\n5,7\n8,1\n', 1, ['x', 'y'], ['table-cells x 2']],
  ])('is recognized: %s', (_, text, header, names, warnings) => {
    const found = account(text)
    expect([found.header, found.columns.map(({ name }) => name), codes(found)]).toEqual([header, names, warnings])
  })

  it('can be given, and by default is the line with the names that a document uses', () => {
    expect(account('0.12,0.5\n0.13,0.4\n0.1,0.44\n', { header: 1 }).columns.map(({ name }) => name)).toEqual(['0.12', '0.5'])
    expect(account('a,b\n1,2\n', { header: 0 }).rows).toBe(2)
    expect(read('a,b\n1,2\n', { header: 9 }).errors).toMatchObject([{ key: 'data-header-beyond', values: { line: 9 } }])
    const document: GraphDocument = {
      format: 'unfold-graph',
      version: 1,
      nodes: { x: { type: 'input', columns: ['0.5'] } },
      edges: {},
      data: { kind: 'file', path: 'a.csv' },
    }
    expect(readData(document, { text: () => '0.12,0.5\n0.13,0.4\n0.1,0.44\n' }).columns).toEqual(['0.12', '0.5'])
  })
})

describe('the separator', () => {
  it('that the first line declares is used', () => {
    expect(account('sep=;\na;b\n1;2\n3;5\n')).toMatchObject({ separator: ';', header: 2, columns: [{ name: 'a' }, { name: 'b' }] })
    expect(account('"sep=|"\r\na|b\r\n1|2,5\r\n')).toMatchObject({ separator: '|', decimal: ',' })
    // Each line has another separator as often.
    expect(account('sep=|\na,b|c,d\n1,5|2,5\n3,5|4,5\n').columns).toMatchObject([{ name: 'a,b' }, { name: 'c,d', min: 2.5 }])
    expect(account('sep=,\na;x,b;y\n1;1,2;2\n').columns).toMatchObject([{ name: 'a;x' }, { name: 'b;y' }])
  })

  it('of a text of numbers may be a blank, and such a text is a table', () => {
    expect(account('0.1 0.4\n0.3  0.2\n0.5\t0.9\n', {}, 'a.txt')).toMatchObject({
      separator: ' ',
      header: 0,
      rows: 3,
      columns: [{ name: 'column 1' }, { name: 'column 2' }],
    })
    expect(keysOf(read('0.1,0.4\n0.3,0.2\n', {}, 'a.txt'))).toMatchObject({ format: 'csv', header: 0, separator: ',' })
    expect(account('Call me Ishmael.\nSome years ago, never mind how long\n', {}, 'a.txt').columns[0]!.name).toBe('char')
  })

  it('that is ambiguous gives a warning', () => {
    expect(codes(account('k,l;m,n\na,b;c,d\ne,f;g,h\n'))).toContain('table-separator')
  })
})

describe('quotes', () => {
  it('are read as spreadsheets do, or refused with the line', () => {
    expect(account('"x", "y"\n1,2\n3,1\n').columns.map(({ name }) => name)).toEqual(['x', 'y'])
    const tabs = account('a\tb\n"x\t1\ny\t2\n"z"\t3\n', {}, 'a.tsv')
    expect([tabs.rows, codes(tabs)]).toEqual([3, ['table-quotes 2']])
    expect(codes(account('a\tb\n"x\ty\nz"\t1\nq\t2\n', {}, 'a.tsv'))).toEqual(['table-quotes 2'])
    expect(read('a,b\n1,2\n3,"4\n5,6\n').errors).toMatchObject([{ key: 'data-quotes', values: { line: 3 } }])
    expect(read('a,b\n"1\n",2\n3,"4"5\n').errors).toMatchObject([{ key: 'data-quotes', values: { line: 4 } }])
  })
})

describe('missing values', () => {
  it.each(['', 'NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'None', 'null', '.', '-', '?', '#DIV/0!'])('include %j, in reading and in training', (word) => {
    const found = read(`x,y\n1,2\n5,${word}\n3,4\n`)
    expect(accountOf(found)!.columns[1]).toMatchObject({ kind: 'number', missing: 1, use: 'target' })
    expect(found.warnings).toEqual([])
  })

  it('infinity gives a warning as one, in text it is a category, and further words can be given', () => {
    expect(codes(account('x,y\n1,2\n5,inf\n3,4\n'))).toEqual(['table-missing y 3'])
    const text = account('k,v\na,1\nNone,4\nb,2\n')
    expect([text.columns[0], codes(text)]).toMatchObject([{ kind: 'text', missing: 0, distinct: 3 }, ['table-missing k 3']])
    expect(account('k,v\na,1\nNone,4\nb,2\n', { missing: ['None'] }).columns[0]).toMatchObject({ missing: 1, distinct: 2 })
    expect(account('x,y\n1,2\n5,-999\n3,4\n', { missing: ['-999'] }).columns[1]).toMatchObject({ missing: 1, min: 2 })
  })
})

describe('what a column is used for', () => {
  it('is the axis only for an even counter or dates', () => {
    expect(uses(account('x,y\n1,2\n2,4\n3,6\n'))).toBe('x: steps, y: both')
    expect(uses(account('x,z\n1,1\n2,4\n3,9\n5,25\n'))).toBe('x: input, z: both')
    expect(uses(account('t,v\n0.00,1\n0.33,4\n0.67,2\n1.00,5\n'))).toBe('t: steps, v: both')
    expect(uses(account('run,t,v\na,0,1\na,1,4\nb,0,2\nb,1,5\n'))).toBe('run: sequence, t: steps, v: both')
  })

  it.each<[string, string, string, string[]]>([
    ['2024-01-30', '2024-02-01', '2024-01-30', []],
    ['2024-01-30T10:15', '2024-02-01 09:00:01.5', '2024-01-30T10:15', []],
    ['30.01.2024', '01.02.2024', '2024-01-30', []],
    ['1/30/2024', '2/1/2024', '2024-01-30', []],
    ['30/01/2024', '01/02/2024', '2024-01-30', []],
    ['01/02/2024', '02/02/2024', '2024-02-01', ['table-dates d 2']],
    ['30-Jan-24', '01-Feb-24', '2024-01-30', []],
    ['Jan 30, 2024', 'Feb 1, 2024', '2024-01-30', []],
    ['2024年1月30日', '2024年2月1日', '2024-01-30', []],
    ['2024-01-30T00:00:00+01:00', '2024-01-30T10:00:00Z', '2024-01-29T23:00', []],
    ['1/30/2024 1:05 PM', '1/30/2024 2:05 PM', '2024-01-30T13:05', []],
  ])('%s is a date', (first, second, least, warnings) => {
    const found = account(`d;v\n${first};5\n${second};7\n`)
    expect(found.columns[0]).toMatchObject({ kind: 'text', use: 'steps', min: least })
    expect(codes(found)).toEqual(warnings)
  })

  it('invalid dates are not read as dates', () => {
    for (const text of ['2024-13-01', '2024-02-30', '31/31/2024', '12:99:00', '1.2.3.4', 'May I, 2024'])
      expect(columnOf(read(`d;v\n${text};5\n${text};6\n`).table!, 'd')!.times, text).toBeUndefined()
  })
})

describe('times of day', () => {
  it.each<[string, string[], string, string]>([
    ['to the minute', ['08:00', '09:30', '10:15'], '08:00', '10:15'],
    ['to a fraction', ['8:00:00.25', '8:00:00.5'], '08:00:00.25', '08:00:00.5'],
    ['with a second half of the day', ['08:00 AM', '1:30 pm'], '08:00', '13:30'],
    ['durations beyond a day', ['20:07:11.5', '100:00:00'], '20:07:11.5', '100:00'],
  ])('%s have no day', (_, cells, min, max) => {
    const found = account(`t,v\n${cells.map((cell, i) => `${cell},${(7 * i) % 4}`).join('\n')}\n`)
    expect(found.columns[0]).toMatchObject({ name: 't', min, max, use: 'steps', reason: { key: 'column-why-times' } })
  })

  it('that are not in order are reported, and a column of dates beside them stays dates', () => {
    expect(account('t,v\n23:00,1\n00:00,3\n01:00,2\n').columns[0]).toMatchObject({ use: 'none', reason: { key: 'column-why-times-unordered' } })
    expect(account('t,v\n08:00,1\n2024-01-01 09:00,3\n2024-01-01 10:00,2\n').columns[0]!.max).toBe('2024-01-01T10:00')
  })
})

describe('a table', () => {
  it('read by the keys of its account is the same table', () => {
    for (const text of ['a;b\n999,5;1\n1.234;2\n', 'x,1\n0.1,0.4\n0.2,0.1\n', 'sep=;\na;b\n1;2\n3;5\n', 't\n1,5\n2,5\n']) {
      const first = read(text)
      const again = read(text, keysOf(first))
      expect(again.table, text).toEqual(first.table)
    }
  })

  it('of one endless line of commas is refused before memory is allocated', () => {
    const intake = new TableIntake('a.csv', 'csv')
    const piece = utf8(','.repeat(2 ** 20))
    for (let i = 0; i < 64 && !intake.refused; i++) intake.push(piece)
    expect(intake.bytes).toBeLessThan(4 * 2 ** 20)
    expect(intake.end().errors).toMatchObject([{ code: 'limit-exceeded', key: 'data-columns-over' }])
  })

  const COUNT = Number(process.env.COUNT ?? 3_000)
  const seed = Number(process.env.SEED ?? 23)
  it(`damaged in ${COUNT} ways is read, or refused with a message, whole or in pieces (SEED=${seed})`, { timeout: 300_000 }, () => {
    const random = stream(seed, 'tables')
    const originals = [
      'a,b,c\n1,2,x\n3,4.5,y\n',
      'a;b\n1.234,5;"x;y"\n2,5;q\n',
      'd\tv\n2024-01-01\t1\n2024-01-02\t"2"\n',
      'sep=;\nα;β\n1;２\n',
      'x y\n1 2\n3 4\n',
      'Record,1\nTime,Volt\n0,1\n1,50%\n',
      '"a\nb",c\r\n1,NaN\r\n007,inf\r\n',
    ].map(utf8)
    const scraps = [
      '"',
      ',',
      ';',
      '\t',
      '\n',
      '\r',
      '\0',
      'sep=',
      '1.234',
      '1,5',
      '%',
      '\u2212',
      'é',
      '1e999',
      '\x1b$B',
      '時刻',
      '9'.repeat(30),
      '01/02/2024',
    ].map(utf8)
    for (let round = 0; round < COUNT; round++) {
      let content = [...originals[random.integer(originals.length)]!]
      for (let edits = random.integer(6); edits >= 0; edits--) {
        const at = random.integer(content.length + 1)
        const kind = random.integer(4)
        if (kind === 0) content.splice(at, 1 + random.integer(4))
        else if (kind === 1) content.splice(at, 0, ...scraps[random.integer(scraps.length)]!)
        else if (kind === 2) content[at] = random.integer(256)
        else content = [...content.slice(at), ...content.slice(0, at)]
      }
      const whole = read(Uint8Array.from(content))
      const intake = new TableIntake('a.csv')
      for (let at = 0; at < content.length; ) {
        const next = at + 1 + random.integer(9)
        intake.push(Uint8Array.from(content.slice(at, next)))
        at = next
      }
      const cut = intake.end()
      const shown = `SEED=${seed} round ${round}: ${JSON.stringify(String.fromCharCode(...content))}`
      expect(whole.table !== undefined, shown).toBe(whole.errors.length === 0)
      expect(cut, shown).toEqual(whole)
      // What a column is called may have curly quotes itself.
      const quoted = whole.table?.columns.map(({ name }) => name).filter((name) => /[“”]/.test(name)) ?? []
      for (const { message } of [...whole.errors, ...whole.warnings]) {
        const unnamed = quoted.reduce((text, name) => text.replaceAll(name, 'its name'), message)
        if (/[{}]|undefined|“”/.test(unnamed.replace(/"(?:[^"\\]|\\.)*"|“[^”]*.”/g, ''))) throw new Error(`${shown}: ${message}`)
      }
      if (whole.table) expect(publicAccount(accountOf(whole)!), shown).toMatchObject({ rows: whole.table.rows })
    }
  })
})
