import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { formatOf, readTable, tableReader, type Table, type TableFormat, type TableRead } from '../../engine/data'
import { ColumnBuilder } from '../../engine/data/column-builder'
import { categoriesOf, columnOf } from '../../engine/data/table'

function table(text: string, format: TableFormat = 'csv'): Table {
  const { table, errors } = readTable(text, format, 'a.csv')
  if (!table) throw new Error(errors.map((e) => e.message).join('\n'))
  return table
}

const numbers = (of: Table, name: string): number[] => [...columnOf(of, name)!.numbers]
const texts = (of: Table, name: string): (string | undefined)[] => {
  const { codes, texts } = categoriesOf(columnOf(of, name)!, Infinity)!
  return [...codes].map((code) => texts[code])
}
const codes = (text: string, format: TableFormat = 'csv'): string[] => {
  const { table, errors } = readTable(text, format, 'a.csv')
  expect(table === undefined).toBe(errors.length > 0)
  return errors.map((e) => `${e.code} ${e.key}`)
}

/** Reads a text in pieces of these lengths. */
function inPieces(text: string, format: TableFormat, length: () => number): TableRead {
  const reader = tableReader(`a.${format}`, format)
  for (let at = 0; at < text.length; ) {
    const next = at + length()
    reader.push(text.slice(at, next))
    at = next
  }
  return reader.end()
}

