import { describe, expect, it } from 'vitest'
import { at, brushed, commonValue, entriesIn, fits, moved, type Grid } from '../../../renderer/panels/weights/cells'

const grid: Grid = { rows: 4, columns: 5, mask: undefined }
const masked: Grid = { ...grid, mask: Uint8Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : 0)) }
const places = (indices: Iterable<number>): string => [...indices].map((i) => `${Math.floor(i / 5)},${i % 5}`).join(' ')

describe('cells of a matrix', () => {
  it('are reached by keys, and keys never leave the matrix', () => {
    const from = { row: 1, column: 1 }
    expect(moved(from, 'ArrowRight', false, grid)).toEqual({ row: 1, column: 2 })
    expect(moved(from, 'ArrowUp', true, grid)).toEqual({ row: 0, column: 1 })
    expect(moved(from, 'End', false, grid)).toEqual({ row: 1, column: 4 })
    expect(moved(from, 'End', true, grid)).toEqual({ row: 3, column: 4 })
    expect(moved(from, 'x', false, grid)).toBeUndefined()
    expect(moved(from, 'constructor', false, grid)).toBeUndefined()
  })

  it('are selected from any corner, as far as there are entries', () => {
    const range = { anchor: { row: 2, column: 2 }, head: { row: 1, column: 1 } }
    expect(places(entriesIn(range, grid))).toBe('1,1 1,2 2,1 2,2')
    expect(places(entriesIn(range, masked))).toBe('1,1 2,2')
    expect(commonValue(range, new Array(20).fill(3), grid)).toBe(3)
    expect(
      commonValue(
        range,
        Array.from({ length: 20 }, (_, i) => i),
        grid,
      ),
    ).toBeUndefined()
    expect(commonValue(at({ row: 0, column: 1 }), new Array(20).fill(3), masked)).toBeUndefined()
    expect([fits(range, grid), fits(range, { ...grid, rows: 2 })]).toEqual([true, false])
  })

  it('are painted without gaps at any speed of the pointer, within the matrix and the mask', () => {
    expect(places(brushed({ row: 0, column: 0 }, { row: 3, column: 3 }, 1, grid))).toBe('0,0 1,1 2,2 3,3')
    expect(places(brushed({ row: 0, column: 0 }, { row: 0, column: 0 }, 3, grid))).toBe('0,0 0,1 1,0 1,1')
    expect(places(brushed({ row: 1, column: 0 }, { row: 1, column: 4 }, 1, masked))).toBe('1,1 1,3')
    expect(brushed({ row: 0, column: 0 }, { row: 3, column: 4 }, 33, grid).size).toBe(20)
  })
})
