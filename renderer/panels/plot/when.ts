import { clockText, isoTime, labelOf } from '../../../engine/data/calendar'
import type { Axis } from '../../../engine/data/types'
import { numeral, tickText } from '../../languages/numbers'
import { wholeTicks } from './ticks'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Intervals between date ticks, each with the format that shows it; months and years follow the calendar. */
const STEPS: readonly { readonly size: number; readonly months?: number; readonly text: (time: number) => string }[] = [
  ...[1, 5, 15, 30].map((n) => ({ size: n * SECOND, text: clockWithSeconds })),
  ...[1, 5, 15, 30].map((n) => ({ size: n * MINUTE, text: clock })),
  ...[1, 3, 6, 12].map((n) => ({ size: n * HOUR, text: dayOrClock })),
  ...[1, 2, 7, 14].map((n) => ({ size: n * DAY, text: day })),
  ...[1, 3, 6].map((n) => ({ size: n * 30 * DAY, months: n, text: month })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => ({ size: n * 365 * DAY, months: 12 * n, text: year })),
]

function year(time: number): string {
  return isoTime(time).slice(0, 4)
}
function month(time: number): string {
  return isoTime(time).slice(0, 7)
}
function day(time: number): string {
  return isoTime(time).slice(0, 10)
}
function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16)
}
function clockWithSeconds(time: number): string {
  return new Date(time).toISOString().slice(11, 19)
}
function dayOrClock(time: number): string {
  return time % DAY === 0 ? isoTime(time).slice(5, 10) : clock(time)
}

/** At most `most` round dates from `low` to `high`, in milliseconds since 1970-01-01. */
export function dateTicks(low: number, high: number, most = 5): { readonly at: readonly number[]; readonly text: (time: number) => string } {
  for (const { size, months, text } of STEPS) {
    if ((high - low) / size > most) continue
    const at = months === undefined ? evenly(low, high, size) : monthly(low, high, months)
    if (at.length <= most) return { at, text }
  }
  return { at: [low, high], text: year }
}

function evenly(low: number, high: number, size: number): number[] {
  // Weeks begin on a Monday: 1970-01-05.
  const from = size % (7 * DAY) === 0 ? 4 * DAY : 0
  const first = Math.ceil((low - from) / size) * size + from
  return Array.from({ length: Math.max(0, Math.floor((high - first) / size) + 1) }, (_, i) => first + i * size)
}

function monthly(low: number, high: number, months: number): number[] {
  const start = new Date(low)
  const found: number[] = []
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months
  for (let m = first; ; m += months) {
    const at = Date.UTC(2000, 0, 1)
    const time = new Date(at).setUTCFullYear(Math.floor(m / 12), m % 12, 1)
    if (time > high) return found
    if (time >= low) found.push(time)
  }
}

/** Positions and labels of ticks on the axis of steps. */
export function ticksOf(
  axis: Axis | undefined,
  low: number,
  high: number,
  most: number,
): { readonly at: readonly number[]; readonly text: (value: number) => string } {
  if (axis?.kind === 'dates') return dateTicks(low, high, most)
  if (axis?.kind === 'times') return { ...dateTicks(low, high, most), text: clockText }
  return { at: wholeTicks(low, high, most), text: (value) => tickText(value, 1) }
}

/** Whether steps are labelled with a date or time instead of a number. */
export const isTimed = (axis: Axis | undefined): boolean => axis?.kind === 'dates' || axis?.kind === 'times'

/** The label of a step: an ISO 8601 date, a time of day, its number, or its index. */
export const whenText = (axis: Axis | undefined, label: number): string =>
  isTimed(axis) ? String(labelOf(axis, label)) : numeral(Math.round(label * 100) / 100).padStart(5, '\u2007')
