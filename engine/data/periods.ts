import { dayAt, daysOf } from './calendar'
import { monthOf } from './months'

/** The first day of a period. `month` is 0 if the period does not exist, as week 60. */
export interface PeriodStart {
  readonly year: number
  readonly month: number
  readonly day: number
}

const YEAR = String.raw`(1[89]\d\d|20\d\d)`
const BETWEEN = String.raw`[-–—]`
const WEEK_WORD = String.raw`(?:weeks?|wk|w|kw|cw|woche|kalenderwoche|semaine|sem|semana|settimana|vecka|v|uke|uge|week nr|неделя|нед|tydzień|tydz|týden|hét|第)`
const WEEK = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/
const WEEK_YEAR = new RegExp(String.raw`^${WEEK_WORD}\.?\s?(\d{1,2})(?:\s?[,/-]\s?|\s)(?:of\s)?${YEAR}$`, 'iu')
const YEAR_WEEK = new RegExp(String.raw`^${YEAR}\s?[,/年-]?\s?${WEEK_WORD}\.?\s?(\d{1,2})週?$`, 'iu')
/** A day by its number in the year, as in ISO 8601: 2024-032. */
const DAY_OF_YEAR = /^(1[89]\d\d|20\d\d)-([0-3]\d\d)$/
/** Quarters and halves: 2024-Q1, 2024Q1, Q1 2024, Q1/24, 1Q24, T1 2024, 1T2024, 2024年第1四半期, H1 2024, S1 2024. */
const PART = String.raw`([QT][1-4]|[HS][12])`
const YEAR_PART = new RegExp(String.raw`^${YEAR}\s?[-/:.]?\s?${PART}$`, 'i')
const PART_YEAR = new RegExp(String.raw`^(?:${PART}(?:\s?[-/.]\s?|\s)${YEAR}|(Q[1-4])(?:\s?[-/.]\s?|\s|')(\d{2}))$`, 'i')
/** A month by its number: 2024M01, 2024-M1, 01/2024, 01-2024. */
const YEAR_MONTH = new RegExp(String.raw`^${YEAR}\s?[-/:]?\s?M(\d{1,2})$`, 'i')
const MONTH_YEAR = new RegExp(String.raw`^(\d{1,2})[-/]${YEAR}$`)
const NUMBER_PART_YEAR = new RegExp(String.raw`^(?:([1-4])([QT])\s?[-/]?\s?${YEAR}|([12])([HS])\s?[-/]?\s?${YEAR}|([1-4])(Q)\s?[-/']?\s?(\d{2}))$`, 'i')
const JAPANESE_QUARTER = new RegExp(String.raw`^${YEAR}年\s?第([1-4])四半期$`)
const QUARTER_WORD = new RegExp(
  String.raw`^([1-4])(?:\.|st|nd|rd|th|er|e|ème|º|°|-й|-ий)?\s?(?:quarter|quartal|trimestre|kwartał|квартал|kvartal|čtvrtletí)\s(?:(?:of|de|del)\s)?${YEAR}$`,
  'iu',
)
const ROMAN_QUARTER = new RegExp(String.raw`^(I|II|III|IV)\s?(?:quarter|quartal|trimestre|kwartał|kw\.?|квартал|кв\.?)\s${YEAR}$`, 'u')
const ROMAN = ['I', 'II', 'III', 'IV']
const YEARS = new RegExp(String.raw`^${YEAR}\s?(?:${BETWEEN}|/|to|bis)\s?${YEAR}$`)
const DOUBLE_YEAR = new RegExp(String.raw`^${YEAR}(?:${BETWEEN}|/)(\d{2})$`)
const MONTHS_OF_YEAR = new RegExp(String.raw`^([\p{L}\p{M}]{3,14})\.?\s?(?:${BETWEEN}|/)\s?([\p{L}\p{M}]{3,14})\.?\s${YEAR}$`, 'u')
/** Separators between the beginning and the end of an interval: 01.01.2024 00:00 - 01.01.2024 01:00, ISO 8601 with a slash. */
const INTERVAL = new RegExp(String.raw`^(.{4,30}?)(?:\s+(?:${BETWEEN}|to|bis|until|à|al?|до|～|〜)\s+|[–—～〜]|\/(?=\d{4}-\d\d|P\d|PT\d))(.{3,30})$`, 'u')

const NONE: PeriodStart = { year: 0, month: 0, day: 0 }

