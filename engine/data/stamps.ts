import { DAY, daysOf, isDay } from './calendar'
import { neverFalls } from './even'

/** How an integer may encode a time: 20241231, days as spreadsheets count, or time units since 1970-01-01. */
type StampForm = 'compact' | 'days' | 'epoch'

export interface Stamps {
  readonly form: StampForm
  /** The unit of an epoch time. */
  readonly unit: string
  readonly times: Float64Array
}

/** Names of columns that hold times. */
const TIMES = /date|time|datum|zeit|stamp|^ts$|[_ ]ts$|utc|epoch|unix|fecha|data\b|日付|日時|時刻|年月日|日期|时间/i
const DAYS = /date|datum|fecha|data\b|日付|年月日|日期/i
/** Days from 1899-12-30, the zero of spreadsheets, to 1970-01-01. */
const SPREADSHEET = 25_569
/** Years that time stamps may lie in. */
const [FIRST, LAST] = [1980, 2100]
const EPOCHS: readonly (readonly [string, number])[] = [
  ['s', 1_000],
  ['ms', 1],
  ['µs', 1e-3],
  ['ns', 1e-6],
]

/** Returns the times that integers encode, by their values and the column's name; undefined if they are plain numbers. */
export function stampsOf(name: string, numbers: Float64Array): Stamps | undefined {
  const isNamed = TIMES.test(name)
  const read = (form: StampForm, timeOf: (x: number) => number, unit = ''): Stamps | undefined => {
    const isTime = (x: number): boolean => Number.isNaN(x) || !Number.isNaN(timeOf(x))
    // Most columns of numbers end this at their first row, before anything is allocated for them.
    if (!numbers.every(isTime) || !numbers.some((x) => !Number.isNaN(x))) return undefined
    return { form, unit, times: numbers.map((x) => (Number.isNaN(x) ? NaN : timeOf(x))) }
  }
  const compact = read('compact', (x) => {
    // 202401 is a month, in a column that is named so.
    if (isNamed && x < 1_000_000) return x >= 180_000 && isDay(Math.floor(x / 100), x % 100, 1) ? daysOf(Math.floor(x / 100), x % 100, 1) * DAY : NaN
    const [year, month, day] = [Math.floor(x / 10_000), Math.floor(x / 100) % 100, x % 100]
    return year >= 1800 && year <= LAST && isDay(year, month, day) ? daysOf(year, month, day) * DAY : NaN
  })
  if (compact && (isNamed || (numbers.length > 2 && neverFalls(compact.times)))) return compact
  if (!isNamed) return undefined
  const within = (time: number): number => (time >= daysOf(FIRST, 1, 1) * DAY && time < daysOf(LAST, 1, 1) * DAY ? time : NaN)
  const days = DAYS.test(name) ? read('days', (x) => within(Math.round((x - SPREADSHEET) * DAY))) : undefined
  if (days) return days
  for (const [unit, length] of EPOCHS) {
    const epoch = read('epoch', (x) => within(x * length), unit)
    if (epoch) return epoch
  }
  return undefined
}
