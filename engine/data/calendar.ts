import type { Axis } from './types'

/** Milliseconds in a day. */
export const DAY = 86_400_000

/** Returns the days from 1970-01-01 to a day of the Gregorian calendar (Hinnant, “chrono-compatible low-level date algorithms”). */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** Returns the date that lies `days` days after 1970-01-01. */
export function dayAt(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const from = Math.floor((5 * dayOfYear + 2) / 153)
  const month = from < 10 ? from + 3 : from - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * from + 2) / 5) + 1 }
}

export function isDay(year: number, month: number, day: number): boolean {
  if (!(year >= 1 && year <= 9_999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return false
  const again = dayAt(daysOf(year, month, day))
  return again.month === month && again.day === day
}

/** Returns the position of a step as a table writes it: a date, a time of day, or the number itself. */
export const labelOf = (axis: Axis | undefined, label: number): string | number =>
  axis?.kind === 'dates' ? isoTime(label) : axis?.kind === 'times' ? clockText(label) : label

/** Formats a time of day or a duration as tables write it: 08:15, 100:00:11.5. */
export function clockText(time: number): string {
  const all = Math.round(time)
  const two = (n: number, digits = 2): string => String(n).padStart(digits, '0')
  const [minutes, rest] = [Math.floor(all / 60_000), all % 60_000]
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  if (rest === 0) return clock
  const thousandths = rest % 1_000
  return `${clock}:${two(Math.floor(rest / 1_000))}${thousandths === 0 ? '' : `.${two(thousandths, 3).replace(/0+$/, '')}`}`
}

/**
 * Formats a time in ISO 8601 as briefly as possible: the day alone at midnight, else to the minute, second or
 * millisecond.
 * @param time Milliseconds since 1970-01-01, in the file's own time zone.
 */
export function isoTime(time: number): string {
  const days = Math.floor(time / DAY)
  const { year, month, day } = dayAt(days)
  const rest = Math.round(time - days * DAY)
  const two = (n: number, digits = 2): string => String(n).padStart(digits, '0')
  const date = `${two(year, 4)}-${two(month)}-${two(day)}`
  if (rest === 0) return date
  const [minutes, milliseconds] = [Math.floor(rest / 60_000), rest % 60_000]
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  if (milliseconds === 0) return `${date}T${clock}`
  const seconds = two(Math.floor(milliseconds / 1_000))
  return `${date}T${clock}:${seconds}${milliseconds % 1_000 === 0 ? '' : `.${two(milliseconds % 1_000, 3)}`}`
}
