import { DAY, daysOf, isDay } from './calendar'
import { neverFalls } from './even'
import { WEEK_NAME, weekOf } from './periods'

/** How a number may encode a time: 20241231 with or without a time of day, 202452 as a week, 1.2024 as a month, days as spreadsheets count, or time units since a moment. */
type StampForm = 'compact' | 'weeks' | 'months' | 'days' | 'epoch'

export interface Stamps {
  readonly form: StampForm
  /** The unit of an epoch time, and the day from which it counts. */
  readonly unit: string
  readonly since: string
  readonly times: Float64Array
}

/** Names of columns that hold days: date, sale_date, saleDate, but not candidates. */
const DAY_WORD =
  /(?:^|[^\p{L}])dates?(?:[ _-]?time)?(?!\p{L})|datetime|(?:order|sales?|trade|birth|start|end|due|ship|visit|obs|sampl(?:e|ing)|event)date|datum|fecha|timestamp|日付|日時|年月日|日期|날짜|дата|วันที่|tarih|tanggal|päivä|pvm/iu
const CAMEL_DAY = /[a-z]Date/
export const isDayName = (name: string): boolean => DAY_WORD.test(name) || CAMEL_DAY.test(name)
/** Names of columns that hold times. */
export const TIME_NAME =
  /time|zeit|stamp|^ts$|[_ ]ts$|utc|epoch|unix|(?:created|updated|modified|recorded|logged)(?:[_ ]?(?:at|on))?$|[_ ]at$|時刻|时间|시간|время/i
const MONTH_NAME = /^(?:months?|monat|mois|mes|mês|mese|maand|месяц|月|年月|ay)$|year[ _-]?month|date|datum|period/i
/** Days from 1899-12-30, the zero of spreadsheets, to 1970-01-01. */
const SPREADSHEET = 25_569
/** Years that time stamps may lie in. */
const [FIRST, LAST] = [1980, 2100]
/** The year from which on seconds are more likely counted from an earlier moment, as 1904. */
const LAST_SECONDS = 2070
/** Units, and the moments from which they are counted. The ticks of .NET and of Windows come first, since they would also be nanoseconds of 1990. */
const EPOCHS: readonly { readonly unit: string; readonly length: number; readonly since: string; readonly zero: number; readonly last: number }[] = [
  { unit: '100 ns', length: 1e-4, since: '0001-01-01', zero: daysOf(1, 1, 1) * DAY, last: LAST },
  { unit: '100 ns', length: 1e-4, since: '1601-01-01', zero: daysOf(1601, 1, 1) * DAY, last: LAST },
  { unit: 's', length: 1_000, since: '1970-01-01', zero: 0, last: LAST_SECONDS },
  { unit: 'ms', length: 1, since: '1970-01-01', zero: 0, last: LAST },
  { unit: 'µs', length: 1e-3, since: '1970-01-01', zero: 0, last: LAST },
  { unit: 'ns', length: 1e-6, since: '1970-01-01', zero: 0, last: LAST },
]

/** Returns the times that numbers encode, by their values and the column's name; undefined if they are plain numbers. */
export function stampsOf(name: string, numbers: Float64Array): Stamps | undefined {
  const isDays = isDayName(name)
  const isNamed = isDays || TIME_NAME.test(name)
  const weeks = WEEK_NAME.test(name) ? read(numbers, 'weeks', weekTime) : undefined
  if (weeks) return weeks
  const compact = read(numbers, 'compact', (x) => compactTime(x, isNamed))
  if (compact && (isNamed || (numbers.length > 2 && neverFalls(compact.times)))) return compact
  const months = MONTH_NAME.test(name) ? (read(numbers, 'months', monthTime) ?? read(numbers, 'months', yearMonthTime)) : undefined
  if (months) return months
  if (!isNamed) return undefined
  const days = isDays ? read(numbers, 'days', (x) => within(Math.round((x - SPREADSHEET) * DAY), LAST)) : undefined
  return days ?? epochOf(numbers)
}

/** Returns the times that numbers would encode if they were time units since 1970-01-01 or another usual moment. */
export function epochOf(numbers: Float64Array): Stamps | undefined {
  for (const { unit, length, since, zero, last } of EPOCHS) {
    const epoch = read(numbers, 'epoch', (x) => within(x * length + zero, last), unit, since)
    if (epoch) return epoch
  }
  return undefined
}

const within = (time: number, last: number): number => (time >= daysOf(FIRST, 1, 1) * DAY && time < daysOf(last, 1, 1) * DAY ? time : NaN)

function read(numbers: Float64Array, form: StampForm, timeOf: (x: number) => number, unit = '', since = ''): Stamps | undefined {
  const isTime = (x: number): boolean => Number.isNaN(x) || !Number.isNaN(timeOf(x))
  // Most columns of numbers end this at their first row, before anything is allocated for them.
  if (!numbers.every(isTime) || !numbers.some((x) => !Number.isNaN(x))) return undefined
  return { form, unit, since, times: numbers.map((x) => (Number.isNaN(x) ? NaN : timeOf(x))) }
}

const dayTime = (year: number, month: number, day: number): number =>
  year >= 1800 && year <= LAST && isDay(year, month, day) ? daysOf(year, month, day) * DAY : NaN

/** Reads 20241231, 2024123123, 202412312359 and 20241231235959; in a column with such a name also 202412 and 2024366. */
function compactTime(x: number, isNamed: boolean): number {
  if (!Number.isInteger(x) || x < 0) return NaN
  if (x < 1_000_000) return isNamed ? dayTime(Math.floor(x / 100), x % 100, 1) : NaN
  if (x < 10_000_000) {
    const [year, number] = [Math.floor(x / 1_000), x % 1_000]
    const start = dayTime(year, 1, 1)
    return isNamed && number >= 1 && start + (number - 1) * DAY <= dayTime(year, 12, 31) ? start + (number - 1) * DAY : NaN
  }
  const digits = String(x).length
  if (![8, 10, 12, 14].includes(digits)) return NaN
  const all = x * 10 ** (14 - digits)
  const [date, clock] = [Math.floor(all / 1e6), all % 1e6]
  const [hour, minute, second] = [Math.floor(clock / 1e4), Math.floor(clock / 100) % 100, clock % 100]
  const day = dayTime(Math.floor(date / 1e4), Math.floor(date / 100) % 100, date % 100)
  return hour < 24 && minute < 60 && second < 60 ? day + ((hour * 60 + minute) * 60 + second) * 1_000 : NaN
}

/** Reads 202452 as the Monday of a week. */
function weekTime(x: number): number {
  const [year, week] = [Math.floor(x / 100), x % 100]
  if (!Number.isInteger(x) || year < 1900 || year > LAST || week < 1 || week > 53) return NaN
  const { year: of, month, day } = weekOf(year, week, 1)
  return daysOf(of, month, day) * DAY
}

/** Reads 12.2024 as a month. */
function monthTime(x: number): number {
  const [month, year] = [Math.floor(x), Math.round((x % 1) * 1e4)]
  return month >= 1 && month <= 12 && year >= 1900 && year <= LAST && Math.abs((x % 1) * 1e4 - year) < 1e-6 ? dayTime(year, month, 1) : NaN
}

/** Reads 2024.12 as a month. */
function yearMonthTime(x: number): number {
  const [year, month] = [Math.floor(x), Math.round((x % 1) * 100)]
  return year >= 1900 && year <= LAST && Math.abs((x % 1) * 100 - month) < 1e-6 ? dayTime(year, month, 1) : NaN
}
