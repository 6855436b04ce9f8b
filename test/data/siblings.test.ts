import { describe, expect, it } from 'vitest'
import { accountOf, buildDataset, keysOf, readData, type TableRead } from '../../engine/data'
import { columnOf } from '../../engine/data/table'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { account, read, warned } from './tables'

const numbers = (found: TableRead, name: string): number[] => [...columnOf(found.table!, name)!.numbers]
const times = (found: TableRead, name: string): (string | null)[] =>
  [...(columnOf(found.table!, name)!.times ?? [])].map((time) => (Number.isNaN(time) ? null : new Date(time).toISOString()))

describe('numbers as locales and programs write them', () => {
  it.each<[string, string, number[], string[]]>([
    ['euros', 'a;b\n1.234,50 €;1\n99,00 €;2\n-12,10 €;4\n', [1234.5, 99, -12.1], []],
    ['dollars', 'a;b\n$1,234.50;1\n$99.00;2\n-$12.10;4\n', [1234.5, 99, -12.1], []],
    ['yen', 'a;b\n¥1,234,567;1\n￥99;2\n12;4\n', [1234567, 99, NaN], ['table-strays a 4']],
    ['francs', "a;b\nCHF 1'234.50;1\nCHF 12.00;2\n", [1234.5, 12], []],
    ['lakh and crore', 'a;b\n1,23,45,678;1\n₹ 5;2\n7;4\n8;5\n', [12345678, NaN, 7, 8], ['table-strays a 3']],
    ['per mille', 'a;b\n5‰;1\n7‰;2\n', [0.005, 0.007], []],
    ['a unit', 'a;b\n5 kg;1\n7 kg;2\n3 kg;9\n', [5, 7, 3], ['table-unit a 2']],
    ['names of houses', 'a;b\n5a;1\n7b;2\n3c;9\n', [5, NaN, NaN], []],
    ['grades', 'a;b\n2-;1\n3+;2\n1-;9\n', [NaN, NaN, NaN], ['table-near-numbers a 2']],
    ['a minus behind', 'a;b\n12,5-;1\n3,5;2\n', [-12.5, 3.5], []],
    ['parentheses', 'a;b\n(1,234.50);1\n99.00;2\n', [-1234.5, 99], ['table-parentheses a 2']],
    ['a blank behind the sign', 'a;b\n- 5;1\n+ 3;2\n3;7\n', [-5, 3, 3], []],
    ['exponents of Fortran', 'a;b\n1.5D+03;1\n2.5D-01;2\n', [1500, 0.25], []],
    ['powers of ten', 'a;b\n1.5×10^3;1\n2×10^-1;2\n', [1500, 0.2], []],
    ['Arabic digits', 'a;b\n١٢٣;1\n٤٫٥;2\n', [123, 4.5], []],
    ['Devanagari digits', 'a;b\n१२;1\n३;2\n', [12, 3], []],
    ['hexadecimal digits', 'a;b\n0x10;1\n0xFF;2\n', [NaN, NaN], ['table-near-numbers a 2']],
    ['fractions', 'a;b\n1/2;1\n3/4;2\n', [NaN, NaN], ['table-near-numbers a 2']],
    ['quotes of one stroke', "a;b\n'1';1\n'2.5';2\n", [NaN, NaN], ['table-near-numbers a 2']],
    ['zeros before them', 'zip;a\n1;01234\n2;12345\n4;02345\n', [1234, 12345, 2345], ['table-padded a 2']],
    ['what is too large', 'a;b\n1e999;1\n7;2\n3;4\n', [NaN, 7, 3], ['table-too-large a 2']],
    ['a value for missing ones', 't;a\n0;1.5\n1;-999\n2;1.7\n4;1.6\n', [1.5, -999, 1.7, 1.6], ['table-missing a 3']],
    ['half numbers, half words', 't;a\n0;1\n1;0\n3;true\n4;false\n', [1, 0, NaN, NaN], ['table-near-numbers a 4']],
  ])('%s', (_, text, expected, warnings) => {
    const found = read(text)
    expect(numbers(found, 'a')).toEqual(expected)
    expect(warned(accountOf(found)!).map((code) => code.replace('table-sentinel', 'table-missing'))).toEqual(warnings)
  })

  it('are not proposed if cells do not fit, and no counter takes their place', () => {
    const uses = (text: string): string[] => account(text).columns.map(({ name, use }) => `${name} ${use}`)
    expect(uses('t,x\n0,1.5\n1,欠測\n2,1.7\n3,1.6\n')).toEqual(['t steps', 'x none'])
    expect(uses('t,x,y\n0,1.5,3\n1,oops,4\n2,1.7,9\n3,1.6,1\n')).toEqual(['t steps', 'x none', 'y both'])
    expect(account('x,y\n1,2\n4,oops\n3,5\n').columns[1]).toMatchObject({ use: 'target', why: expect.stringContaining('that is not a number first') as string })
    // A target may have gaps, an input may not: a counter is better than no input.
    expect(uses('t,y\n0,3\n1,\n2,4\n3,9\n')).toEqual(['t input', 'y target'])
    expect(uses('d,y\n2024-01-01,3\n2024-01-02,\n2024-01-03,9\n')).toEqual(['d steps', 'y target'])
    expect(uses('t,x\n0,0x10\n1,0xFF\n2,0x1F\n')).toEqual(['t steps', 'x none'])
  })

  it('may have the signs and letters of statistical offices', () => {
    expect(account('y,v\n2001,1.5\n2002,:\n2003,..\n2004,…\n2005,–\n2006,1.2\n').columns[1]).toMatchObject({ kind: 'number', missing: 4, max: 1.5 })
    expect(warned(account('y,v\n2001,1.5 e\n2002,0.7\n2003,:\n2004,1.2 p\n'))).toContain('table-near-numbers v 2')
  })

  it('may have spreadsheet error values in any language, which are missing unless the user says otherwise', () => {
    expect(account('x,z\n1,#DIV/0!\n5,#WERT!\n3,#NV\n2,\\N\n4,7\n9,8\n').columns[1]).toMatchObject({ kind: 'number', missing: 4, min: 7 })
    const listed = account('x,z\n1,NA\n5,7\n3,8\n', { missingWords: 'listed' })
    expect([listed.missingWords, listed.columns[1]!.missing, warned(listed)]).toEqual(['listed', 0, ['table-strays z 2']])
    expect(keysOf(read('x,z\n1,NA\n5,7\n3,8\n', { missingWords: 'listed' }))).toMatchObject({ missingWords: 'listed' })
    expect(warned(account('k,v\na,1\nNA,4\nb,2\n', { missingWords: 'listed' }))).toEqual([])
  })
})

