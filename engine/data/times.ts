import { dateOrders, type DateOrder } from '../document/types'
import { DAY, dayAt, daysOf, isDay } from './calendar'
import { isWeekday, monthOf, withoutThaiMonth } from './months'
import { asciiDigits } from './number-forms'
import { endsOf, isDuration, periodOf, yearOf } from './periods'

/** The possible orders of day, month and year in a date. */
type Orders = 'settled' | 'day or month first' | 'day or year first' | 'any'

/** A date in which it may not be decided yet which number is the day, the month or the year. */
interface Parts {
  readonly year: number
  /** Month and day if settled; else the first two numbers in the order of the file, and `year` is made of the third. */
  readonly a: number
  readonly b: number
  readonly orders: Orders
  /** Milliseconds since midnight, less the UTC offset if one is written. */
  readonly time: number
}

const TIME = String.raw`(?:[T,\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?\s?[Mm]\.?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?`
const MONTH_NAME = String.raw`([\p{L}\p{M}]{3,14})\.?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`)
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`)
const DAY_NAME = new RegExp(String.raw`^(\d{1,2})[-\s/.]+(?:de\s+)?${MONTH_NAME}[-\s/,]+(?:de\s+)?(\d{4}|\d{2})${TIME}$`, 'u')
const NAME_DAY = new RegExp(String.raw`^${MONTH_NAME}\s+(\d{1,2}),?\s+(\d{4})${TIME}$`, 'u')
const KANJI = new RegExp(String.raw`^(\d{4})年\s*(\d{1,2})月(?:\s*(\d{1,2})日)?${TIME}$`)
const MONTH = /^(\d{4})[-/](\d{1,2})$/
const NAME_MONTH = new RegExp(String.raw`^${MONTH_NAME}(?:[-\s/]'?|\s(?:de|del)\s)(\d{4}|\d{2})$`, 'u')
/** The year first: 2024. március 1., 2024 Mar 1, 2024-Mar-01, 2024 March. */
const YEAR_NAME = new RegExp(String.raw`^(\d{4})\.?[-\s/]${MONTH_NAME}(?:[-\s/](\d{1,2})\.?)?${TIME}$`, 'u')
/** Day, name of the month and year without signs between them, as SAS writes it: 01MAR2024, 01MAR2024:10:30:00. */
const DAY_NAME_CLOSE = new RegExp(String.raw`^(\d{1,2})([A-Za-z]{3})(\d{4}|\d{2})${TIME}$`)
const CLOCK = /^(?:(\d+)(?: ?days?,? | ?d |\.(?=\d{2}:\d{2}:)))?(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/
/** Minutes and seconds with a fraction, as stopwatches write them: 01:40.5. */
const STOPWATCH = /^(\d{1,3}):(\d{2})[.,](\d{1,9})$/
/** A time of day of twelve hours: 8:15 pm. */
const CLOCK_OF_TWELVE = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([ap])\.?\s?m\.?$/i

/** UTC offsets in hours of time zone names that mean the same everywhere. */
const ZONES: Readonly<Record<string, string>> = {
  UTC: 'Z',
  GMT: 'Z',
  WET: 'Z',
  WEST: '+01',
  CET: '+01',
  CEST: '+02',
  MEZ: '+01',
  MESZ: '+02',
  EET: '+02',
  EEST: '+03',
  MSK: '+03',
  JST: '+09',
  KST: '+09',
  EST: '-05',
  EDT: '-04',
  CDT: '-05',
  MST: '-07',
  MDT: '-06',
  PST: '-08',
  PDT: '-07',
}
const FIRST_WORD = /^([\p{L}\p{M}'ʼ-]{2,14})\.?,?\s+(?=\S)/u
/** Abbreviations of “year” after the number in Slavic languages: 2024 г., 2024 r. */
const YEAR_WORD = /(?<=\d{4})\s?(?:г|года|р|року|r|roku)(?:\.|(?=[\s,]|$)),?/u
/** Zones that change during the year: 01.01.2024 00:00 (CET/CEST). */
const ZONES_OF_YEAR = /\s*\([A-Z]{3,4}\/[A-Z]{3,4}\)$/
/** Year before the first of each Japanese era. */
const ERAS: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988, 昭和: 1925, 大正: 1911, 明治: 1867, 民國: 1911, 民国: 1911, R: 2018, H: 1988, S: 1925 }

/** Texts of digits and signs alone that are not in the usual order yet: 1.1.2024 10.30, 1. 1. 2024, 10:00:00:500. */
const UNUSUAL = /^\d{4}\.\s?\d|\s\d{1,2}\.\d\d|\.\s|\.$|:\d{3}$/

/** Normalizes the time of day behind a date: 10h30, 10.30 Uhr, kl. 10:30, 10時30分, 10:30:00:500. */
const withTime = (text: string): string =>
  text
    .replace(/(?<=\d)\s*(?:Uhr|น\.?)$/, '')
    .replace(/(?<=\d),?\s+(?:kl\.?|klo|à|at|um|ore|alle|o)\s+(?=\d)/, ' ')
    .replace(/(?<=\d)\s+(\d{1,2})\s?[hH]\s?(\d{2})$/, ' $1:$2')
    .replace(
      /(?<=[-./]\d{2,4},?)\s+(\d{1,2})\.(\d{2})(?:\.(\d{2}))?$/,
      (_, hour: string, minute: string, second?: string) => ` ${hour}:${minute}:${second ?? '00'}`,
    )
    .replace(/(?<=\d:\d{2}:\d{2}):(\d{3})$/, '.$1')
    .replace(
      /(\d{1,2})[時时](\d{1,2})分(?:(\d{1,2})秒)?$/,
      (_, hour: string, minute: string, second?: string) => ` ${hour}:${minute.padStart(2, '0')}${second ? `:${second.padStart(2, '0')}` : ''}`,
    )

/** Normalizes a Thai date: months in English, and the year of two digits that belongs to such a month with its century. */
function withoutThai(text: string): string {
  const plain = text.replace(/\s?พ\.ศ\.\s?/, ' ')
  const english = withoutThaiMonth(plain)
  return english === plain ? plain : english.replace(/(?<=\D)(\d{2})$/, '25$1')
}

/** Normalizes a date: without weekday, zone as offset, era as year, parts in the usual order. */
function normalized(text: string): string {
  if (!/[^\d:./ T-]/.test(text) && !UNUSUAL.test(text)) return text
  return (
    withTime(withoutThai(asciiDigits(text)))
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
      .replace(/[０-９：／．－]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
      .replace(/\[[\w/+-]+\]$/, '')
      .replace(ZONES_OF_YEAR, '')
      .replace(/\sGMT([+-]\d{4})(?:\s\(.*\))?$/, ' $1')
      .replace(/\s*\(([A-Z]{3,4})\)$/, ' $1')
      .replace(FIRST_WORD, (all, word: string, _: number, whole: string) => (isWeekday(word) && !isMonthFirst(whole) ? '' : all))
      .replace(YEAR_WORD, '')
      .replace(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?(?=\s|$)/, '$1.$2.$3')
      // Korean and Hungarian dates end with a point: 2024. 3. 1., 2024.03.01.
      .replace(/^(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\.(?=\s|$)/, '$1-$2-$3')
      .replace(/^(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일/, '$1年$2月$3日')
      .replace(
        /(上午|下午|오전|오후|午前|午後)\s*(\d{1,2}:\d{2}(?::\d{2})?)$/,
        (_, half: string, clock: string) => `${clock} ${/下午|오후|午後/.test(half) ? 'PM' : 'AM'}`,
      )
      .replace(/^(\d{1,2}[A-Za-z]{3}(?:\d{4}|\d{2})):(?=\d{1,2}:)/, '$1 ')
      .replace(/\s*[(（][月火水木金土日][)）]/, '')
      .replace(/\s([A-Z]{3,4})$/, (all, zone: string) => ZONES[zone] ?? all)
      .replace(
        /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(?=Z|[+-]|$)/,
        (_, y: string, m: string, d: string, hour: string, minute: string, second?: string) => `${y}-${m}-${d}T${hour}:${minute}:${second ?? '00'}`,
      )
      .replace(/^(\d{1,2}\/[A-Za-z]{3}\/\d{4}):/, '$1 ')
      .replace(/^([A-Za-z]{3})\s+(\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (\d{4})$/, '$1 $2, $4 $3')
      .replace(
        /^(令和|平成|昭和|大正|明治|民[國国])\s?(\d{1,3}|元)年/,
        (_, era: string, year: string) => `${ERAS[era]! + (year === '元' ? 1 : Number(year))}年`,
      )
      .replace(/^([RHS])(\d{1,2})([./])(?=\d{1,2}\3\d{1,2})/, (_, era: string, year: string, sign: string) => `${ERAS[era]! + Number(year)}${sign}`)
      .trim()
  )
}

/** Returns whether a text begins with a month, which may look like a day of the week: Mar 2019, Mar 5, 2024. */
const isMonthFirst = (text: string): boolean => NAME_MONTH.test(text) || NAME_DAY.test(text)

/** Returns whether a date contains its UTC offset. */
export const hasZone = (text: string): boolean => text.length > 15 && /(?:Z|[+-]\d{2}(?::?\d{2})?)$/.test(normalized(text)) && text.includes(':')

/** Returns whether a text is a time of day or a duration, without a day. */
export const isClock = (text: string): boolean => {
  const plain = normalized(text)
  if (CLOCK.test(plain) || CLOCK_OF_TWELVE.test(plain) || STOPWATCH.test(plain)) return true
  const ends = endsOf(text)
  return ends !== undefined && isClock(ends[0])
}

/** Milliseconds reserved for the time of a date, whose offset may move it to the day before or after. */
const SLOT = 3 * DAY

/** Result of `packDate` for a text that looks like a date but is no day of the calendar, as 2023-02-29. */
export const NO_DAY = Infinity

/**
 * Packs a date as ISO 8601, spreadsheets and others write it, or the beginning of a period, into one number: positive if its order is known, negative
 * if its numbers could be meant in several orders. NaN if the text is no date, `NO_DAY` if it only looks like one. `timeOf` decodes
 * it.
 */
export function packDate(text: string): number {
  if (text.length < 4 || text.length > 96) return NaN
  const parts = partsOf(normalized(text)) ?? beginningOf(text)
  if (!parts) return NaN
  const { year, a, b, orders, time } = parts
  const packed = ((OFFSETS[orders] + year) * 1_024 + a * 32 + b) * SLOT + DAY + time
  if (Number.isNaN(time) || a > 31 || b > 31) return NO_DAY
  if (orders === 'settled') return isDay(year, a, b) || (isBuddhist(year) && isDay(year - BUDDHIST, a, b)) ? packed : NO_DAY
  return ordersOf(-packed).length > 0 ? -packed : NO_DAY
}

/** Years by which the Buddhist calendar of Thailand is ahead. */
export const BUDDHIST = 543
/** Returns whether a year is most likely of the Buddhist calendar: 1900 to 2100, counted from the death of Buddha. */
const isBuddhist = (year: number): boolean => year >= 1_900 + BUDDHIST && year <= 2_100 + BUDDHIST
/** Returns whether the year of a packed date is most likely of the Buddhist calendar. */
export const isBuddhistDate = (packed: number): boolean => isBuddhist(unpack(Math.abs(packed)).year)

/** Added to the year of a packed date; encodes the orders that its numbers allow. */
const OFFSETS: Readonly<Record<Orders, number>> = { settled: 0, 'day or month first': 0, any: 10_000, 'day or year first': 13_000 }

/** Returns the orders in which a packed date is a day of the calendar; of a settled one all. */
export function ordersOf(packed: number): readonly DateOrder[] {
  return packed > 0 ? dateOrders : dateOrders.filter((order) => !Number.isNaN(timeOf(packed, order, isBuddhistDate(packed) ? BUDDHIST : 0)))
}

/**
 * Returns the milliseconds since 1970-01-01 of a packed date; NaN if it is no day in this order.
 * @param ahead Years by which its calendar is ahead.
 */
export function timeOf(packed: number, order: DateOrder, ahead: number): number {
  const { year, a, b, short, pointed, time } = unpack(Math.abs(packed))
  if (packed > 0) return isDay(year - ahead, a, b) ? daysOf(year - ahead, a, b) * DAY + time : NaN
  if (pointed && order === 'month-first') return NaN
  if (order === 'year-first' && !short) return NaN
  const [y, month, day] = order === 'year-first' ? [yearOf(String(a)), b, year % 100] : order === 'month-first' ? [year, a, b] : [year, b, a]
  return isDay(y - ahead, month, day) ? daysOf(y - ahead, month, day) * DAY + time : NaN
}

/** Returns the first day of the year of a packed date whose order is known. */
export const startOfYear = (packed: number): number => (Number.isNaN(packed) ? NaN : ((OFFSETS.settled + unpack(packed).year) * 1_024 + 32 + 1) * SLOT + DAY)

function unpack(packed: number): { year: number; a: number; b: number; short: boolean; pointed: boolean; time: number } {
  const date = Math.floor(packed / SLOT)
  const marked = Math.floor(date / 1_024)
  const [short, pointed] = [marked > OFFSETS.any, marked > OFFSETS['day or year first']]
  return {
    year: marked - (pointed ? OFFSETS['day or year first'] : short ? OFFSETS.any : 0),
    a: Math.floor(date / 32) % 32,
    b: date % 32,
    short,
    pointed,
    time: packed - date * SLOT - DAY,
  }
}

function partsOf(text: string): Parts | undefined {
  let m = YEAR_FIRST.exec(text)
  if (m) return parts(Number(m[1]), Number(m[3]), Number(m[4]), 'settled', m, 5)
  m = YEAR_LAST.exec(text)
  if (m) {
    const [first, second, short] = [Number(m[1]), Number(m[3]), m[4]!.length === 2]
    // No day or month is above 31: 99-12-31.
    if (short && first > 31) return parts(yearOf(m[1]!), second, Number(m[4]), 'settled', m, 5)
    // Between points, the day comes first, or the year if it has two digits.
    if (m[2] === '.' && !short) return parts(Number(m[4]), second, first, 'settled', m, 5)
    return parts(yearOf(m[4]!), first, second, m[2] === '.' ? 'day or year first' : short ? 'any' : 'day or month first', m, 5)
  }
  const period = periodOf(text)
  if (period) return { year: period.year, a: period.month, b: period.day, orders: 'settled', time: 0 }
  m = DAY_NAME.exec(text)
  if (m) return named(yearOf(m[3]!), m[2]!, Number(m[1]), m, 4)
  m = DAY_NAME_CLOSE.exec(text)
  if (m) return named(yearOf(m[3]!), m[2]!, Number(m[1]), m, 4)
  m = NAME_DAY.exec(text)
  if (m) return named(Number(m[3]), m[1]!, Number(m[2]), m, 4)
  m = KANJI.exec(text)
  if (m) return parts(Number(m[1]), Number(m[2]), Number(m[3] ?? 1), 'settled', m, 4)
  m = MONTH.exec(text)
  if (m) return parts(Number(m[1]), Number(m[2]), 1, 'settled', m, 3)
  m = NAME_MONTH.exec(text)
  if (m) return named(yearOf(m[2]!), m[1]!, 1, m, 3)
  m = YEAR_NAME.exec(text)
  if (m) return named(Number(m[1]), m[2]!, Number(m[3] ?? 1), m, 4)
  m = CLOCK_OF_TWELVE.exec(text)
  if (m) return parts(1970, 1, 1, 'settled', m, 1)
  m = STOPWATCH.exec(text)
  if (m) return elapsed([text, undefined, String(Math.floor(Number(m[1]) / 60)), String(Number(m[1]) % 60), m[2], m[3]])
  m = CLOCK.exec(text)
  return m ? elapsed(m) : undefined
}

/** Returns the beginning of an interval whose ends are dates or times of day. */
function beginningOf(text: string): Parts | undefined {
  const ends = endsOf(text.replace(ZONES_OF_YEAR, ''))
  return ends && (isDuration(ends[1]) || partsOf(normalized(ends[1]))) ? partsOf(normalized(ends[0])) : undefined
}

/** Returns a date whose month is a name; undefined if the word is no month. */
function named(year: number, name: string, day: number, m: readonly (string | undefined)[], at: number): Parts | undefined {
  const month = monthOf(name)
  return month === 0 ? undefined : parts(year, month, day, 'settled', m, at)
}

/** Returns a time of day or a duration such as 100:00:11.5 or 2 days 03:00:00, counted from 1970-01-01. */
function elapsed(m: readonly (string | undefined)[]): Parts {
  const [, days, hours, minutes, seconds, fraction] = m
  const fits = Number(minutes) < 60 && Number(seconds ?? 0) <= 60 && (days === undefined || Number(hours) < 24) && (hours!.length < 4 || seconds !== undefined)
  const all =
    (Number(days ?? 0) * 24 + Number(hours)) * 3_600_000
    + Number(minutes) * 60_000
    + Number(seconds ?? 0) * 1_000
    + Math.floor(Number(`0.${fraction ?? '0'}`) * 1_000)
  const { year, month, day } = dayAt(Math.floor(all / DAY))
  return { year, a: month, b: day, orders: 'settled', time: fits ? all % DAY : NaN }
}

function parts(year: number, a: number, b: number, orders: Orders, m: readonly (string | undefined)[], at: number): Parts | undefined {
  const [hour, minute, second, fraction, half, zone] = m.slice(at, at + 6)
  let time = 0
  if (hour !== undefined) {
    let hours = Number(hour)
    if (half !== undefined) {
      if (hours < 1 || hours > 12) hours = 99
      hours = (hours % 12) + (/^p/i.test(half) ? 12 : 0)
    }
    const fits = hours <= 24 && Number(minute) <= 59 && Number(second ?? 0) <= 60
    time = ((hours * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1_000 + Math.floor(Number(`0.${fraction ?? '0'}`) * 1_000)
    const offset = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
    if (offset) time -= (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * 60_000
    if (!fits) time = NaN
  }
  return { year, a, b, orders, time }
}
