import { describe, expect, it } from 'vitest'
import { dateTicks, whenText } from '../../../renderer/panels/plot/when'

const at = (text: string): number => Date.parse(`${text}Z`)
const labels = (from: string, to: string, most = 5): string[] => {
  const { at: ticks, text } = dateTicks(at(from), at(to), most)
  return ticks.map(text)
}

describe('dates on an axis', () => {
  it('are at round calendar dates, with as much detail as distinguishes them', () => {
    expect(labels('1990-03-01T00:00', '2012-01-01T00:00')).toEqual(['1990', '1995', '2000', '2005', '2010'].filter((y) => y !== '1990'))
    expect(labels('2023-12-20T00:00', '2024-04-10T00:00')).toEqual(['2024-01', '2024-02', '2024-03', '2024-04'])
    expect(labels('2024-01-01T00:00', '2024-01-05T00:00')).toEqual(['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'])
    expect(labels('2024-05-01T06:10', '2024-05-01T10:00')).toEqual(['07:00', '08:00', '09:00', '10:00'])
    expect(labels('2024-05-01T06:10:03', '2024-05-01T06:10:21')).toEqual(['06:10:05', '06:10:10', '06:10:15', '06:10:20'])
  })

  it('never exceed the available space, over any span', () => {
    for (let span = 1_000; span < 3e13; span *= 1.7)
      for (const low of [at('1969-07-20T20:17'), at('2024-02-29T23:59'), 0])
        for (const most of [3, 4, 5]) expect(dateTicks(low, low + span, most).at.length, `${span} from ${low}`).toBeLessThanOrEqual(most)
  })

  it('are shown in ISO 8601; numbers and steps as they are', () => {
    expect(whenText({ column: 'date', kind: 'dates' }, at('2024-12-31T00:00'))).toBe('2024-12-31')
    expect(whenText({ column: 'date', kind: 'dates' }, at('2024-12-31T18:30'))).toBe('2024-12-31T18:30')
    expect(whenText({ column: 't', kind: 'times' }, at('1970-01-01T18:30'))).toBe('18:30')
    expect(whenText({ column: 't', kind: 'times' }, at('1970-01-05T04:00:11'))).toBe('100:00:11')
    expect(whenText({ column: 'YEAR', kind: 'numbers' }, 1986).trim()).toBe('1986')
    expect(whenText(undefined, 12).trim()).toBe('12')
  })
})