/** Returns the first day of a week, quarter, half, span of years or of months, or the day of the year, that a text names. */
export function periodOf(text: string): PeriodStart | undefined {
  let m = WEEK.exec(text)
  if (m) return weekOf(Number(m[1]), Number(m[2]), Number(m[3] ?? 1))
  m = DAY_OF_YEAR.exec(text)
  if (m) return dayOfYear(Number(m[1]), Number(m[2]))
  m = YEAR_PART.exec(text)
  if (m) return partOf(m[1]!, m[2]!)
  m = PART_YEAR.exec(text)
  if (m) return partOf((m[2] ?? m[4])!, (m[1] ?? m[3])!)
  m = NUMBER_PART_YEAR.exec(text)
  if (m) return partOf((m[3] ?? m[6] ?? m[9])!, `${m[2] ?? m[5] ?? m[8]}${m[1] ?? m[4] ?? m[7]}`)
  m = YEAR_MONTH.exec(text)
  if (m) return { year: Number(m[1]), month: Number(m[2]), day: 1 }
  m = MONTH_YEAR.exec(text)
  if (m) return { year: Number(m[2]), month: Number(m[1]), day: 1 }
  m = YEARS.exec(text)
  if (m) return Number(m[2]) > Number(m[1]) ? { year: Number(m[1]), month: 1, day: 1 } : NONE
  if (isDoubleYear(text)) return Number(text.slice(-2)) > 12 || text.endsWith('00') ? { year: Number(text.slice(0, 4)), month: 1, day: 1 } : undefined
  return wordsOf(text)
}

function wordsOf(text: string): PeriodStart | undefined {
  let m = WEEK_YEAR.exec(text)
  if (m) return weekOf(Number(m[2]), Number(m[1]), 1)
  m = YEAR_WEEK.exec(text)
  if (m) return weekOf(Number(m[1]), Number(m[2]), 1)
  m = JAPANESE_QUARTER.exec(text)
  if (m) return partOf(m[1]!, `Q${m[2]}`)
  m = QUARTER_WORD.exec(text)
  if (m) return partOf(m[2]!, `Q${m[1]}`)
  m = ROMAN_QUARTER.exec(text)
  if (m) return partOf(m[2]!, `Q${ROMAN.indexOf(m[1]!) + 1}`)
  m = MONTHS_OF_YEAR.exec(text)
  if (!m) return undefined
  const [first, last] = [monthOf(m[1]!), monthOf(m[2]!)]
  return first > 0 && last > first ? { year: Number(m[3]), month: first, day: 1 } : undefined
}

/** Names of columns of weeks. */
export const WEEK_NAME =
  /^(?:kw|cw|wk|yw|uke|uge)(?:$|[ _.(])|week(?!day|end)|woche(?!n(?:tag|ende))|semaine|semana|settimana|vecka|viikko|tydzie|týden|недел|週|周/i

/** Returns a text in a column of weeks as ISO 8601 writes it, if it is a year and a number: 2024/05, 5-2024. */
export const asWeek = (text: string): string =>
  text
    .replace(new RegExp(`^${YEAR}[-/. ](\\d{1,2})$`), (_, year: string, week: string) => `${year}-W${week.padStart(2, '0')}`)
    .replace(new RegExp(`^(\\d{1,2})[-/. ]${YEAR}$`), (_, week: string, year: string) => `${year}-W${week.padStart(2, '0')}`)

/** Returns whether a text is a year and the next, as of a season or a school year: 2019/20. Up to 2011/12 it could also be a month. */
export function isDoubleYear(text: string): boolean {
  const m = DOUBLE_YEAR.exec(text)
  return m !== null && (Number(m[1]) + 1) % 100 === Number(m[2])
}

/** Returns whether a text is a duration of ISO 8601, which may stand for the end of an interval: PT15M. */
export const isDuration = (text: string): boolean => /^P(?=\w)(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?$/.test(text)

/** Returns the texts of the beginning and the end of an interval; undefined for any other text. */
export function endsOf(text: string): readonly [string, string] | undefined {
  const m = INTERVAL.exec(text)
  return m ? [m[1]!.trim(), m[2]!.trim()] : undefined
}

/** Returns the first day of a quarter or half, such as Q3 or H2; two digits of a year stand for 1970 … 2069. */
function partOf(year: string, part: string): PeriodStart {
  const months = /[HS]/i.test(part[0]!) ? 6 : 3
  return { year: yearOf(year), month: months * (Number(part[1]) - 1) + 1, day: 1 }
}

/** Returns a day of an ISO 8601 week; week 1 contains the year's first Thursday. */
export function weekOf(year: number, week: number, day: number): PeriodStart {
  if (week < 1 || week > 53) return NONE
  const fourth = daysOf(year, 1, 4)
  const monday = fourth - ((((fourth + 3) % 7) + 7) % 7)
  return dayAt(monday + 7 * (week - 1) + day - 1)
}

/** Returns a day by its number in the year. */
function dayOfYear(year: number, number: number): PeriodStart {
  const day = dayAt(daysOf(year, 1, 1) + number - 1)
  return day.year === year && number > 0 ? day : NONE
}

/** Returns the year; two digits stand for 1970 … 2069. */
export const yearOf = (text: string): number => (text.length === 4 ? Number(text) : Number(text) + (Number(text) < 70 ? 2_000 : 1_900))
