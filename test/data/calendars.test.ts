import { describe, expect, it } from 'vitest'
import { accountOf } from '../../engine/data'
import { columnOf } from '../../engine/data/table'
import { account, besideNumbers, read, times, warned } from './tables'

/** Name, cells, their times, and the warnings. */
type Case = readonly [name: string, column: string, cells: string, times: (string | null)[], warnings: string[]]

const check = (_: string, column: string, cells: string, expected: (string | null)[], warnings: string[]): void => {
  const found = read(besideNumbers(column, cells))
  expect(times(found, column)).toEqual(expected)
  expect(warned(accountOf(found)!)).toEqual(warnings)
}

describe('years of other calendars', () => {
  it.each<Case>([
    ['Buddhist', 'date', '28/02/2567\n29/02/2567\n01/03/2567', ['2024-02-28', '2024-02-29', '2024-03-01'], ['table-dates-buddhist date 2']],
    ['Buddhist in Thai', 'วันที่', '31 ม.ค. 2567\n1 กุมภาพันธ์ พ.ศ. 2567\n๑ มี.ค. ๒๕๖๗', ['2024-01-31', '2024-02-01', '2024-03-01'], ['table-dates-buddhist วันที่ 2']],
    ['Buddhist of two digits', 'เดือน', 'ม.ค. 67\nก.พ.-67\nมี.ค. 67', ['2024-01-01', '2024-02-01', '2024-03-01'], ['table-dates-buddhist เดือน 2']],
    ['far in the future, of ours', 'date', '2099-01-01\n2443-01-01\n2567-01-01', ['2099-01-01', '2443-01-01', '2567-01-01'], []],
    ['Persian or Islamic', 'date', '1402/10/11\n1402/10/12\n1402/10/13', ['1402-10-11', '1402-10-12', '1402-10-13'], ['table-dates-early date 2']],
    ['of the Republic of China', '日期', '民國113年1月1日\n民國113年1月2日', ['2024-01-01', '2024-01-02'], []],
    ['of two digits', 'date', '31/12/67\n01/01/68\n02/01/68', ['2067-12-31', '2068-01-01', '2068-01-02'], ['table-dates-short date 2']],
    ['for no date', 'date', '2024-01-01\n2024-01-02\n9999-12-31', ['2024-01-01', '2024-01-02', '9999-12-31'], ['table-dates-far date 4']],
  ])('%s are read so that nothing is wrong unnoticed', check)
})

describe('periods', () => {
  it.each<Case>([
    ['months by number', 'm', '2024M01\n2024-M02\n2024m12', ['2024-01-01', '2024-02-01', '2024-12-01'], []],
    ['the month first', 'm', '01/2024\n02/2024\n12/2024', ['2024-01-01', '2024-02-01', '2024-12-01'], []],
    ['the month first, like numbers', 'Monat', '01.2024\n02.2024\n10.2024', ['2024-01-01', '2024-02-01', '2024-10-01'], ['table-stamps-months Monat 2']],
    ['the month behind, like numbers', 'month', '2024.01\n2024.02\n2024.10', ['2024-01-01', '2024-02-01', '2024-10-01'], ['table-stamps-months month 2']],
    ['weeks in a column of weeks', 'Woche', '2024/09\n2024/10\n2024/50', ['2024-02-26', '2024-03-04', '2024-12-09'], ['table-dates-week Woche 2']],
    ['weeks of only the first months', 'KW', '1/2024\n2/2024\n12/2024', ['2024-01-01', '2024-01-08', '2024-03-18'], ['table-dates-week KW 2']],
    ['weeks of six digits', 'yearweek', '202451\n202452\n202501', ['2024-12-16', '2024-12-23', '2024-12-30'], ['table-stamps-weeks yearweek 2']],
    ['months in a column of days of the week', 'weekday', '202401\n202402\n202405', [], []],
    ['months without a year', 'month', 'Jan\nFeb\nMar', [], ['table-dates-partial month 2']],
    ['quarters without a year', 'q', 'Q1\nQ2\nQ3', [], ['table-dates-partial q 2']],
    ['weeks without a year', 'week', 'W01\nW02\nW03', [], ['table-dates-partial week 2']],
    ['days without a year', 'd', '1 Jan\n2 Jan\n3 Jan', [], ['table-dates-partial d 2']],
    ['fiscal years', 'fy', 'FY2022\nFY2023/24\nQ1 FY25', [], ['table-dates-partial fy 2']],
    ['Japanese fiscal years', '年度', '令和4年度\n令和5年度', [], ['table-dates-partial 年度 2']],
    ['names that are no months', 'who', 'Ann\nBob\nCleo', [], []],
  ])('%s', check)

  it('without a year are an axis beside a column of years, without a warning', () => {
    const { columns, warnings } = account('year,month,y\n2023,Nov,1\n2023,Dec,5\n2024,Jan,2\n')
    expect([columns.map(({ use }) => use), warnings]).toEqual([['steps', 'steps', 'both'], []])
  })
})

