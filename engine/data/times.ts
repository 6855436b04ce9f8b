import { DAY, dayAt, daysOf, isDay } from './calendar'

/** The order of day and month in a column. */
export type DateOrder = 'day-month' | 'month-day'

/** A date of which it is not yet known which number is the month. */
interface Parts {
  readonly year: number
  /** Month and day if `settled`; else the two numbers in the order of the file. */
  readonly a: number
  readonly b: number
  readonly settled: boolean
  /** Milliseconds since midnight, less the UTC offset if one is written. */
  readonly time: number
}

const TIME = String.raw`(?:[T,\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?`
const MONTH_NAME = String.raw`([\p{L}]{3,10})\.?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`)
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`)
const DAY_NAME = new RegExp(String.raw`^(\d{1,2})[-\s/.]+(?:de\s+)?${MONTH_NAME}[-\s/,]+(?:de\s+)?(\d{4}|\d{2})${TIME}$`, 'u')
const NAME_DAY = new RegExp(String.raw`^${MONTH_NAME}\s+(\d{1,2}),?\s+(\d{4})${TIME}$`, 'u')
const KANJI = new RegExp(String.raw`^(\d{4})年\s*(\d{1,2})月(?:\s*(\d{1,2})日)?${TIME}$`)
const MONTH = /^(\d{4})[-/](\d{1,2})$/
const NAME_MONTH = new RegExp(String.raw`^${MONTH_NAME}[-\s](\d{4}|\d{2})$`, 'u')
const WEEK = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/
const QUARTER = /^(?:(\d{4})[-\s]?Q([1-4])|Q([1-4])[-\s/](\d{4}))$/
const CLOCK = /^(?:(\d+) days?,? )?(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/
/** A time of day of twelve hours: 8:15 pm. */
const CLOCK_OF_TWELVE = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([ap])\.?m\.?$/i

/** Starts of month names in English, German, French, Spanish, Italian, Portuguese and Dutch. */
const MONTHS: readonly RegExp[] = [
  /^(?:jan|jän|gen|ene)/,
  /^(?:feb|fév|fev)/,
  /^(?:mar|mär|mrz|maa|mrt)/,
  /^(?:apr|avr|abr)/,
  /^(?:may|mai|mag|mei)/,
  /^(?:jun|juin|giu)/,
  /^(?:jul|juil|lug)/,
  /^(?:aug|aoû|aou|ago)/,
  /^(?:sep|set)/,
  /^(?:oct|okt|ott|out)/,
  /^nov/,
  /^(?:dec|dez|déc|dic)/,
]
/** Full names, so that words such as Maybe do not match. */
const MONTH_NAMES = new Set(
  `january february march april may june july august september october november december sept
