// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { fits, linesOf, overlaid, partsOf, toggled } from '../../../renderer/panels/pinned/overlay'
import type { Part } from '../../../renderer/workspace/pinned'

const signal = (port: string, units?: number[]): Part => ({ kind: 'signal', port, ...(units ? { units } : {}) })
const weights = (name: string, entries: number[]): Part => ({ kind: 'weights', name, entries, names: entries.map((e) => `e${e}`) })

it('parts without chosen units share the lines that the others leave', () => {
  expect(linesOf([signal('h')], [20])[0]).toHaveLength(12)
  expect(linesOf([signal('h'), signal('c')], [20, 20]).map(({ length }) => length)).toEqual([6, 6])
  expect(linesOf([signal('h', [7, 3]), signal('c'), signal('y')], [20, 20, 2])).toEqual([
    [7, 3],
    [0, 1, 2, 3, 4, 5, 6, 7],
    [0, 1],
  ])
  expect(linesOf([signal('h'), signal('y')], [undefined, 3])).toEqual([[], [0, 1, 2]])
  // What a small part leaves goes to the others, in any order.
  expect(linesOf([signal('h'), signal('y')], [8, 1]).map(({ length }) => length)).toEqual([8, 1])
  expect(linesOf([signal('y'), signal('h'), signal('c')], [1, 20, 2]).map(({ length }) => length)).toEqual([1, 9, 2])
  // Units that the network no longer has.
  expect(linesOf([signal('h', [1, 9])], [4])).toEqual([[1]])
})

it('overlaid plots have each source once, and can be separated again', () => {
  const both = overlaid([signal('h', [0]), signal('c'), signal('h', [2, 0])])
  expect(both).toEqual({ kind: 'overlay', of: [signal('h', [0, 2]), signal('c')] })
  expect(overlaid([weights('W', [4, 1]), weights('W', [1, 8])])).toEqual(weights('W', [4, 1, 8]))
  const without = toggled(partsOf(both)!, signal('h'), 0, [0, 2])!
  expect(toggled(partsOf(without)!, signal('h'), 2, [2])).toEqual(signal('c'))
  expect(toggled([signal('c', [1])], signal('c'), 1, [1])).toBeUndefined()
  expect(toggled([signal('c')], signal('h'), 3, [])).toEqual({ kind: 'overlay', of: [signal('c'), signal('h', [3])] })
})

it('plots over steps and over epochs cannot be overlaid, and losses never', () => {
  expect(fits(signal('h'), signal('c'))).toBe(true)
  expect(fits(weights('W', [0]), { kind: 'course', port: 'h.gate' })).toBe(true)
  expect(fits(signal('h'), weights('W', [0]))).toBe(false)
  expect(partsOf({ kind: 'loss' })).toBeUndefined()
})