describe('comma-separated values', () => {
  it('have columns of numbers and of text', () => {
    const read = table('year,y,place\n1700,5,a\n1701,-1.5e1,b\n1702,.5,a\n')
    expect(read.rows).toBe(3)
    expect(read.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['year', 'number'],
      ['y', 'number'],
      ['place', 'text'],
    ])
    expect(numbers(read, 'y')).toEqual([5, -15, 0.5])
    expect(texts(read, 'place')).toEqual(['a', 'b', 'a'])
  })

  it.each([
    ['CRLF', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['CR alone', 'a,b\r1,x\r2,y\r'],
    ['mixed ends of lines', 'a,b\r\n1,x\n2,y'],
    ['a byte order mark', '\uFEFFa,b\n1,x\n2,y\n'],
    ['quotes', '"a","b"\n"1","x"\n"2","y"\n'],
    ['quotes and CRLF', '"a","b"\r\n"1","x"\r\n"2","y"\r\n'],
    ['semicolons', 'a;b\n1;x\n2;y\n'],
    ['semicolons and a comma inside quotes', 'a;"b"\n1;x\n2;"y"\n'],
    ['tabs', 'a\tb\n1\tx\n2\ty\n'],
    ['bars', 'a|b\n1|x\n2|y\n'],
    ['spaces around cells', ' a , b \n 1 , x \n 2 ,y\n'],
    ['empty lines', '\na,b\n\n1,x\n\n2,y\n\n\n'],
  ])('may have %s', (_, text) => {
    const read = table(text)
    expect(read.columns.map((c) => c.name)).toEqual(['a', 'b'])
    expect(numbers(read, 'a')).toEqual([1, 2])
    expect(texts(read, 'b')).toEqual(['x', 'y'])
  })

  it('may hold delimiters, quotes and ends of lines inside quotes', () => {
    expect(texts(table('a,b\n1,"x, ""y""\nz"\n'), 'b')).toEqual(['x, "y"\nz'])
  })

  it('have a decimal comma if semicolons separate', () => {
    const read = table('a;"b, in m"\n1,5;2\n-,25;1.5\n3;1,e2\n')
    expect(numbers(read, 'a')).toEqual([1.5, -0.25, 3])
    expect(numbers(read, 'b, in m')).toEqual([2, 1.5, 100])
    expect(numbers(table('a\tb\n1,5\t2\n'), 'a')).toEqual([1.5])
    expect(numbers(table('a;b\n1.234,5;2\n'), 'a')).toEqual([1234.5])
  })

  it('may be separated by tabs', () => {
    expect(texts(table('a\tb\n1\tx,y\n', 'tsv'), 'b')).toEqual(['x,y'])
  })

  it.each(['', 'NA', 'N/A', 'null', '?', '  '])('have missing values: %j', (cell) => {
    const read = table(`a,b\n1,x\n${cell},y\n`)
    expect(columnOf(read, 'a')).toMatchObject({ kind: 'number', missing: 1, firstText: undefined, firstNotFinite: undefined })
    expect(numbers(read, 'a')).toEqual([1, NaN])
  })

  it('keep empty lines of a table with one column, except at its end', () => {
    expect(numbers(table('a\n1\n\n3\n\n\n'), 'a')).toEqual([1, NaN, 3])
  })

  it.each(['abc', '0x10', '12px', '--1', '1e', 'true', '1,2,3'])('do not read %j as a number', (cell) => {
    const column = columnOf(table(`a,b\n1,1\n"${cell}",2\n`), 'a')!
    expect(column).toMatchObject({ kind: 'text', firstText: { row: 1, text: cell } })
  })

  it.each(['1e999', '-1e999'])('remember the place of %j', (cell) => {
    expect(columnOf(table(`a\n1\n${cell}\n`), 'a')).toMatchObject({ kind: 'number', firstNotFinite: { row: 1, text: cell } })
  })

  it('keep texts of a column as they are written, and numbers as numbers', () => {
    expect(texts(table('a\n007\n7\nx\n'), 'a')).toEqual(['007', '7', 'x'])
    expect(texts(table('a\n1.0\n1\n-0\n0\n'), 'a')).toEqual(['1.0', '1', '-0', '0'])
  })

  it('find a word after very many different numbers', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => String(i))
    const column = columnOf(table(`a\n${rows.join('\n')}\nword\n`), 'a')!
    expect(column).toMatchObject({ kind: 'number', strays: 1, firstText: { row: 10_000, text: 'word' } })
    expect(column.texts[column.codes![10_000]!]).toBe('word')
    expect(column.texts[column.codes![1234]!]).toBe('1234')
  })

  it.each([
    ['', 'data-missing data-file-empty'],
    ['\n\n', 'data-missing data-file-empty'],
    ['a,b', 'data-missing data-file-header-only'],
    ['a,b\n', 'data-missing data-file-header-only'],
    ['a,b\n1\n', 'data-shape data-row-length'],
    ['a,b\n1,2,3\n', 'data-shape data-row-length'],
    ['a,b\n1,"2\n3,4\n', 'data-shape data-quotes'],
    ['a,b\n1,"2"x\n3,4\n', 'data-shape data-quotes'],
  ])('%j is refused', (text, expected) => {
    expect(codes(text)).toEqual([expected])
  })

  it('report the first row of a different length, and the number of such rows', () => {
    const [error] = readTable('a,b\n1,2\n3\n4,5,6\n', 'csv', 'some.csv').errors
    expect(error!.values).toMatchObject({ line: 3, expected: 2, got: 1, count: 2, path: 'some.csv' })
  })

  it('refuse an unclosed quote over the whole file without reading the file repeatedly', () => {
    const reader = tableReader('a.csv', 'csv')
    reader.push('a,b\n1,"')
    const piece = 'x'.repeat(2 ** 20)
    for (let i = 0; i < 40; i++) reader.push(piece)
    expect(reader.end().errors).toMatchObject([{ code: 'data-shape', key: 'data-row-over', values: { line: 2 } }])
  })

  const seed = Number(process.env.SEED ?? 7)
  it(`are the same however the text is divided (SEED=${seed})`, () => {
    const random = stream(seed, 'csv')
    const cell = (): string => ['1', '-2.5', 'x', '', '"a,b"', '"q""q"', '"line\nend"', 'é', '😀'][random.integer(9)]!
    for (let round = 0; round < 200; round++) {
      const end = random.integer(2) ? '\n' : '\r\n'
      const rows = Array.from({ length: 1 + random.integer(6) }, () => `${cell()},${cell()},1`)
      const text = `a,b,c${end}${rows.join(end)}${random.integer(2) ? end : ''}`
      const whole = readTable(text, 'csv', 'a.csv')
      const read = inPieces(text, 'csv', () => 1 + random.integer(5))
      expect({ ...read, table: { ...read.table, lines: 0 } }, JSON.stringify(text)).toEqual({ ...whole, table: { ...whole.table, lines: 0 } })
      for (let row = 0; row < rows.length; row++) expect(read.table!.lines!.of(row)).toBe(whole.table!.lines!.of(row))
    }
  })

  it('of many megabytes are read in pieces', () => {
    const reader = tableReader('a.csv', 'csv')
    reader.push('t,x,name\n')
    const piece = Array.from({ length: 10_000 }, (_, i) => `${i},${i / 7},n${i % 5}`).join('\n')
    for (let i = 0; i < 50; i++) reader.push(`${piece}\n`)
    const { table } = reader.end()
    expect(table!.rows).toBe(500_000)
    expect(columnOf(table!, 'name')!.texts.length).toBe(5)
    expect(columnOf(table!, 'x')!.numbers[499_999]).toBe(9_999 / 7)
  })
})

