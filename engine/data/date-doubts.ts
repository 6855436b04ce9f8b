import type { MessageKey } from '../base/messages/en'
import type { MessageValues } from '../base/problem'
import type { TableKeys } from '../document/types'
import { dayAt, DAY, isoTime } from './calendar'
import type { Cell, Column } from './column'
import { neverFalls } from './even'
import { monthOf } from './months'
import { TIME_NAME, epochOf, isDayName } from './stamps'

/** A doubt about the dates of a column, or about a column that may have some. */
interface DateDoubt {
  readonly key: MessageKey
  readonly cell: Cell
  readonly values?: MessageValues
  readonly choices?: readonly TableKeys[]
}

/** Years for which two digits are read although a century earlier may be meant. */
const [SHORT_FIRST, SHORT_LAST] = [2030, 2069]
/** Years of the Persian and the Islamic calendar in our time. */
const [EARLY_FIRST, EARLY_LAST] = [1300, 1500]
/** Years that databases and programs write for no date at all. */
const isFar = (year: number): boolean => year >= 9_000 || year <= 1
/** Most different texts that are examined. */
const MOST = 400

const PARTIAL = [
  /^[QT][1-4]$/i,
  /^[1-4]\.?\s?(?:Q|quarter|quartal|trimestre)$/i,
  /^W(?:eek)?\s?\d{1,2}$/i,
  /^(?:[QH][1-4][ -]?)?F(?:Y|iscal\s?(?:year)?)\s?'?(?:\d{2}|\d{4})(?:[-/–](?:\d{2}|\d{4}))?(?:[ -]?[QH][1-4])?$/i,
  /^(?:令和|平成|昭和|[RHS])?\d{1,4}年度$/,
  /^\d{1,2}月(?:\s?\d{1,2}日)?$/,
  /^\d{1,2}[. -]{1,2}([\p{L}\p{M}]{3,10})\.?$/u,
  /^([\p{L}\p{M}]{3,10})\.?[ -]{1,2}\d{1,2}$/u,
]

/** Returns whether a text is a month, quarter, week or day without its year, or a fiscal year, whose beginning differs by country. */
function isPartial(text: string): boolean {
  return (
    monthOf(text.replace(/\.$/, '')) > 0
    || PARTIAL.some((pattern) => {
      const m = pattern.exec(text)
      return m !== null && (m[1] === undefined || monthOf(m[1]) > 0)
    })
  )
}

/** Returns the doubts about the dates of a column. A column that belongs to a joined time axis is left out by the caller. */
export function dateDoubts(column: Column): readonly DateDoubt[] {
  const { times, kind } = column
  if (times) return column.notes.stamps || column.clock ? [] : doubtsOfDates(column, times)
  const found = kind === 'text' ? unreadText(column) : unreadNumbers(column)
  return found ? [found] : []
}

function doubtsOfDates(column: Column, times: Float64Array): DateDoubt[] {
  const { notes } = column
  const found: DateDoubt[] = []
  const years = times.map((time) => (Number.isNaN(time) ? NaN : dayAt(Math.floor(time / DAY)).year))
  const first = (fits: (year: number, row: number) => boolean): number => years.findIndex((year, row) => !Number.isNaN(year) && fits(year, row))
  const add = (key: MessageKey, row: number, choices: readonly TableKeys[] = []): void => {
    if (row >= 0) found.push({ key, cell: cellAt(column, row), values: { read: isoTime(times[row]!) }, choices })
  }
  if (notes.buddhist)
    add(
      'table-dates-buddhist',
      first(() => true),
    )
  else if (first((year) => year < EARLY_FIRST || year > EARLY_LAST) < 0)
    add(
      'table-dates-early',
      first(() => true),
    )
  if (notes.week) found.push({ key: 'table-dates-week', cell: notes.week, values: { read: isoTime(times[notes.week.row]!) } })
  const isShort = (year: number, row: number): boolean =>
    year >= SHORT_FIRST && year <= SHORT_LAST && /(?<!\d)\d{2}(?!\d)/.test(cellAt(column, row).text) && !/\d{4}|[年RHS]|พ|[ก-ฮ]/.test(cellAt(column, row).text)
  add('table-dates-short', first(isShort))
  const far = first(isFar)
  if (far >= 0 && first((year) => !isFar(year)) >= 0) add('table-dates-far', far, [{ missing: [cellAt(column, far).text] }])
  return found
}

/** Returns the doubt about texts that are not read as dates, although their column is named so, or they are parts of dates. */
function unreadText({ name, texts, codes, notes }: Column): DateDoubt | undefined {
  if (texts.length === 0 || !codes || notes.noDay || notes.nearNumber) return undefined
  const some = texts.slice(0, MOST)
  const cell = (key: MessageKey): DateDoubt => ({ key, cell: { row: codes.indexOf(0), text: texts[0]!.slice(0, 64) } })
  if (texts.length <= MOST && some.every(isPartial)) return cell('table-dates-partial')
  const digits = some.filter((text) => /\p{Nd}/u.test(text)).length
  return (isDayName(name) || TIME_NAME.test(name)) && 2 * digits > some.length ? cell('table-dates-unread') : undefined
}

/** Greatest whole number in a column of dates that may be a year, or count days. */
const GREATEST_YEAR = 9_999
/** Fewest rows by which numbers are taken for times that their column is not named for. */
const FEWEST = 3

/** Returns the doubt about numbers that are not read as times, although their column is named so, or they look like time stamps. */
function unreadNumbers(column: Column): DateDoubt | undefined {
  const { name, numbers, strays } = column
  const row = numbers.findIndex((x) => !Number.isNaN(x))
  if (row < 0 || strays > 0) return undefined
  if (isDayName(name)) {
    const isPlain = numbers.every((x) => Number.isNaN(x) || (Number.isInteger(x) && Math.abs(x) <= GREATEST_YEAR))
    return isPlain ? undefined : { key: 'table-dates-numbers', cell: cellAt(column, row) }
  }
  if (numbers.length < FEWEST || !numbers.every((x) => Number.isNaN(x) || Number.isInteger(x)) || !neverFalls(numbers)) return undefined
  const epoch = epochOf(numbers)
  return epoch && { key: 'table-stamps-maybe', cell: cellAt(column, row), values: { read: isoTime(epoch.times[row]!), unit: epoch.unit, since: epoch.since } }
}

const cellAt = ({ codes, texts, numbers }: Column, row: number): Cell => ({
  row,
  text: codes && codes[row]! >= 0 ? texts[codes[row]!]!.slice(0, 64) : String(numbers[row]),
})