describe('times of day behind dates', () => {
  it.each([
    ['01.01.2024 10:30 Uhr'],
    ['1.1.2024 10.30'],
    ['01-01-2024 10.30.00'],
    ['2024-01-01 kl. 10:30'],
    ['01/01/2024 10h30'],
    ['01/01/2024 à 10h30'],
    ['1. 1. 2024 10:30'],
    ['1.1.2024. 10:30'],
    ['2024年1月1日 10时30分'],
    ['2024-01-01 10:30:00:000'],
    ['Mon Jan 01 2024 10:30:00 GMT+0000 (Coordinated Universal Time)'],
    ['٢٠٢٤/٠١/٠١ ١٠:٣٠'],
    ['1 Januari 2024 10:30'],
  ])('%s', (cell) => {
    expect(times(read(besideNumbers('d', `${cell}\n${cell}`)), 'd')[0]).toBe('2024-01-01T10:30:00')
  })

  it('durations with days', () => {
    expect(times(read(besideNumbers('d', '1d 00:30:00\n1.12:00:00\n2 days 01:00:00')), 'd')).toEqual([
      '1970-01-02T00:30:00',
      '1970-01-02T12:00:00',
      '1970-01-03T01:00:00',
    ])
  })
})

describe('numbers that may be times', () => {
  it.each<Case>([
    ['with hours', 'DATE', '2024010100\n2024010101\n2024010102', ['2024-01-01', '2024-01-01T01:00:00', '2024-01-01T02:00:00'], ['table-stamps-compact DATE 2']],
    [
      'with minutes',
      'd',
      '202401010000\n202401010030\n202401010100',
      ['2024-01-01', '2024-01-01T00:30:00', '2024-01-01T01:00:00'],
      ['table-stamps-compact d 2'],
    ],
    [
      'with seconds',
      'd',
      '20240101000000\n20240101000030\n20240101000100',
      ['2024-01-01', '2024-01-01T00:00:30', '2024-01-01T00:01:00'],
      ['table-stamps-compact d 2'],
    ],
    ['days of the year', 'date', '2024001\n2024060\n2024366', ['2024-01-01', '2024-02-29', '2024-12-31'], ['table-stamps-compact date 2']],
    [
      'ticks of .NET',
      'timestamp',
      '638396640000000000\n638396676000000000\n638396748000000000',
      ['2024-01-01', '2024-01-01T01:00:00', '2024-01-01T03:00:00'],
      ['table-stamps-epoch timestamp 2'],
    ],
    [
      'seconds since 1970',
      'created_at',
      '1704067200\n1704070800\n1704078000',
      ['2024-01-01', '2024-01-01T01:00:00', '2024-01-01T03:00:00'],
      ['table-stamps-epoch created_at 2'],
    ],
    ['seconds since 1904', 'time', '3786912000\n3786915600\n3786922800', [], []],
    ['seconds under another name', 'x', '1704067200\n1704070800\n1704078000', [], ['table-stamps-maybe x 2']],
    ['nearly dates', 'date', '240101\n240102\n240105', [], ['table-dates-numbers date 2']],
    ['day and month alone', 'Datum', '01.02\n02.02\n05.02', [], ['table-dates-numbers Datum 2']],
    ['years', 'date', '2021\n2022\n2024', [], []],
    ['votes', 'candidates', '35000\n36000\n38000', [], []],
  ])('%s', check)
})

it('texts under the name of a date that are not known as dates are reported', () => {
  expect(warned(account(besideNumbers('datum', '1. siječnja 2024\n2. veljače 2024')))).toEqual(['table-dates-unread datum 2'])
  expect(warned(account(besideNumbers('time', 'morning\nnoon')))).toEqual([])
})

it('a number among dates is reported with its line', () => {
  const found = read(besideNumbers('date', '2024-01-01\n2024-01-02\n45294\n2024-01-04'))
  expect(times(found, 'date')).toEqual(['2024-01-01', '2024-01-02', null, '2024-01-04'])
  expect(warned(accountOf(found)!)).toEqual(['table-strays-date date 4'])
  expect(columnOf(found.table!, 'date')!.strays).toBe(1)
})
