import { describe, expect, it } from 'vitest'
import { isoTime } from '../../engine/data/calendar'
import { placeAt } from '../../engine/data/continued'

const dates = { column: 'day', kind: 'dates' } as const
const timesOf = (days: readonly string[]): Float64Array => Float64Array.from(days, (day) => Date.parse(day.includes('T') ? `${day}Z` : day))
/** The next three rows of a series of dates. */
const after = (...days: string[]): string[] => [0, 1, 2].map((n) => isoTime(placeAt({ labels: timesOf(days) }, dates, days.length + n)))
/** Days from a first one on that pass a filter. */
const daysFrom = (first: string, count: number, fits: (day: Date) => boolean): string[] => {
  const found: string[] = []
  for (let time = Date.parse(first); found.length < count; time += 86_400_000) if (fits(new Date(time))) found.push(isoTime(time))
  return found
}
const isWorkday = (day: Date): boolean => day.getUTCDay() % 6 !== 0

describe('the axis after the last row', () => {
  it('continues months on their first day, through 26 of them', () => {
    const months = Array.from({ length: 14 }, (_, m) => isoTime(Date.UTC(2020, 10 + m, 1)))
    expect(after(...months)).toEqual(['2022-01-01', '2022-02-01', '2022-03-01'])
    expect(isoTime(placeAt({ labels: timesOf(months) }, dates, 14 + 25))).toBe('2024-02-01')
  })
  it('continues ends of months, quarters, and years with a leap day between them', () => {
    expect(after('2023-10-31', '2023-11-30', '2023-12-31')).toEqual(['2024-01-31', '2024-02-29', '2024-03-31'])
    expect(after('2023-06-30', '2023-09-30', '2023-12-30')).toEqual(['2024-03-30', '2024-06-30', '2024-09-30'])
    expect(after('2021-03-15T12:00', '2022-03-15T12:00', '2023-03-15T12:00')[0]).toBe('2024-03-15T12:00')
  })
  it('does not take a gap, or the last distance, for the usual one', () => {
    expect(after('2023-01-01', '2023-02-01', '2023-03-01', '2023-04-01', '2023-09-01')[0]).toBe('2023-10-01')
    expect(after('2023-01-02', '2023-01-03', '2023-01-04', '2023-01-09')[0]).toBe('2023-01-10')
  })
  it('leaves out weekends where the series does, and only there', () => {
    const working = daysFrom('2024-03-04', 20, isWorkday)
    expect(working.at(-1)).toBe('2024-03-29')
    expect(after(...working)).toEqual(['2024-04-01', '2024-04-02', '2024-04-03'])
    const monday = daysFrom('2024-03-04', 21, isWorkday)
    expect(monday.map((_, n) => isoTime(placeAt({ labels: timesOf(monday) }, dates, 21 + n)))).toEqual(daysFrom('2024-04-02', 21, isWorkday))
    expect(after(...daysFrom('2024-03-04', 19, () => true))[0]).toBe('2024-03-23')
  })
  it('continues numbers by their usual distance, and a single row by one', () => {
    expect(placeAt({ labels: Float64Array.of(1700, 1701, 1702, 1703) }, { column: 'year', kind: 'numbers' }, 6)).toBe(1706)
    expect(placeAt({ labels: Float64Array.of(0, 10, 20, 30, 31) }, undefined, 5)).toBe(41)
    expect(placeAt({ labels: Float64Array.of(5) }, undefined, 2)).toBe(7)
  })
})