describe('JSON tables', () => {
  it('are lists of objects', () => {
    const read = table('[{"a": 1, "b": "x"}, {"a": null, "c": true}, {"b": "y", "a": "2.5"}]', 'json')
    expect(numbers(read, 'a')).toEqual([1, NaN, 2.5])
    expect(texts(read, 'b')).toEqual(['x', undefined, 'y'])
    expect(numbers(read, 'c')).toEqual([NaN, 1, NaN])
  })

  it('are objects of lists', () => {
    const read = table('{"a": [1, 2], "b": ["x", null]}', 'json')
    expect(numbers(read, 'a')).toEqual([1, 2])
    expect(texts(read, 'b')).toEqual(['x', undefined])
  })

  it('are lines with an object each', () => {
    const read = table('{"a": 1, "b": "x"}\n{"a": null, "c": true}\r\n\n{"b": "y", "a": "2.5"}\n', 'json')
    expect(numbers(read, 'a')).toEqual([1, NaN, 2.5])
    expect(texts(read, 'b')).toEqual(['x', undefined, 'y'])
    expect(numbers(read, 'c')).toEqual([NaN, 1, NaN])
  })

  it.each(['{"a": 1}\n{"a": 2}\n', '[{"a": 1}, {"a": 2}]', '\uFEFF {"a": [1, 2]}'])('are recognized by their text in files of another name: %j', (text) => {
    for (const cut of [1, text.length]) {
      const reader = tableReader('a.csv')
      for (let at = 0; at < text.length; at += cut) reader.push(text.slice(at, at + cut))
      const read = reader.end()
      expect(numbers(read.table!, 'a')).toEqual([1, 2])
      expect(read.reading!.keys, 'what a document says of it').toEqual({ format: 'json' })
    }
  })

  it.each(['{a},b\n1,2\n', '[x],y\n1,2\n', '[\n1\n2\n'])('are not recognized if only the beginning is similar: %j', (text) => {
    expect(readTable(text, undefined, 'a.csv').table!.rows).toBeGreaterThan(0)
  })

  it.each([
    ['', 'data-missing data-file-empty'],
    ['[]', 'data-missing data-file-empty'],
    ['{}', 'data-missing data-file-empty'],
    ['{"a": []}', 'data-missing data-file-empty'],
    ['[1, 2]', 'data-shape data-json-shape'],
    ['3', 'data-shape data-json-shape'],
    ['{"a": 1}', 'data-shape data-json-shape'],
    ['{"a": [1], "b": [1, 2]}', 'data-shape data-json-lengths'],
    ['[{"a": [1]}]', 'data-shape data-json-cell'],
    ['[{"a": 1},]', 'data-shape data-json'],
    ['[{"a": 1}', 'data-shape data-json'],
    ['[{"a": NaN}]', 'not-finite number-not-finite'],
    ['[{"a": 1, "a": 2}]', 'data-shape json-key-twice'],
    ['{"a": [1], "a": [2]}', 'data-shape json-key-twice'],
    ['{"a": [1],}', 'data-shape data-json'],
    ['{"a": [1,]}', 'data-shape data-json'],
    ['{"a": [1]} 2', 'data-shape data-json'],
    ['[{"a": 01}]', 'data-shape data-json'],
    ['[{"a": "x\ty"}]', 'data-shape data-json'],
    ['[{"a": "\\q"}]', 'data-shape data-json'],
    ['[{"a": nul}]', 'data-shape data-json'],
    ['[{"a": 1e999}]', 'not-finite number-not-finite'],
    ['[{"a": -Infinity}]', 'not-finite number-not-finite'],
    ['[{"a": "open', 'data-shape data-json'],
    ['{"a": "x"}', 'data-shape data-json-shape'],
    ['{"a": 1}\n{"a": 2', 'data-shape data-json'],
    ['{"a": 1}\n[2]', 'data-shape data-json'],
    ['{"a": 1},\n{"a": 2}', 'data-shape data-json'],
    ['{"a": 1, "a": 2}\n{"b": 3}', 'data-shape json-key-twice'],
    ['{"a": 1, "b": [2]}\n{"a": 3}', 'data-shape data-json-cell'],
    ['{"a": 1}\n{"a": NaN}', 'not-finite number-not-finite'],
    ['{"a": NaN}\n{"a": 1}', 'not-finite number-not-finite'],
  ])('%j is refused', (text, expected) => {
    expect(codes(text, 'json')).toEqual([expected])
    // However the text is divided.
    const reader = tableReader('a.json', 'json')
    for (const unit of text) reader.push(unit)
    expect(reader.end().errors.map((e) => `${e.code} ${e.key}`)).toEqual([expected])
  })

  const seed = Number(process.env.SEED ?? 5)
  it(`equal the result of JSON.parse, however the text is divided (SEED=${seed})`, () => {
    const random = stream(seed, 'json')
    const pick = <T>(all: readonly T[]): T => all[random.integer(all.length)]!
    const spaced = (text: string): string => pick(['', ' ', '\n', '\r\n  ', '\t']) + text + pick(['', ' ', '\n'])
    const written = (value: unknown): string => {
      if (Array.isArray(value)) return spaced(`[${spaced(value.map(written).join(','))}]`)
      if (typeof value !== 'object' || value === null) return spaced(JSON.stringify(value))
      return spaced(
        `{${spaced(
          Object.entries(value)
            .map(([key, entry]) => `${written(key)}:${written(entry)}`)
            .join(','),
        )}}`,
      )
    }
    const cell = (): unknown => pick([null, true, false, 0, 12, -1.5, 1e-7, 3e21, '', 'é😀', 'a"b\\c', '\u0001', 'NA', '2.5', random.normal()])
    for (let round = 0; round < 300; round++) {
      const names = ['a', 'é', 'a"b', 'n\n'].slice(0, 1 + random.integer(4))
      const rows = Array.from({ length: 1 + random.integer(5) }, () => Object.fromEntries(names.map((name) => [name, cell()])))
      const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]))
      const loose = rows.map((row, r) => Object.fromEntries(Object.entries(row).filter((_, i) => r === 0 || i === 0 || random.integer(4) > 0)))
      /** @param between the separator of lines with one object each. */
      const read = (value: object, between?: string): TableRead => {
        const text = between === undefined ? written(value) : Object.values(value).map(written).join(between)
        if (between === undefined) expect(JSON.parse(text)).toEqual(value)
        const whole = readTable(text, 'json', 'a.json')
        expect(
          inPieces(text, 'json', () => 1 + random.integer(7)),
          text,
        ).toEqual(whole)
        return whole
      }
      const expected = (among: readonly Readonly<Record<string, unknown>>[]): Pick<TableRead, 'table' | 'errors'> => {
        const builders = names.map((name) => new ColumnBuilder(name))
        for (const row of among)
          names.forEach((name, i) => {
            const value = row[name]
            if (typeof value === 'string') builders[i]!.addText(value)
            else if (typeof value === 'number' || typeof value === 'boolean') builders[i]!.addNumber(Number(value))
            else builders[i]!.addMissing()
          })
        return { table: { rows: among.length, columns: builders.map((builder) => builder.finish()) }, errors: [] }
      }
      expect(read(rows)).toMatchObject(expected(rows))
      expect(read(columns)).toMatchObject(expected(rows))
      expect(read(loose)).toMatchObject(expected(loose))
      if (loose.length > 1) expect(read(loose, '\n')).toMatchObject(expected(loose))
    }
  })

  it('report their rows while they are read, and are refused at once if they cannot be repaired', () => {
    const reader = tableReader('a.json', 'json')
    reader.push('[{"a": 1}, {"a": 2}, {"a"')
    expect(reader.rows).toBe(2)
    reader.push(': [3')
    expect(reader.refused).toBe(true)
    const columns = tableReader('a.json', 'json')
    columns.push('{"a": [1, 2, 3, ')
    expect(columns.rows).toBe(3)
    columns.push('4], "b": [1]')
    expect(columns.refused).toBe(true)
  })
})

