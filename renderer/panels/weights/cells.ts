import type { WeightChange } from '../../../engine/run/questions'

export interface Cell {
  readonly row: number
  readonly column: number
}

/** A rectangle of cells, from where the selection began to where it is extended. */
export interface Range {
  readonly anchor: Cell
  readonly head: Cell
}

export interface Grid {
  readonly rows: number
  readonly columns: number
  /** For a sparse matrix: 1 where there is an entry. */
  readonly mask: Uint8Array | undefined
}

export const at = (cell: Cell): Range => ({ anchor: cell, head: cell })
const sameCell = (a: Cell, b: Cell): boolean => a.row === b.row && a.column === b.column

/** First and last row and column of a range, inclusive. */
export const sides = ({ anchor, head }: Range) => ({
  top: Math.min(anchor.row, head.row),
  bottom: Math.max(anchor.row, head.row),
  left: Math.min(anchor.column, head.column),
  right: Math.max(anchor.column, head.column),
})

const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value))
export const within = ({ row, column }: Cell, { rows, columns }: Grid): Cell => ({ row: clamp(row, rows), column: clamp(column, columns) })

/** Whether a range lies within the matrix, which may have changed. */
export const fits = ({ anchor, head }: Range, grid: Grid): boolean => [anchor, head].every((cell) => sameCell(cell, within(cell, grid)))

const hasEntry = (index: number, { mask }: Grid): boolean => mask === undefined || mask[index] === 1
export const isEntry = ({ row, column }: Cell, grid: Grid): boolean => hasEntry(row * grid.columns + column, grid)

/** Flat indices of the entries in a range. */
export function entriesIn(range: Range, grid: Grid): Uint32Array {
  const { top, bottom, left, right } = sides(range)
  const found: number[] = []
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) if (isEntry({ row, column }, grid)) found.push(row * grid.columns + column)
  return Uint32Array.from(found)
}

/** Distance of Page Up/Down, and of Ctrl with an arrow key. */
const FAR = 10

/** The cell to which a key moves; undefined for other keys. */
export function moved({ row, column }: Cell, key: string, far: boolean, grid: Grid): Cell | undefined {
  const step = far ? FAR : 1
  const to: Readonly<Record<string, Cell>> = {
    ArrowUp: { row: row - step, column },
    ArrowDown: { row: row + step, column },
    ArrowLeft: { row, column: column - step },
    ArrowRight: { row, column: column + step },
    PageUp: { row: row - FAR, column },
    PageDown: { row: row + FAR, column },
    Home: { row: far ? 0 : row, column: 0 },
    End: { row: far ? grid.rows - 1 : row, column: grid.columns - 1 },
  }
  return Object.hasOwn(to, key) ? within(to[key]!, grid) : undefined
}

/** Flat indices of the entries under a square brush on the straight line between two cells. */
export function brushed(from: Cell, to: Cell, size: number, grid: Grid): Set<number> {
  const found = new Set<number>()
  const steps = Math.max(1, Math.abs(to.row - from.row), Math.abs(to.column - from.column))
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)]
  for (let i = 0; i <= steps; i++) {
    const row = Math.round(from.row + ((to.row - from.row) * i) / steps)
    const column = Math.round(from.column + ((to.column - from.column) * i) / steps)
    for (let r = Math.max(0, row - before); r <= Math.min(grid.rows - 1, row + after); r++)
      for (let c = Math.max(0, column - before); c <= Math.min(grid.columns - 1, column + after); c++) {
        const index = r * grid.columns + c
        if (hasEntry(index, grid)) found.add(index)
      }
  }
  return found
}

/** The value after a change, for display before the engine has applied it. */
export const applied = (value: number, change: WeightChange): number =>
  change.kind === 'set' ? change.value : change.kind === 'scale' ? value * change.factor : value

/** The value that all entries of a range have; undefined if they differ or there are none. */
export function commonValue(range: Range, values: ArrayLike<number>, grid: Grid): number | undefined {
  const indices = entriesIn(range, grid)
  const [first] = indices
  return first !== undefined && indices.every((index) => values[index] === values[first]) ? values[first] : undefined
}
