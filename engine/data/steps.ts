import { DAY, daysOf, isDay } from './calendar'
import type { Column } from './column'
import { monthOf } from './months'
import { weekOf } from './periods'
import type { Axis } from './types'

/** The place of each row in time or on another axis. */
export interface Steps {
  readonly columns: readonly Column[]
  readonly kind: Axis['kind']
  /** By row; NaN where a cell is missing. */
  readonly places: Float64Array
}

const HOUR = 3_600_000
const MINUTE = 60_000
/** Most texts of a column of names of months or quarters. */
const MOST_NAMES = 48

/** Names of columns of whole hours, and of times of day as four or six digits: 0915, 091500. */
const HOURS = /^(?:hours?|hr|he|hour[ _-]?ending|stunden?|std|heures?|horas?|ora|ore|uur|timme|tunti|saat|godzina|hodina|час|година|ώρα|時|时|시)$/i
const CLOCKS = /time|zeit|^uhr|heure|hora|^ora|tijd|klo|tid$|hhmm|godzina|время|時刻|时间|시간/i

/** Names of the parts of a date in columns of their own, from the largest part on. */
const PARTS: readonly RegExp[] = [
  /^(?:year|yr|yyyy|jahr|année|annee|an|año|ano|anno|jaar|år|vuosi|rok|év|yıl|год|рік|έτος|年|연도|년)$/i,
  /^(?:month|mon|mo|mm|monat|mois|mes|mês|mese|maand|månad|måned|kuukausi|miesiąc|měsíc|mesiac|hónap|lună|luna|ay|месяц|місяць|месец|μήνας|月|월)$/i,
  /^(?:day|dy|dd|dom|tag|jour|día|dia|giorno|dag|päivä|dzień|den|deň|nap|zi|gün|день|ден|ημέρα|日|일)$/i,
  /^(?:hours?|hr|hh|stunde|heure|hora|ora|uur|timme|tunti|saat|godzina|hodina|час|година|ώρα|時|时|시)$/i,
  /^(?:minutes?|min|minuto|minuut|minuta|минута|分|분)$/i,
  /^(?:seconds?|sec|sekunde|seconde|segundo|secondo|sekunda|секунда|秒|초)$/i,
]
/** Names of quarters and weeks in a column beside the year. */
const QUARTERS = /^(?:quarter|qtr|q|quartal|trimestre|trim|kwartał|kvartal|квартал|四半期|季度|분기)$/i
const WEEKS =
  /^(?:week|wk|iso[ _-]?week|week[ _-]?(?:no|nr|number|of[ _-]?year)|kw|kalenderwoche|woche|semaine|semana|settimana|vecka|uke|tydzień|неделя|週|周)$/i

/**
 * Returns the axis that columns give together: one column of dates, times or numbers; a date and a time of day; year and
 * quarter, or year and week; or year, month, day, hour, minute and second as whole numbers, the smaller parts left out,
 * months also by name. Undefined if they give none.
 */
export function stepsOf(columns: readonly Column[]): Steps | undefined {
  const [only] = columns
  if (!only) return undefined
  if (columns.length === 1) {
    if (only.times) return { columns, kind: only.clock ? 'times' : 'dates', places: only.times }
    return only.kind === 'number' ? { columns, kind: 'numbers', places: only.numbers } : undefined
  }
  return (columns.length === 2 ? (dayAndClock(columns) ?? periodsOf(columns)) : undefined) ?? partsOf(columns)
}

/** Adds a time of day to a date. */
function dayAndClock(columns: readonly Column[]): Steps | undefined {
  const day = columns.find(isDayColumn)
  const clock = columns.find((column) => column !== day)
  const times = day && clock && clockOf(clock)
  if (!times) return undefined
  return { columns: [day, clock], kind: 'dates', places: day.times!.map((time, row) => time + times[row]!) }
}

/** Returns whether a column holds days without times of day. */
const isDayColumn = ({ times, clock }: Column): boolean => times !== undefined && !clock && times.every((time) => Number.isNaN(time) || time % DAY === 0)

/** Returns the times of day of a column in milliseconds, up to 24:00; undefined if it holds none. */
function clockOf({ name, times, clock, numbers, kind }: Column): Float64Array | undefined {
  const within = (time: number): number => (time >= 0 && time <= DAY ? time : NaN)
  const all = (read: (x: number) => number, from: Float64Array): Float64Array | undefined => {
    const found = from.map((x) => (Number.isNaN(x) ? NaN : read(x)))
    return found.every((time, row) => Number.isNaN(time) === Number.isNaN(from[row]!)) ? found : undefined
  }
  if (times) return clock ? all(within, times) : undefined
  if (kind !== 'number' || !numbers.some((x) => !Number.isNaN(x))) return undefined
  if (HOURS.test(name)) return all((x) => (Number.isInteger(x) ? within(x * HOUR) : NaN), numbers)
  if (!CLOCKS.test(name)) return undefined
  // A spreadsheet's time of day is a fraction of the day.
  if (numbers.some((x) => x > 0 && x < 1) && numbers.every((x) => Number.isNaN(x) || (x >= 0 && x < 1))) return numbers.map((x) => Math.round(x * DAY))
  const [hours, minutes] = numbers.some((x) => x > 2_400) ? [10_000, 100] : [100, 1]
  return all((x) => {
    const [h, m, s] = [Math.floor(x / hours), Math.floor((x % hours) / minutes), minutes === 1 ? 0 : x % 100]
    return Number.isInteger(x) && m < 60 && s < 60 ? within(h * HOUR + m * MINUTE + s * 1_000) : NaN
  }, numbers)
}

