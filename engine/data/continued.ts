import { largest } from '../base/lists'
import { DAY, dayAt, daysOf } from './calendar'
import type { Axis, Sequence } from './types'

/** Number of rows at the end of a series that determine how it continues. */
const SAMPLED = 64
/** Fewest days without a Saturday or Sunday from which to conclude that the series has working days only. */
const FEWEST_DAYS = 10

type Continue = (rows: number) => number

const known = new WeakMap<Float64Array, Continue>()

/**
 * Returns the place of a step on the axis, or its number if there is none. After the last row, the series continues as
 * its last rows do: by months on the same day or the last day of the month, by working days, or by the usual distance.
 */
export function placeAt({ labels }: Pick<Sequence, 'labels'>, axis: Axis | undefined, step: number): number {
  if (!labels) return step
  const place = labels[step]
  if (place !== undefined) return place
  let continued = known.get(labels)
  if (!continued) known.set(labels, (continued = continuationOf(labels.subarray(-SAMPLED), axis)))
  return continued(step - labels.length + 1)
}

function continuationOf(labels: Float64Array, axis: Axis | undefined): Continue {
  const last = labels.at(-1)
  if (last === undefined) return (rows) => rows - 1
  const distances = differences(labels)
  const middle = medianOf(distances) ?? 1
  const usual = middle > 0 ? middle : (last - labels[0]!) / distances.length
  const calendar = axis?.kind === 'dates' ? (byMonth(labels) ?? byWorkingDay(labels, usual)) : undefined
  return calendar ?? ((rows) => last + rows * usual)
}

/** Continues dates that lie on the same day of their months: 31 means the last day. */
function byMonth(labels: Float64Array): Continue | undefined {
  if (labels.length < 3) return undefined
  const clock = clockOf(labels[0]!)
  const dates = Array.from(labels, (label) => dayAt(Math.floor(label / DAY)))
  const day = largest(dates.map((date) => date.day))
  const months = Float64Array.from(dates, ({ year, month }) => year * 12 + month - 1)
  const usual = medianOf(differences(months))!
  if (!(usual > 0) || labels.some((label) => clockOf(label) !== clock)) return undefined
  if (dates.some((date, i) => date.day !== Math.min(day, daysIn(months[i]!)))) return undefined
  return (rows) => {
    const month = months.at(-1)! + rows * usual
    return (firstOf(month) + Math.min(day, daysIn(month)) - 1) * DAY + clock
  }
}

/** Continues days of which none is a Saturday or Sunday. */
function byWorkingDay(labels: Float64Array, usual: number): Continue | undefined {
  if (usual !== DAY || labels.length < FEWEST_DAYS || labels.some((label) => weekdayOf(label) > 4)) return undefined
  const last = labels.at(-1)!
  const from = weekdayOf(last)
  return (rows) => last + (7 * Math.floor((from + rows) / 5) + ((from + rows) % 5) - from) * DAY
}

const clockOf = (time: number): number => time - Math.floor(time / DAY) * DAY
/** 0 is a Monday; 1970-01-01 was a Thursday. */
const weekdayOf = (time: number): number => (((Math.floor(time / DAY) + 3) % 7) + 7) % 7
/** The first day of a month that is counted from the year 0. */
const firstOf = (month: number): number => daysOf(Math.floor(month / 12), (month % 12) + 1, 1)
const daysIn = (month: number): number => firstOf(month + 1) - firstOf(month)
const differences = (numbers: Float64Array): Float64Array => numbers.subarray(1).map((x, i) => x - numbers[i]!)
const medianOf = (numbers: Float64Array): number | undefined => numbers.slice().sort()[numbers.length >> 1]
