import { describe, expect, it } from 'vitest'
import type { WeightChange } from '../../../engine/run/questions'
import { Painting } from '../../../renderer/panels/weights/painting'

const cell = (row: number, column: number) => ({ row, column })

describe('painting over weights', () => {
  const sheet = () => {
    const calls: string[] = []
    const values = new Float64Array(12).fill(1)
    let change: WeightChange = { kind: 'scale', factor: 2 }
    let drawn = 0
    const painting = new Painting(
      {
        write: (name, indices, { kind }) => calls.push(`${name} ${kind} ${[...indices].sort((a, b) => a - b).join(' ')}`),
        end: () => calls.push('end'),
        cancel: () => calls.push('cancel'),
      },
      () => ({ size: 1, change }),
    )
    painting.look({ name: 'W', grid: { rows: 3, columns: 4, mask: undefined }, values, draw: () => drawn++ })
    return { painting, calls, values, brush: (next: WeightChange) => (change = next), drawn: () => drawn }
  }

  it('changes each weight once per stroke, at once, as one step', () => {
    const { painting, calls, values, drawn } = sheet()
    expect(painting.going).toBe(false)
    painting.enter(cell(0, 0))
    painting.move(cell(0, 2))
    painting.move(cell(0, 0))
    expect([painting.going, [...values.slice(0, 4)], drawn()]).toEqual([true, [2, 2, 2, 1], 2])
    painting.finish()
    painting.move(cell(2, 2))
    painting.finish()
    expect([painting.going, calls]).toEqual([false, ['W scale 0', 'W scale 1 2', 'end']])
    // Another stroke changes them again.
    painting.enter(cell(0, 0))
    painting.finish()
    expect(values[0]).toBe(4)
  })

  it('if cancelled, by Escape or a lost pointer, is reverted once and is no step', () => {
    const { painting, calls, brush } = sheet()
    brush({ kind: 'set', value: 0 })
    painting.enter(cell(1, 1))
    painting.cancel()
    painting.cancel()
    painting.move(cell(2, 2))
    painting.finish()
    expect(calls).toEqual(['W set 5', 'cancel'])
  })
})
