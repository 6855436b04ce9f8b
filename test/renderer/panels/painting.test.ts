import { describe, expect, it } from 'vitest'
import type { WeightChange } from '../../../engine/run/questions'
import { Painting } from '../../../renderer/panels/weights/painting'

const cell = (row: number, column: number) => ({ row, column })

describe('painting over weights', () => {
  const sheet = () => {
    const told: string[] = []
    const values = new Float64Array(12).fill(1)
    let change: WeightChange = { kind: 'scale', factor: 2 }
    let drawn = 0
    const painting = new Painting(
      {
        write: (name, indices, { kind }) => told.push(`${name} ${kind} ${[...indices].sort((a, b) => a - b).join(' ')}`),
        end: () => told.push('end'),
        cancel: () => told.push('cancel'),
      },
      () => ({ size: 1, change }),
    )
    painting.look({ name: 'W', grid: { rows: 3, columns: 4, mask: undefined }, values, draw: () => drawn++ })
    return { painting, told, values, brush: (next: WeightChange) => (change = next), drawn: () => drawn }
  }

  it('changes each weight once a stroke, at once, and is one step', () => {
    const { painting, told, values, drawn } = sheet()
    expect(painting.going).toBe(false)
    painting.enter(cell(0, 0))
    painting.move(cell(0, 2))
    painting.move(cell(0, 0))
    expect([painting.going, [...values.slice(0, 4)], drawn()]).toEqual([true, [2, 2, 2, 1], 2])
    painting.finish()
    painting.move(cell(2, 2))
    painting.finish()
    expect([painting.going, told]).toEqual([false, ['W scale 0', 'W scale 1 2', 'end']])
    // Another stroke changes them again.
    painting.enter(cell(0, 0))
    painting.finish()
    expect(values[0]).toBe(4)
  })

  it('cancelled, by Escape or with its pointer lost, is taken back once and is no step', () => {
    const { painting, told, brush } = sheet()
    brush({ kind: 'set', value: 0 })
    painting.enter(cell(1, 1))
    painting.cancel()
    painting.cancel()
    painting.move(cell(2, 2))
    painting.finish()
    expect(told).toEqual(['W set 5', 'cancel'])
  })
})