describe('plain text', () => {
  it('has a row for each character', () => {
    const read = table('aé😀\na', 'text')
    expect(texts(read, 'char')).toEqual(['a', 'é', '😀', '\n', 'a'])
  })

  it('can be read from any file, and the document stores this if the name does not imply it', () => {
    const reading = (format: 'text' | undefined, text: string) => {
      const reader = tableReader('a.txt', format)
      reader.push(text)
      const { table, reading } = reader.end()
      return { columns: table!.columns.map(({ name }) => name), rows: table!.rows, keys: reading!.keys }
    }
    expect(reading(undefined, '1 2\n3 4\n').columns).toEqual(['column 1', 'column 2'])
    expect(reading('text', '1 2\n3 4\n')).toEqual({ columns: ['char'], rows: 8, keys: { format: 'text' } })
    expect(reading(undefined, 'words').keys).toEqual({})
  })

  it('may be cut inside a character', () => {
    const reader = tableReader('a.txt', 'text')
    reader.push('\uFEFF')
    for (const unit of 'a😀b'.split('')) reader.push(unit)
    expect(texts(reader.end().table!, 'char')).toEqual(['a', '😀', 'b'])
  })

  it('that is empty is refused', () => {
    expect(codes('', 'text')).toEqual(['data-missing data-file-empty'])
  })
})

it('the name of a file determines its format', () => {
  expect(['a.csv', 'a.TSV', 'b/a.tab', 'a.json', 'a.jsonl', 'a.NDJSON', 'a.txt', 'a', 'a.b/c'].map(formatOf)).toEqual([
    'csv',
    'tsv',
    'tsv',
    'json',
    'json',
    'json',
    'text',
    'csv',
    'csv',
  ])
})
