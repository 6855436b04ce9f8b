import type { Problem } from '../base/problem'
import { limits } from '../document/limits'
import { ColumnBuilder, type Column } from './column'

/** Columns of equal length. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
}

export interface TableRead {
  /** Absent where there are errors. */
  readonly table?: Table
  readonly errors: readonly Problem[]
}

/** Takes a file piece by piece, so that one of any length can be read without holding it. */
export interface TableReader {
  /** Rows so far; 0 where they are told only at the end. */
  readonly rows: number
  /** Whether something is wrong that nothing that follows can mend. */
  readonly refused: boolean
  push(piece: string): void
  end(): TableRead
}

/** Cells that a table may have: a gigabyte of numbers. */
export const MAXIMUM_CELLS = limits.cells

/** Columns that a table may have, found before memory is taken for them. */
export const MAXIMUM_COLUMNS = limits.columns

export const columnOf = (table: Table, name: string): Column | undefined => table.columns.find((column) => column.name === name)

export const columnNames = (table: Table): string[] => table.columns.map((column) => column.name)

/** Different texts of a column and their positions by row; numbers as text where that is all there is. Undefined above `limit`. */
export function categoriesOf(column: Column, limit: number): { codes: Int32Array; texts: readonly string[] } | undefined {
  if (column.codes) {
    if (column.texts.length > limit) return undefined
    if (column.kind === 'text') return { codes: column.codes, texts: column.texts }
  } else if (column.kind === 'text') return undefined
  // A number is one category however it is written: 1 and 1.0.
  const codes = new Int32Array(column.numbers.length)
  const positions = new Map<number, number>()
  const texts: string[] = []
  for (let row = 0; row < codes.length; row++) {
    const number = column.numbers[row]! + 0
    if (Number.isNaN(number)) {
      codes[row] = -1
      continue
    }
    let position = positions.get(number)
    if (position === undefined) {
      if (texts.length === limit) return undefined
      position = texts.push(String(number)) - 1
      positions.set(number, position)
    }
    codes[row] = position
  }
  return { codes, texts }
}

/** A table from columns that are in memory. */
export function tableOf(columns: Readonly<Record<string, ArrayLike<number>>>): Table {
  const built = Object.entries(columns).map(([name, values]) => {
    const builder = new ColumnBuilder(name)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (Number.isNaN(value)) builder.addMissing()
      else builder.addNumber(value)
    }
    return builder.finish()
  })
  return { rows: built[0]?.numbers.length ?? 0, columns: built }
}

/** Whether every number is above the one before, as years are. */
export function rises(numbers: Float64Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (!(numbers[i]! > numbers[i - 1]!)) return false
  return numbers.length > 1
}
