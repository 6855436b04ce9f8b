import { expect, it } from 'vitest'
import { append, largest, least } from '../../engine/base/lists'

it('lists of any length have a largest and a least, and can be added to another', () => {
  const long = Array.from({ length: 1_000_000 }, (_, i) => i)
  expect([largest(long), least(long)]).toEqual([999_999, 0])
  const list = [7]
  append(list, long)
  expect([list.length, list[0], list.at(-1)]).toEqual([1_000_001, 7, 999_999])
})

it('empty lists give the initial value', () => {
  expect([largest([]), least([]), largest([], 1), least([3], 1)]).toEqual([-Infinity, Infinity, 1, 1])
})
