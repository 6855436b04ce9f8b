import { DAY, daysOf, isDay } from './calendar'

/** In which order a column writes day and month. */
export type DateOrder = 'day-month' | 'month-day'

/** A date before it is known which of two numbers is its month. */
interface Parts {
  readonly year: number
  /** Day and month as they stand in the file, or month and day where `settled`. */
  readonly a: number
  readonly b: number
  readonly settled: boolean
  /** Milliseconds since midnight, less the offset from UTC that is told. */
  readonly time: number
}

const TIME = String.raw`(?:[T,\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`)
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`)
const DAY_NAME = new RegExp(String.raw`^(\d{1,2})[-\s/.]+([A-Za-z]{3,9})\.?[-\s/,]+(\d{4}|\d{2})${TIME}$`)
const NAME_DAY = new RegExp(String.raw`^([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})${TIME}$`)
const KANJI = new RegExp(String.raw`^(\d{4})年\s*(\d{1,2})月(?:\s*(\d{1,2})日)?${TIME}$`)
const MONTH = /^(\d{4})[-/](\d{1,2})$/
const NAME_MONTH = /^([A-Za-z]{3,9})[-\s](\d{4}|\d{2})$/
const CLOCK = /^(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/
const NAMES = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']

/**
 * A date as ISO 8601 and spreadsheets write it, in one number to be kept: positive where its order is settled,
 * negative where day and month may be either. NaN where the text is none. `timeOf` gives its time.
 */
export function packDate(text: string): number {
  if (text.length < 5 || text.length > 40) return NaN
  const parts = partsOf(text)
  if (!parts) return NaN
  const { year, a, b, settled, time } = parts
  if (settled ? !isDay(year, a, b) : !isDay(year, a, b) && !isDay(year, b, a)) return NaN
  const packed = (year * 10_000 + a * 100 + b) * DAY + time
  return settled ? packed : -packed
}

/** Whether two readings of an unsettled date exist, or which alone does. */
export function ordersOf(packed: number): DateOrder | 'both' | 'settled' {
  if (packed > 0) return 'settled'
  const { year, a, b } = unpack(-packed)
  const [monthFirst, dayFirst] = [isDay(year, a, b), isDay(year, b, a)]
  return monthFirst && dayFirst ? (a === b ? 'settled' : 'both') : monthFirst ? 'month-day' : 'day-month'
}

/** Milliseconds since 1970-01-01 of a packed date; NaN where it is no day in this order. */
export function timeOf(packed: number, order: DateOrder): number {
  const { year, a, b, time } = unpack(Math.abs(packed))
  const [month, day] = packed > 0 || order === 'month-day' ? [a, b] : [b, a]
  return isDay(year, month, day) ? daysOf(year, month, day) * DAY + time : NaN
}

function unpack(packed: number): { year: number; a: number; b: number; time: number } {
  const date = Math.floor(packed / DAY + 0.25)
  return { year: Math.floor(date / 10_000), a: Math.floor(date / 100) % 100, b: date % 100, time: packed - date * DAY }
}

function partsOf(text: string): Parts | undefined {
  let m = YEAR_FIRST.exec(text)
  if (m) return parts(Number(m[1]), Number(m[3]), Number(m[4]), true, m, 5)
  m = YEAR_LAST.exec(text)
  // With points between them the day stands first.
  if (m) return m[2] === '.' ? parts(yearOf(m[4]!), Number(m[3]), Number(m[1]), true, m, 5) : parts(yearOf(m[4]!), Number(m[1]), Number(m[3]), false, m, 5)
  m = DAY_NAME.exec(text)
  if (m) return parts(yearOf(m[3]!), monthOf(m[2]!), Number(m[1]), true, m, 4)
  m = NAME_DAY.exec(text)
  if (m) return parts(Number(m[3]), monthOf(m[1]!), Number(m[2]), true, m, 4)
  m = KANJI.exec(text)
  if (m) return parts(Number(m[1]), Number(m[2]), Number(m[3] ?? 1), true, m, 4)
  m = MONTH.exec(text)
  if (m) return parts(Number(m[1]), Number(m[2]), 1, true, m, 3)
  m = NAME_MONTH.exec(text)
  if (m) return parts(yearOf(m[2]!), monthOf(m[1]!), 1, true, m, 3)
  m = CLOCK.exec(text)
  return m ? parts(1970, 1, 1, true, ['', ...m.slice(1)], 1) : undefined
}

function parts(year: number, a: number, b: number, settled: boolean, m: readonly (string | undefined)[], at: number): Parts | undefined {
  const [hour, minute, second, fraction, half, zone] = m.slice(at, at + 6)
  let time = 0
  if (hour !== undefined) {
    let hours = Number(hour)
    if (half !== undefined) {
      if (hours < 1 || hours > 12) return undefined
      hours = (hours % 12) + (/^p/i.test(half) ? 12 : 0)
    }
    if (hours > 24 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined
    time = ((hours * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1_000 + Math.floor(Number(`0.${fraction ?? '0'}`) * 1_000)
    const offset = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
    if (offset) time -= (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000
  }
  return { year, a, b, settled, time }
}

/** Two digits stand for 1970 … 2069. */
const yearOf = (text: string): number => (text.length === 4 ? Number(text) : Number(text) + (Number(text) < 70 ? 2_000 : 1_900))

const monthOf = (name: string): number => NAMES.findIndex((month) => month === name.toLowerCase() || month.slice(0, 3) === name.toLowerCase() || (name.toLowerCase() === 'sept' && month === 'september')) + 1
