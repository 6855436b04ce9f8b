import { expect, it } from 'vitest'
import { crossingsOf } from '../../../../renderer/panels/plot/marks'

it('a line crosses a threshold where it changes sides, interpolated between points', () => {
  expect(crossingsOf([0, 1, 2, 3], [0, 1, 1, -1], 0.5)).toEqual([0.5, 2.25])
  // A value on the threshold: passing through counts once, turning back does not count.
  expect(crossingsOf([0, 1, 2, 3, 4], [0, 0.5, 0.5, 1, 0.5], 0.5)).toEqual([1])
  expect(crossingsOf([0, 1, 2], [1, 0.5, 1], 0.5)).toEqual([])
  // Crossings in a gap are unknown.
  expect(crossingsOf([0, 1, 2], [0, null, 1], 0.5)).toEqual([])
})