januar februar märz april mai juni juli august september oktober november dezember jänner mrz maerz
janvier février mars avril mai juin juillet août septembre octobre novembre décembre fevrier aout decembre janv févr juil
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december`.split(/\s+/),
)
const ABBREVIATIONS = new Set(
  'jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez fév fev avr jui aoû déc ene abr ago dic gen mag giu lug set ott out mei mrt maa jän'.split(
    ' ',
  ),
)

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
const WEEKDAY =
  /^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)(?:day|sday|nesday|rsday|urday|tag|nstag|ttwoch|nnerstag|itag|mstag|nntag|di|credi|edi|dredi|anche)?\.?,?\s+(?=\S)/i
/** Year before the first of each Japanese era. */
const ERAS: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988, 昭和: 1925, 大正: 1911, 明治: 1867, R: 2018, H: 1988, S: 1925 }

/** Normalizes a date: without weekday, zone as offset, era as year, parts in the usual order. */
function normalized(text: string): string {
  if (!/[^\d:./ T-]/.test(text)) return text
  return text
    .replace(/[０-９：／．－]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\[[\w/+-]+\]$/, '')
    .replace(WEEKDAY, '')
    .replace(/\s*[(（][月火水木金土日][)）]/, '')
    .replace(/\s([A-Z]{3,4})$/, (all, zone: string) => ZONES[zone] ?? all)
    .replace(
      /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(?=Z|[+-]|$)/,
      (_, y: string, m: string, d: string, hour: string, minute: string, second?: string) => `${y}-${m}-${d}T${hour}:${minute}:${second ?? '00'}`,
    )
    .replace(/^(\d{1,2}\/[A-Za-z]{3}\/\d{4}):/, '$1 ')
    .replace(/^([A-Za-z]{3})\s+(\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (\d{4})$/, '$1 $2, $4 $3')
    .replace(/^(令和|平成|昭和|大正|明治)(\d{1,2}|元)年/, (_, era: string, year: string) => `${ERAS[era]! + (year === '元' ? 1 : Number(year))}年`)
    .replace(/^([RHS])(\d{1,2})([./])(?=\d{1,2}\3\d{1,2})/, (_, era: string, year: string, sign: string) => `${ERAS[era]! + Number(year)}${sign}`)
    .replace(
      /(\d{1,2})時(\d{1,2})分(?:(\d{1,2})秒)?$/,
      (_, hour: string, minute: string, second?: string) => ` ${hour}:${minute.padStart(2, '0')}${second ? `:${second.padStart(2, '0')}` : ''}`,
    )
}

/** Returns whether a date contains its UTC offset. */
export const hasZone = (text: string): boolean => text.length > 15 && /(?:Z|[+-]\d{2}(?::?\d{2})?)$/.test(normalized(text)) && text.includes(':')

/** Returns whether a text is a time of day or a duration, without a day. */
export const isClock = (text: string): boolean => {
  const plain = normalized(text)
  return CLOCK.test(plain) || CLOCK_OF_TWELVE.test(plain)
}

/** Milliseconds reserved for the time of a date, whose offset may move it to the day before or after. */
const SLOT = 3 * DAY

/** Result of `packDate` for a text that looks like a date but is no day of the calendar, as 2023-02-29. */
export const NO_DAY = Infinity

/**
 * Packs a date as ISO 8601, spreadsheets and others write it into one number: positive if its order is known, negative
 * if day and month could be swapped. NaN if the text is no date, `NO_DAY` if it only looks like one. `timeOf` decodes
 * it.
 */
export function packDate(text: string): number {
  if (text.length < 4 || text.length > 64) return NaN
  const parts = partsOf(normalized(text))
  if (!parts) return NaN
  const { year, a, b, settled, time } = parts
  if (Number.isNaN(time) || (settled ? !isDay(year, a, b) : !isDay(year, a, b) && !isDay(year, b, a))) return NO_DAY
  const packed = (year * 1_024 + a * 32 + b) * SLOT + DAY + time
  return settled ? packed : -packed
}

/** Returns in which orders a packed date is a day of the calendar. */
export function ordersOf(packed: number): DateOrder | 'both' | 'settled' {
  if (packed > 0) return 'settled'
  const { year, a, b } = unpack(-packed)
  const [monthFirst, dayFirst] = [isDay(year, a, b), isDay(year, b, a)]
  return monthFirst && dayFirst ? (a === b ? 'settled' : 'both') : monthFirst ? 'month-day' : 'day-month'
}

/** Returns the milliseconds since 1970-01-01 of a packed date; NaN if it is no day in this order. */
export function timeOf(packed: number, order: DateOrder): number {
  const { year, a, b, time } = unpack(Math.abs(packed))
  const [month, day] = packed > 0 || order === 'month-day' ? [a, b] : [b, a]
  return isDay(year, month, day) ? daysOf(year, month, day) * DAY + time : NaN
}

function unpack(packed: number): { year: number; a: number; b: number; time: number } {
  const date = Math.floor(packed / SLOT)
  return { year: Math.floor(date / 1_024), a: Math.floor(date / 32) % 32, b: date % 32, time: packed - date * SLOT - DAY }
}

function partsOf(text: string): Parts | undefined {
  let m = YEAR_FIRST.exec(text)
  if (m) return parts(Number(m[1]), Number(m[3]), Number(m[4]), true, m, 5)
  m = YEAR_LAST.exec(text)
  // Between points, the day comes first.
  if (m) return m[2] === '.' ? parts(yearOf(m[4]!), Number(m[3]), Number(m[1]), true, m, 5) : parts(yearOf(m[4]!), Number(m[1]), Number(m[3]), false, m, 5)
  m = DAY_NAME.exec(text)
  if (m) return named(yearOf(m[3]!), m[2]!, Number(m[1]), m, 4)
  m = NAME_DAY.exec(text)
  if (m) return named(Number(m[3]), m[1]!, Number(m[2]), m, 4)
  m = KANJI.exec(text)
  if (m) return parts(Number(m[1]), Number(m[2]), Number(m[3] ?? 1), true, m, 4)
  m = MONTH.exec(text)
  if (m) return parts(Number(m[1]), Number(m[2]), 1, true, m, 3)
  m = NAME_MONTH.exec(text)
  if (m) return named(yearOf(m[2]!), m[1]!, 1, m, 3)
  m = WEEK.exec(text)
  if (m) return weekOf(Number(m[1]), Number(m[2]), Number(m[3] ?? 1))
  m = QUARTER.exec(text)
  if (m) return parts(Number(m[1] ?? m[4]), 3 * Number(m[2] ?? m[3]) - 2, 1, true, m, 5)
  m = CLOCK_OF_TWELVE.exec(text)
  if (m) return parts(1970, 1, 1, true, m, 1)
  m = CLOCK.exec(text)
  return m ? elapsed(m) : undefined
}

/** Returns a date whose month is a name; undefined if the word is no month. */
function named(year: number, name: string, day: number, m: readonly (string | undefined)[], at: number): Parts | undefined {
  const month = monthOf(name)
  return month === 0 ? undefined : parts(year, month, day, true, m, at)
}

/** Returns a day of an ISO 8601 week; week 1 contains the year's first Thursday. */
function weekOf(year: number, week: number, day: number): Parts | undefined {
  if (week < 1 || week > 53) return undefined
  const fourth = daysOf(year, 1, 4)
  const monday = fourth - ((((fourth + 3) % 7) + 7) % 7)
  const { year: y, month, day: d } = dayAt(monday + 7 * (week - 1) + day - 1)
  return { year: y, a: month, b: d, settled: true, time: 0 }
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
  return { year, a: month, b: day, settled: true, time: fits ? all % DAY : NaN }
}

function parts(year: number, a: number, b: number, settled: boolean, m: readonly (string | undefined)[], at: number): Parts | undefined {
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
  return { year, a, b, settled, time }
}

/** Returns the year; two digits stand for 1970 … 2069. */
const yearOf = (text: string): number => (text.length === 4 ? Number(text) : Number(text) + (Number(text) < 70 ? 2_000 : 1_900))

/** Returns the month, 1 to 12, that a word names; 0 if it names none. */
function monthOf(name: string): number {
  const lower = name.toLowerCase()
  return MONTH_NAMES.has(lower) || ABBREVIATIONS.has(lower) ? MONTHS.findIndex((month) => month.test(lower)) + 1 : 0
}