/** Returns the numbers of a column, or those of the months or quarters that its texts name; undefined if it has neither. */
function numbersOf({ name, kind, times, numbers, texts, codes }: Column): Float64Array | undefined {
  if (kind === 'number') return times ? undefined : numbers
  if (times || !codes || texts.length === 0 || texts.length > MOST_NAMES) return undefined
  const quarter = (text: string): number => (/^[QT][1-4]$/i.test(text) ? Number(text[1]) : 0)
  const named = texts.map(QUARTERS.test(name) ? quarter : monthOf)
  return named.includes(0) ? undefined : Float64Array.from(codes, (code) => named[code] ?? NaN)
}

/** Returns the first day of each quarter or ISO week of a year, in columns of their own. */
function periodsOf(columns: readonly Column[]): Steps | undefined {
  const year = columns.find(({ name, kind, times }) => kind === 'number' && !times && PARTS[0]!.test(name))
  const part = columns.find((column) => column !== year && (QUARTERS.test(column.name) || WEEKS.test(column.name)))
  const numbers = part && numbersOf(part)
  if (!year || !numbers) return undefined
  const [isQuarter, most] = QUARTERS.test(part.name) ? [true, 4] : [false, 53]
  const places = year.numbers.map((y, row) => {
    const n = numbers[row]!
    if (!(Number.isInteger(y) && Number.isInteger(n) && isDay(y, 1, 1) && n >= 1 && n <= most)) return NaN
    const { year: of, month, day } = isQuarter ? { year: y, month: 3 * n - 2, day: 1 } : weekOf(y, n, 1)
    return daysOf(of, month, day) * DAY
  })
  const isWrong = (place: number, row: number): boolean => Number.isNaN(place) && !Number.isNaN(year.numbers[row]!) && !Number.isNaN(numbers[row]!)
  return places.some(isWrong) ? undefined : { columns: [year, part], kind: 'dates', places }
}

/** Returns the time of year, month, … in columns of their own, in the order of their names or else as given. */
function partsOf(columns: readonly Column[]): Steps | undefined {
  if (columns.length < 2 || columns.length > PARTS.length || columns.some((column) => !numbersOf(column))) return undefined
  const ranks = columns.map(({ name }) => PARTS.findIndex((part) => part.test(name)))
  const isNamed = new Set(ranks).size === ranks.length && !ranks.includes(-1)
  const sorted = isNamed ? [...columns].sort((a, b) => ranks[columns.indexOf(a)]! - ranks[columns.indexOf(b)]!) : columns
  const values = sorted.map((column) => numbersOf(column)!)
  const places = new Float64Array(columns[0]!.numbers.length)
  for (let row = 0; row < places.length; row++) {
    const [year, month, day = 1, hour = 0, minute = 0, second = 0] = values.map((numbers) => numbers[row]!) as [number, number]
    places[row] = timeOfParts(year, month, day, hour, minute, second)
    if (Number.isNaN(places[row]!) && values.every((numbers) => !Number.isNaN(numbers[row]!))) return undefined
  }
  return { columns: sorted, kind: 'dates', places }
}

function timeOfParts(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  if (![year, month, day, hour, minute].every(Number.isInteger) || !isDay(year, month, day)) return NaN
  if (!(hour >= 0 && hour <= 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61)) return NaN
  return daysOf(year, month, day) * DAY + hour * HOUR + minute * MINUTE + Math.round(second * 1_000)
}

/**
 * Returns columns that give a time axis together, if a table has them: a date that recurs and a time of day, or year,
 * month, … in columns of their own.
 * @param fits Whether an axis is accepted: one that does not go back within a sequence.
 */
export function joinedSteps(columns: readonly Column[], fits: (places: Float64Array) => boolean): Steps | undefined {
  const counts = new Map<string, number>()
  for (const { name } of columns) counts.set(name, (counts.get(name) ?? 0) + 1)
  const once = columns.filter(({ name, missing, strays }) => missing === 0 && strays === 0 && counts.get(name) === 1)
  const day = once.find(isDayColumn)
  if (day)
    for (const clock of once) {
      const found = clock === day ? undefined : dayAndClock([day, clock])
      if (found && fits(found.places)) return found
    }
  const named = PARTS.map((part) => once.find((column) => part.test(column.name) && numbersOf(column)))
  const count = named.findIndex((column) => column === undefined)
  const parts = named.slice(0, count < 0 ? named.length : count) as Column[]
  if (parts.length === 1) {
    const period = once.find(({ name }) => QUARTERS.test(name)) ?? once.find(({ name }) => WEEKS.test(name))
    const found = period && periodsOf([parts[0]!, period])
    return found && fits(found.places) ? found : undefined
  }
  if (parts.length < 2) return undefined
  const found = partsOf(parts)
  return found && fits(found.places) ? found : undefined
}
