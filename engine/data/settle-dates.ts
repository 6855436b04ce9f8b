import { dateOrders, type DateOrder } from '../document/types'
import { BUDDHIST, isBuddhistDate, ordersOf, timeOf } from './times'

interface SettledDates {
  readonly times: Float64Array
  readonly count: number
  /** Whether day, month or year comes first, if the column's dates are ambiguous without it. */
  readonly order: DateOrder | undefined
  /** The order that was taken, then the others that are as likely. */
  readonly possible: readonly DateOrder[]
  /** Row of the first date that these orders read differently, if nothing decides. */
  readonly ambiguous: number | undefined
  readonly firstOther: number | undefined
  /** Whether its years are of the Buddhist calendar. */
  readonly buddhist: boolean
}

/** How often the span of a column's dates must fit into another to decide whether years stand first or last. */
const FAR = 20

/** What a column is in one order: the days of the calendar, steps back in time, and the time from the first to the last. */
interface Fit {
  readonly order: DateOrder
  readonly days: number
  readonly falls: number
  readonly span: number
}

/**
 * Decides whether day, month or year comes first in packed dates, and converts them to times. The order with the most days of the calendar is
 * taken; among equals, the position of the year that makes the dates lie much closer together; then the order that goes back in time least
 * often.
 * @param given The user's decision.
 */
export function settleDates(dates: Float64Array, given: DateOrder | undefined): SettledDates {
  const open = dates.some((packed) => packed < 0)
  const buddhist = dates.every((packed) => Number.isNaN(packed) || isBuddhistDate(packed))
  const ahead = buddhist ? BUDDHIST : 0
  const fits = open && given === undefined ? dateOrders.map((order) => fitOf(dates, order, ahead)) : []
  const most = fits.reduce((best, { days }) => Math.max(best, days), 0)
  const equal = fits.filter(({ days }) => days === most)
  const spanOf = (isYear: boolean): number =>
    equal.reduce((least, { order, span }) => ((order === 'year-first') === isYear ? Math.min(least, span) : least), Infinity)
  const [yearFirst, yearLast] = [spanOf(true), spanOf(false)]
  const near = equal.filter((fit) => (fit.order === 'year-first' ? yearFirst <= FAR * yearLast : yearLast <= FAR * yearFirst)).sort((a, b) => a.falls - b.falls)
  const order = given ?? near[0]?.order ?? 'day-first'
  const possible = near.map((fit) => fit.order)
  // Dates of both orders in one column make both doubtful.
  const mixed = given === undefined && fits.some(({ days, order: other }) => days > 0 && other !== order && hasOwn(dates, other, order, ahead))
  const doubtful = mixed ? fits.filter(({ days }) => days > 0).map((fit) => fit.order) : possible
  const ambiguous = doubtful.length > 1 ? dates.findIndex((packed) => differs(packed, doubtful, ahead)) : -1
  const times = dates.map((packed) => (Number.isNaN(packed) ? NaN : timeOf(packed, order, ahead)))
  const firstOther = times.findIndex((time, row) => Number.isNaN(time) && !Number.isNaN(dates[row]!))
  return {
    times,
    count: times.reduce((count, time) => count + (Number.isNaN(time) ? 0 : 1), 0),
    order: open ? order : undefined,
    possible: [order, ...doubtful.filter((other) => other !== order)],
    ambiguous: ambiguous < 0 ? undefined : ambiguous,
    firstOther: firstOther < 0 ? undefined : firstOther,
    buddhist,
  }
}

function fitOf(dates: Float64Array, order: DateOrder, ahead: number): Fit {
  let [days, falls, last, low, high] = [0, 0, -Infinity, Infinity, -Infinity]
  for (const packed of dates) {
    const time = Number.isNaN(packed) ? NaN : timeOf(packed, order, ahead)
    if (Number.isNaN(time)) continue
    days++
    if (time < last) falls++
    last = time
    low = Math.min(low, time)
    high = Math.max(high, time)
  }
  return { order, days, falls, span: days > 0 ? high - low : Infinity }
}

/** Returns whether a date is a day in one order and not in the other, while some dates are the reverse. */
function hasOwn(dates: Float64Array, order: DateOrder, other: DateOrder, ahead: number): boolean {
  return dates.some((packed) => packed < 0 && !Number.isNaN(timeOf(packed, order, ahead)) && Number.isNaN(timeOf(packed, other, ahead)))
}

/** Returns whether orders give different times for a date, of which it is a day in more than one. */
function differs(packed: number, orders: readonly DateOrder[], ahead: number): boolean {
  if (!(packed < 0)) return false
  const times = ordersOf(packed).flatMap((order) => (orders.includes(order) ? [timeOf(packed, order, ahead)] : []))
  return new Set(times).size > 1
}
