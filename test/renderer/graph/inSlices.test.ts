import { describe, expect, it } from 'vitest'
import { stepTo } from '../../../renderer/graph/inSlices'
import type { FlowItem } from '../../../renderer/drawing/model'

const item = (i: number): FlowItem => ({ id: `n${i}`, type: 'unfold', position: { x: 100 * i, y: 0 }, width: 50, height: 50, data: {} }) as unknown as FlowItem
const items = (count: number): FlowItem[] => Array.from({ length: count }, (_, i) => item(i))
const view = { x: 9000, y: 0, width: 1000, height: 100 }

describe('the items of a large drawing are added in slices', () => {
  it('applies a few changes at once, as the same array', () => {
    const wanted = items(100)
    expect(stepTo([], wanted, 100, view)).toBe(wanted)
    const moved = [...wanted.slice(1), { ...wanted[0]!, selected: true } as FlowItem]
    expect(stepTo(wanted, moved, 1, view)).toBe(moved)
  })

  it('adds one slice at a time, visible items first, until all are there in the wanted order', () => {
    const wanted = items(500)
    const first = stepTo([], wanted, 20, view)
    expect(first.length).toBe(20)
    expect(first.slice(10).map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, i) => `n${90 + i}`))
    let given = first
    let steps = 1
    for (; given !== wanted; steps++) {
      const next = stepTo(given, wanted, 20, view)
      const before = new Set(given)
      expect(next.filter((each) => !before.has(each)).length).toBeLessThanOrEqual(20)
      given = next
    }
    expect(steps).toBe(25)
  })

  it('keeps old items until their turn comes, and removes unwanted ones at once', () => {
    const old = items(100)
    const changed = old.slice(0, 60).map((each) => ({ ...each, selected: true }) as FlowItem)
    const next = stepTo(old, changed, 10, view)
    expect(next.map(({ id }) => id)).toEqual(changed.map(({ id }) => id))
    expect(next.filter((each, i) => each === changed[i]).length).toBe(10)
    expect(next.filter((each, i) => each === old[i]).length).toBe(50)
  })
})
