import type { Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { TableEncoding, TableKeys } from '../document/types'
import type { Column } from './column'
import { ColumnBuilder } from './column-builder'
import type { Lines } from './lines'

/** Columns of equal length. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
  /** Line of the file on which each row begins; absent for formats without lines. */
  readonly lines?: Lines
}

/** How a table was read. */
export interface TableReading {
  readonly encoding: TableEncoding
  /** Null if nothing separates cells: JSON, or a text of characters. */
  readonly separator: string | null
  readonly decimal: '.' | ','
  /** The sign between thousands; null if none. */
  readonly thousands: string | null
  /** Line of the header, counted from 1; 0 if there is none. */
  readonly header: number
  /** Words for a missing value, besides the empty cell. */
  readonly missing: readonly string[]
  /** Whether the usual words mean missing too, or only the listed ones. */
  readonly missingWords: 'usual' | 'listed'
  /** Rows at the end that are left out. */
  readonly footer: number
  /** Settings for the document that make its file read in the same way. */
  readonly keys: TableKeys & { format?: 'csv' | 'tsv' | 'json' | 'text' }
}

/** How a file without separators and numbers of its own notation is read: JSON, or a text of characters. */
export const UNSEPARATED = { encoding: 'utf-8', separator: null, decimal: '.', thousands: null, header: 0, footer: 0 } as const

/** A warning of the reader. If two readings are possible, `choices` are the settings for the others. */
export interface ReadingWarning extends Problem {
  readonly choices?: readonly TableKeys[]
}

export interface TableRead {
  /** Absent if there are errors. */
  readonly table?: Table
  readonly reading?: TableReading
  readonly errors: readonly Problem[]
  readonly warnings: readonly ReadingWarning[]
}

/** How to read a file. */
export interface ReadOptions {
  readonly keys?: TableKeys | undefined
  /** Columns that the document uses; the line that holds all of them is the header. */
  readonly names?: readonly string[] | undefined
  /** Whether the format was recognized, and is to be stored in the document. */
  readonly auto?: boolean
}

/**
 * Returns a function from column names in the file to those in the table: names that the document uses keep its
 * spelling of accents, others are composed (Unicode NFC).
 */
export function columnNaming({ names = [] }: ReadOptions): (written: string) => string {
  const own = new Map(names.map((name) => [name.normalize(), name]))
  return (written) => {
    const composed = written.normalize()
    return own.get(composed) ?? composed
  }
}

/** Reads a file in pieces, so that a file of any length can be read without holding it. */
export interface TableReader {
  /** Rows so far; 0 if they are known only at the end. */
  readonly rows: number
  /** Whether reading failed, so that further text cannot help. */
  readonly refused: boolean
  push(piece: string): void
  end(): TableRead
}

/** Most cells of a table: a gigabyte of numbers. */
export const MAXIMUM_CELLS = limits.cells

/** Most columns of a table, checked before memory is allocated for them. */
export const MAXIMUM_COLUMNS = limits.columns

export const columnOf = (table: Table, name: string): Column | undefined => table.columns.find((column) => column.name === name)

/** Returns the positions of columns with a name, counted from 1. */
export const positionsOf = (table: Table, name: string): number[] => table.columns.flatMap((column, i) => (column.name === name ? [i + 1] : []))

/** Returns row and, if the table has lines, line of a row for a message. */
export const placeOf = ({ lines }: Table, row: number): Readonly<Record<string, number>> => ({ row: row + 1, ...(lines ? { line: lines.of(row) } : {}) })

export const columnNames = (table: Table): string[] => table.columns.map((column) => column.name)

/**
 * Returns the different texts of a column and their index by row. Texts are compared as written: 007 is not 7. Numbers
 * whose texts were too many to keep are compared by value. Undefined if there are more than `limit`.
 */
export function categoriesOf(column: Column, limit: number): { codes: Int32Array; texts: readonly string[] } | undefined {
  if (column.codes) return column.texts.length > limit ? undefined : { codes: column.codes, texts: column.texts }
  if (column.kind === 'text' || column.ids) return undefined
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

/** Makes a table from columns in memory. */
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

/** Returns whether numbers strictly increase, as years do. */
export function rises(numbers: Float64Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (!(numbers[i]! > numbers[i - 1]!)) return false
  return numbers.length > 1
}
