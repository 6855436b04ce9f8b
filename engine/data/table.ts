import type { Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { TableEncoding, TableKeys } from '../document/types'
import { ColumnBuilder, type Column } from './column'
import type { Lines } from './lines'

/** Columns of equal length. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
  /** On which line of its file each row begins; absent of tables that are no lines. */
  readonly lines?: Lines
}

/** How a table was read. */
export interface TableReading {
  readonly encoding: TableEncoding
  /** Null where nothing separates cells: JSON, or a text of characters. */
  readonly separator: string | null
  readonly decimal: '.' | ','
  /** What may stand between thousands; null where nothing does. */
  readonly thousands: string | null
  /** Line of the header, the first being 1; 0 where there is none. */
  readonly header: number
  /** Words that mean that a value is missing, beside the empty cell. */
  readonly missing: readonly string[]
  /** Whether the usual words mean so too, or only those that are listed. */
  readonly missingWords: 'usual' | 'listed'
  /** What a document says so that its file is read in the same way. */
  readonly keys: TableKeys & { format?: 'csv' | 'tsv' | 'json' }
}

/** A warning of the reader: where two readings are possible, what would be set to have the other. */
export interface ReadingWarning extends Problem {
  readonly choices?: readonly TableKeys[]
}

export interface TableRead {
  /** Absent where there are errors. */
  readonly table?: Table
  readonly reading?: TableReading
  readonly errors: readonly Problem[]
  readonly warnings: readonly ReadingWarning[]
}

/** How a file is to be read. */
export interface ReadOptions {
  readonly keys?: TableKeys | undefined
  /** Columns that the document uses: the line that holds all of them is the header. */
  readonly names?: readonly string[] | undefined
  /** The format was recognized, and is written into the document. */
  readonly auto?: boolean
}

/**
 * What the columns of a file are called: accents are the same letters composed or not, so a name is spelled as the
 * document does that uses it, else in composed letters.
 */
export function columnNaming({ names = [] }: ReadOptions): (written: string) => string {
  const own = new Map(names.map((name) => [name.normalize(), name]))
  return (written) => {
    const composed = written.normalize()
    return own.get(composed) ?? composed
  }
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

/** Where columns of a name stand, 1 the first. */
export const positionsOf = (table: Table, name: string): number[] => table.columns.flatMap((column, i) => (column.name === name ? [i + 1] : []))

/** The place of a row for a message: its line where the table has lines. */
export const placeOf = ({ lines }: Table, row: number): Readonly<Record<string, number>> => ({ row: row + 1, ...(lines ? { line: lines.of(row) } : {}) })

export const columnNames = (table: Table): string[] => table.columns.map((column) => column.name)

/**
 * Different texts of a column and their positions by row, compared as they are written: 007 is not 7. Numbers with so
 * many different texts that these were let go are compared by value. Undefined above `limit`.
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