describe('dates as locales and programs write them', () => {
  it.each<[string, string, (string | null)[], string[]]>([
    ['an offset beyond six hours', '2024-01-01T00:00:00+09:00\n2024-01-01T23:00:00-08:00', ['2023-12-31T15:00:00.000Z', '2024-01-02T07:00:00.000Z'], []],
    ['an offset in hours', '2024-01-01T00:00:00+09\n2024-01-01T01:00:00+09', ['2023-12-31T15:00:00.000Z', '2023-12-31T16:00:00.000Z'], []],
    ['a zone by name', '2024-03-31 01:30 CET\n2024-03-31 03:30 CEST', ['2024-03-31T00:30:00.000Z', '2024-03-31T01:30:00.000Z'], []],
    [
      'a zone in brackets',
      '2024-01-01T00:00+01:00[Europe/Berlin]\n2024-01-02T00:00+01:00[Europe/Berlin]',
      ['2023-12-31T23:00:00.000Z', '2024-01-01T23:00:00.000Z'],
      [],
    ],
    ['offsets in some cells', '2024-01-01T00:00:00Z\n2024-01-02T00:00:00', ['2024-01-01T00:00:00.000Z', '2024-01-02T00:00:00.000Z'], ['table-unzoned d 3']],
    ['nothing between the digits', '20240101T103000Z\n20240102T103000Z', ['2024-01-01T10:30:00.000Z', '2024-01-02T10:30:00.000Z'], []],
    ['weeks', '2024-W01\n2024-W02-3', ['2024-01-01T00:00:00.000Z', '2024-01-10T00:00:00.000Z'], []],
    ['quarters', '2024-Q1\nQ2 2024', ['2024-01-01T00:00:00.000Z', '2024-04-01T00:00:00.000Z'], []],
    ['German months', '1. März 2024\n2. Dezember 2024', ['2024-03-01T00:00:00.000Z', '2024-12-02T00:00:00.000Z'], []],
    ['French months', '1 février 2024\n2 août 2024', ['2024-02-01T00:00:00.000Z', '2024-08-02T00:00:00.000Z'], []],
    ['mails', '"Mon, 01 Jan 2024 00:00:00 GMT"\n"Tue, 02 Jan 2024 00:00:00 GMT"', ['2024-01-01T00:00:00.000Z', '2024-01-02T00:00:00.000Z'], []],
    ['ctime', 'Mon Jan  1 00:00:00 2024\nTue Jan  2 00:00:00 2024', ['2024-01-01T00:00:00.000Z', '2024-01-02T00:00:00.000Z'], []],
    ['web servers', '01/Jan/2024:00:00:01 +0000\n02/Jan/2024:00:00:01 +0000', ['2024-01-01T00:00:01.000Z', '2024-01-02T00:00:01.000Z'], []],
    ['eras of Japan', '令和元年5月1日\nR6.1.5', ['2019-05-01T00:00:00.000Z', '2024-01-05T00:00:00.000Z'], []],
    ['hours and minutes', '10:00\n10:15', ['1970-01-01T10:00:00.000Z', '1970-01-01T10:15:00.000Z'], []],
    ['time that has gone by', '0:00:10.5\n100:00:11', ['1970-01-01T00:00:10.500Z', '1970-01-05T04:00:11.000Z'], []],
    ['days that have gone by', '0 days 00:00:10\n1 days 00:00:11', ['1970-01-01T00:00:10.000Z', '1970-01-02T00:00:11.000Z'], []],
    ['a day that is none', '2020-02-29\n2020-02-30\n2020-03-01', ['2020-02-29T00:00:00.000Z', null, '2020-03-01T00:00:00.000Z'], ['table-strays-date d 3']],
    ['one date beside one that is none', '2020-02-29\n2020-02-30', ['2020-02-29T00:00:00.000Z', null], ['table-strays-date d 3']],
    ['no day at all', '2020-02-30\n2021-02-29', [], ['table-no-day d 2']],
    ['times that are none', '2020-02-28 25:61\n2020-02-28 26:00', [], ['table-no-day d 2']],
    ['Russian months', '1 марта 2024 г.\n2 мая 2024 г., 10:15', ['2024-03-01T00:00:00.000Z', '2024-05-02T10:15:00.000Z'], []],
    [
      'Russian months without days',
      'Январь 2024\nфевр. 2024\nмарт 2024 г.',
      ['2024-01-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
      [],
    ],
    ['Ukrainian months', '3 січня 2024 р.\n4 серпня 2024 р.', ['2024-01-03T00:00:00.000Z', '2024-08-04T00:00:00.000Z'], []],
    [
      'Polish months',
      'środa, 3 stycznia 2024 r.\n2 października 2024\n5 lis 2024',
      ['2024-01-03T00:00:00.000Z', '2024-10-02T00:00:00.000Z', '2024-11-05T00:00:00.000Z'],
      [],
    ],
    ['Polish months without accents', 'styczen 2024\nwrzesien 2024', ['2024-01-01T00:00:00.000Z', '2024-09-01T00:00:00.000Z'], []],
    ['Czech months', '1. ledna 2024\n2. července 2024', ['2024-01-01T00:00:00.000Z', '2024-07-02T00:00:00.000Z'], []],
    ['Hungarian months', '2024. március 1.\n2024. szeptember 15.', ['2024-03-01T00:00:00.000Z', '2024-09-15T00:00:00.000Z'], []],
    ['Romanian months', '1 ianuarie 2024\n2 iulie 2024', ['2024-01-01T00:00:00.000Z', '2024-07-02T00:00:00.000Z'], []],
    ['Turkish months', '5 Ağustos 2024\n3 ARALIK 2024\n7 KASIM 2024', ['2024-08-05T00:00:00.000Z', '2024-12-03T00:00:00.000Z', '2024-11-07T00:00:00.000Z'], []],
    [
      'Greek months',
      '1 Ιανουαρίου 2024\n2 Μαΐου 2024\n3 ΑΥΓΟΥΣΤΟΥ 2024',
      ['2024-01-01T00:00:00.000Z', '2024-05-02T00:00:00.000Z', '2024-08-03T00:00:00.000Z'],
      [],
    ],
    [
      'Scandinavian and Finnish months',
      'lördag 2 mars 2024\n3. desember 2024\n4. joulukuuta 2024',
      ['2024-03-02T00:00:00.000Z', '2024-12-03T00:00:00.000Z', '2024-12-04T00:00:00.000Z'],
      [],
    ],
    [
      'the year before the month',
      '2024-Jan-01\n2024 Feb 3\n2024 March',
      ['2024-01-01T00:00:00.000Z', '2024-02-03T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
      [],
    ],
    ['months and years joined by a word', 'enero de 2024\nfebrero del 2024', ['2024-01-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z'], []],
    ['weeks in words', 'week 12 2020\nKW 13/2020\n2020 W14', ['2020-03-16T00:00:00.000Z', '2020-03-23T00:00:00.000Z', '2020-03-30T00:00:00.000Z'], []],
    [
      'a week that is none',
      'week 1 2020\nweek 2 2020\nweek 60 2020',
      ['2019-12-30T00:00:00.000Z', '2020-01-06T00:00:00.000Z', null],
      ['table-strays-date d 4'],
    ],
    ['quarters as reports write them', "1Q21\nQ2'21\nQ3 21", ['2021-01-01T00:00:00.000Z', '2021-04-01T00:00:00.000Z', '2021-07-01T00:00:00.000Z'], []],
    [
      'quarters in words',
      '1. Quartal 2021\n2e trimestre 2021\nIII kwartał 2021',
      ['2021-01-01T00:00:00.000Z', '2021-04-01T00:00:00.000Z', '2021-07-01T00:00:00.000Z'],
      [],
    ],
    ['Japanese quarters', '2021年第1四半期\n2021年第4四半期', ['2021-01-01T00:00:00.000Z', '2021-10-01T00:00:00.000Z'], []],
    ['halves', 'H1 2021\n2021-H2', ['2021-01-01T00:00:00.000Z', '2021-07-01T00:00:00.000Z'], []],
    ['spans of years', '2010–2014\n2015-2019\n2020 – 2024', ['2010-01-01T00:00:00.000Z', '2015-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z'], []],
    ['seasons', '2009/10\n2010/11\n2011/12', ['2009-01-01T00:00:00.000Z', '2010-01-01T00:00:00.000Z', '2011-01-01T00:00:00.000Z'], []],
    [
      'seasons over the turn of the century',
      '1998/99\n1999/00\n2018/19',
      ['1998-01-01T00:00:00.000Z', '1999-01-01T00:00:00.000Z', '2018-01-01T00:00:00.000Z'],
      [],
    ],
    ['months that look like seasons', '2009/10\n2009/11\n2009/12', ['2009-10-01T00:00:00.000Z', '2009-11-01T00:00:00.000Z', '2009-12-01T00:00:00.000Z'], []],
    ['spans of months', 'Jan–Mar 2021\nApr-Jun 2021', ['2021-01-01T00:00:00.000Z', '2021-04-01T00:00:00.000Z'], []],
    [
      'intervals of ENTSO-E',
      '01.01.2024 00:00 - 01.01.2024 01:00 (CET/CEST)\n01.01.2024 01:00 - 01.01.2024 02:00 (CET/CEST)',
      ['2024-01-01T00:00:00.000Z', '2024-01-01T01:00:00.000Z'],
      [],
    ],
    [
      'intervals of ISO 8601',
      '2024-01-01T00:00Z/2024-01-01T01:00Z\n2024-01-01T01:00Z/2024-01-01T02:00Z',
      ['2024-01-01T00:00:00.000Z', '2024-01-01T01:00:00.000Z'],
      [],
    ],
    ['intervals of days', '2024-01-01 to 2024-01-07\n2024-01-08 to 2024-01-14', ['2024-01-01T00:00:00.000Z', '2024-01-08T00:00:00.000Z'], []],
    ['intervals of hours', '00:00 - 01:00\n01:00 - 02:00', ['1970-01-01T00:00:00.000Z', '1970-01-01T01:00:00.000Z'], []],
    ['ranges of numbers', '1500-2000\n2000-2500', [], ['table-near-numbers d 2']],
    ['intervals of ISO 8601 with a duration', '2024-01-01T00:00Z/PT15M\n2024-01-01T00:15Z/PT15M', ['2024-01-01T00:00:00.000Z', '2024-01-01T00:15:00.000Z'], []],
    ['codes that look like quarters', 'Q1 0815\nT2 4711\nH2 1234', [], []],
    ['halves beyond the second', 'S3 2021\n2021S4\nH3 2021', [], []],
    ['names that look like parts of years', 'S1-10\nS2-11\nH1-12', [], []],
    ['words that begin like months', 'Maybe 2024\nMarch 2024', [], []],
  ])('%s', (_, cells, expected, warnings) => {
    const found = read(
      `d;v\n${cells
        .split('\n')
        .map((cell, i) => `${cell};${[3, 7, 4][i]!}`)
        .join('\n')}\n`,
    )
    expect(times(found, 'd')).toEqual(expected)
    expect(warned(accountOf(found)!)).toEqual(warnings)
  })

  it.each<[string, string, string, string]>([
    ['d', '20240101\n20240102\n20240105', '2024-01-01', 'table-stamps-compact d 2'],
    ['Date', '45292\n45293\n45295', '2024-01-01', 'table-stamps-days Date 2'],
    ['timestamp', '1704067200\n1704070800\n1704078000', '2024-01-01', 'table-stamps-epoch timestamp 2'],
    ['unix_ms', '1704067200000\n1704070800000\n1704078000000', '2024-01-01', 'table-stamps-epoch unix_ms 2'],
    ['time_ns', '1704067200000000000\n1704070800000000000\n1704078000000000000', '2024-01-01', 'table-stamps-epoch time_ns 2'],
  ])('whole numbers of %s are reported as times, and can be read as numbers', (name, cells, least, warning) => {
    const found = read(
      `${name};v\n${cells
        .split('\n')
        .map((cell, i) => `${cell};${i * i}`)
        .join('\n')}\n`,
    )
    expect(accountOf(found)!.columns[0]).toMatchObject({ use: 'steps', min: least })
    expect(warned(accountOf(found)!)).toEqual([warning])
    expect(accountOf(found, { 0: { kind: 'number' } })!.columns[0]!.min).toBe(Number(cells.split('\n')[0]))
    expect(account(`x;v\n${cells.replaceAll('\n', ';3\n')};5\n`).columns[0]!.min === least).toBe(name === 'd')
  })
})

describe('tables as programs lay them out', () => {
  it.each<[string, string, string[], number, number, string[]]>([
    ['a separator at the end of rows', 'a,b\n1,2,\n3,1,\n5,9,\n', ['a', 'b', 'column 3'], 1, 3, []],
    ['row names of R', '"a" "b"\n"x" 1.5 2\n"y" 3.5 1\n"z" 5 9\n', ['column 1', 'a', 'b'], 1, 3, ['table-header-short 1']],
    ['a mark before the names', '# t x\n0 5\n1 3\n2 9\n', ['t', 'x'], 1, 3, []],
    ['a comment above', '% made by hand\n1 2\n3 1\n5 9\n', ['column 1', 'column 2'], 0, 3, ['table-header-none 2', 'table-header-above 2']],
    ['units with powers', 't,v,a\ns,m s-1,m/s²\n0,20.5,1\n1,20.6,5\n3,20.1,3\n', ['t', 'v', 'a'], 1, 3, ['table-units 2']],
    ['names with units', '1h,2h\n0.5,3\n0.7,1\n0.2,9\n', ['1h', '2h'], 1, 3, []],
    ['the header again', 'a,b\n1,2\n3,1\na,b\n5,9\n4,4\n', ['a', 'b'], 1, 4, ['table-header-again 4']],
    ['Markdown', '| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 1 |\n| 5 | 9 |\n', ['column 1', 'a', 'b', 'column 4'], 1, 3, []],
    ['a database console', '+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n| 3 | 1 |\n+---+---+\n', ['column 1', 'a', 'b', 'column 4'], 2, 2, []],
    ['carets', 'a^b\n1^2\n3^1\n', ['a', 'b'], 1, 2, ['table-separator']],
    ['control characters', 'a\u0001b\n1\u00012\n3\u00011\n', ['a', 'b'], 1, 2, ['table-separator']],
    ['one line of numbers', '1,2,3\n', ['column 1', 'column 2', 'column 3'], 0, 1, ['table-header-none 1']],
    ['one number', '5\n', ['column 1'], 0, 1, ['table-header-none 1']],
    ['commas between cells and before fractions', 'a,b\n"1,5","2,5"\n"3,5","4,25"\n', ['a', 'b'], 1, 2, []],
  ])('%s', (_, text, names, header, rows, warnings) => {
    const found = account(text)
    expect([found.columns.map(({ name }) => name), found.header, found.rows, warned(found)]).toEqual([names, header, rows, warnings])
    // The keys written into a document give the same table, and the document opens.
    const keys = keysOf(read(text))
    expect(read(text, keys).table).toEqual(read(text).table)
    const document = { format: 'unfold-graph', version: 2, nodes: {}, edges: {}, data: { kind: 'file', path: 'a.csv', ...keys } }
    expect(parseDocument(JSON.stringify(document), registry).errors).toEqual([])
  })

  it.each<[string, string, number]>([
    ['x;"y\n1;2\n3;4\n', 'data-quotes', 1],
    ['a b c\n1 2 3\n4 6\n7 8 9\n', 'data-row-length', 3],
    ['a,b\n"x\\"y",1\n"z",2\n', 'data-quotes', 2],
  ])('%j is refused with its line', (text, key, line) => {
    expect(read(text).errors).toMatchObject([{ key, values: { line } }])
  })
})

describe('texts with two spellings', () => {
  const [composed, apart] = ['Am\u00e9lie', 'Ame\u0301lie']
  const graph = (columns: string, categories?: string[]): GraphDocument => ({
    format: 'unfold-graph',
    version: 1,
    nodes: { u: { type: 'input', columns: [columns], encoding: 'one-hot' }, y: { type: 'output', columns: ['z'] } },
    edges: { W: { from: 'u', to: 'y' } },
    data: { kind: 'file', path: 'a.csv', split: [1, 0, 0] },
    ...(categories ? { weights: { W: { shape: [1, 2], data: [1, 2] } }, fitted: { columns: { [columns]: { categories } } } } : {}),
  })
  const inputs = (document: GraphDocument, text: string): number[] | string | undefined => {
    const { dataset, errors } = buildDataset(document, registry, { u: 2, y: 1 }, readData(document, { text: () => text }))
    return dataset ? [...dataset.train[0]!.inputs.u!] : errors[0]?.key
  }

  it('are one if only the composition of accents differs, and this is reported', () => {
    const found = account(`id,v\n${apart},1\n${composed},2\n${apart},5\nBo,3\n`)
    expect([found.columns[0]!.distinct, warned(found)]).toEqual([2, ['table-accents id 3']])
    expect(warned(account(`id,v\n${apart},1\n${apart},2\nBo,3\n`))).toEqual([])
    expect(account(`${composed},${apart}\n1,2\n3,1\n7,5\n`).columns.map(({ why }) => why)).toEqual(['name occurs twice', 'name occurs twice'])
    expect(inputs(graph(apart), `${composed},z\na,1\nb,2\n`)).toEqual([1, 0, 0, 1])
    expect(inputs(graph('k', [apart, 'b']), `k,z\n${composed},1\nb,2\n`)).toEqual([1, 0, 0, 1])
  })

  it('are two if they differ only in zeros', () => {
    expect(inputs(graph('k', ['7', '8']), 'k,z\n7.0,1\n8,2\n')).toEqual([1, 0, 0, 1])
    expect(inputs(graph('k', ['7', '8']), 'k,z\n007,1\n8,2\n')).toBe('column-category-unknown')
    expect(inputs(graph('k', ['7', '8']), 'k,z\n7,1\n7.0,2\n')).toBe('column-category-unknown')
  })

  it('are refused if they match several fitted categories, or none', () => {
    const errors = (categories: string[]): string[] =>
      parseDocument(JSON.stringify(graph('k', categories)), registry).errors.map(({ key, path }) => `${key} ${path}`)
    expect(errors(['a', 'b', 'a'])).toEqual(['category-twice /fitted/columns/k/categories/2'])
    expect(errors(['a', ''])).toEqual(['category-empty /fitted/columns/k/categories/1'])
  })
})

describe('comments', () => {
  it.each<[string, string, number[], string[]]>([
    ['among rows', 'a,b\n1,2\n# the sensor was moved\n2,5\n% again\n3,1\n', [1, 2, 3], ['table-comments 3']],
    ['of two words above rows of two numbers', '% b\n1 2\n2 5\n3 1\n4 4\n', [1, 2, 3, 4], ['table-header-none 2', 'table-header-above 2']],
    ['of two words among them', 'a b\n1 2\n# moved\n2 5\n3 1\n', [1, 2, 3], ['table-comments 3']],
  ])('%s are skipped and reported', (_, text, expected, warnings) => {
    const found = read(text)
    expect([...found.table!.columns[0]!.numbers]).toEqual(expected)
    expect(warned(accountOf(found)!)).toEqual(warnings)
  })

  it('are not short rows that begin with an error value', () => {
    expect(read('a,b\n1,2\n#N/A\n2,5\n').errors).toMatchObject([{ key: 'data-row-length', values: { line: 3 } }])
    expect(numbers(read('a,b\n1,2\n#N/A,3\n2,5\n'), 'a')).toEqual([1, NaN, 2])
  })
})

describe('a file that is not quite a table', () => {
  it.each([
    ['a page', '<!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table></html>\n', 'data-no-table'],
    ['a table of a page', ' <table><tr><td>1</td></tr>\n</table>\n', 'data-no-table'],
    ['XML', '<?xml version="1.0"?>\n<r><a>1</a></r>\n', 'data-no-table'],
    ['rich text', '{\\rtf1\\ansi 1,2\\par}\n', 'data-no-text'],
    ['MATLAB', 'MATLAB 5.0 MAT-file, Platform\n1,2\n', 'data-no-text'],
    ['rows of different lengths', 'a,b,c\n0,0.5\n3,5.5,3\n6,10.5\n2,4.5,3\n5,9.5\n1,3.5,3\n4,8.5\n0,2.5,3\n', 'data-row-length'],
  ])('%s is refused with its reason', (_, text, key) => {
    expect(read(text).errors).toMatchObject([{ key }])
  })

  it('a DOS Ctrl+Z at the end is not a row', () => {
    expect(numbers(read('a,b\r\n1,2\r\n3,5\r\n\u001a'), 'b')).toEqual([2, 5])
  })

  it('names the line of the first row, and an invisible separator', () => {
    expect(warned(account('Wind speed  Air temp\n 1  2.5\n 4  3.5\n 9  7.5\n'))).toEqual(['table-header-none 2', 'table-header-above 2'])
    const { warnings } = account('a\u001fb\n1\u001f2.5\n4\u001f3.5\n', {}, 'a.csv')
    expect(warnings.map(({ values }) => values.separator)).toEqual(['\\x1f'])
  })
})

describe('rows with the newest first', () => {
  it('give a warning, in one series or in several', () => {
    const days = Array.from({ length: 12 }, (_, i) => `2024-03-${String(30 - i)}`)
    const falling = account(`date,y\n${days.map((day, i) => `${day},${(i * 5) % 7}`).join('\n')}\n`)
    expect(warned(falling)).toEqual(['table-dates-falling date 2'])
    expect(falling.columns[0]).toMatchObject({ use: 'none', why: 'dates, the newest first' })
    const two = account(`id,date,y\n${['a', 'b'].flatMap((id) => days.map((day, i) => `${id},${day},${(i * 5) % 7}`)).join('\n')}\n`)
    expect(warned(two)).toEqual(['table-dates-falling date 2'])
    expect(
      warned(
        account(
          `date,y\n${[...days]
            .reverse()
            .map((day, i) => `${day},${(i * 5) % 7}`)
            .join('\n')}\n`,
        ),
      ),
    ).toEqual([])
  })
})

it('a column in percent is reported as read in hundredths', () => {
  const { columns } = account('a,b\n1,5%\n3,7.5%\n2,9%\n')
  expect(columns[1]).toMatchObject({ use: 'both', min: 0.05, max: 0.09, why: 'a number in percent: 5 % is read as 0.05' })
})
