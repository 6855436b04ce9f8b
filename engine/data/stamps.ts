import { DAY, daysOf, isDay } from './calendar'
import { neverFalls } from './even'

/** How a whole number may tell a time: 20241231, days as spreadsheets count them, or units of time since 1970-01-01. */
type StampForm = 'compact' | 'days' | 'epoch'

export interface Stamps {
  readonly form: StampForm
  /** The unit of an epoch. */
  readonly unit: string
  readonly times: Float64Array
}

/** What columns of times are called. */
const TIMES = /date|time|datum|zeit|stamp|epoch|unix|fecha|data\b|日付|日時|時刻|年月日|日期|时间/i
const DAYS = /date|datum|fecha|data\b|日付|年月日|日期/i
/** Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01. */
const SPREADSHEET = 25_569
/** Years that stamps are taken for. */
const [FIRST, LAST] = [1980, 2100]
const EPOCHS: readonly (readonly [string, number])[] = [['s', 1_000], ['ms', 1], ['µs', 1e-3], ['ns', 1e-6]]

/** The times that whole numbers tell, by how they look and what their column is called; undefined where they are just numbers. */
export function stampsOf(name: string, numbers: Float64Array): Stamps | undefined {
  const isNamed = TIMES.test(name)
  const read = (form: StampForm, timeOf: (x: number) => number, unit = ''): Stamps | undefined => {
    const times = numbers.map((x) => (Number.isNaN(x) ? NaN : timeOf(x)))
    return numbers.every((x, row) => Number.isNaN(x) || !Number.isNaN(times[row]!)) && times.some((time) => !Number.isNaN(time)) ? { form, unit, times } : undefined
  }
  const compact = read('compact', (x) => {
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
