import { limits } from '../document/limits'
import { isUnit, otherNumber, plainNumber, type NumberStyle } from './number-forms'
import { Records, type RecordFault, type TableRecord } from './records'
import { packDate } from './times'
import { missingWord } from './words'

/** What a cell looks like, whichever decimal sign is used. */
export type CellKind = 'number' | 'quantity' | 'date' | 'missing' | 'text'

/** Returns whether cells of a kind differ from names: numbers, with or without unit, and dates. */
export const isTyped = (kind: CellKind): boolean => kind === 'number' || kind === 'quantity' || kind === 'date'

const STYLES: readonly NumberStyle[] = [
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
]

export function kindOf(cell: string): CellKind {
  const text = cell.trim()
  if (text === '' || missingWord(text) !== undefined) return 'missing'
  if (!Number.isNaN(plainNumber(text, '.')) || !Number.isNaN(plainNumber(text, ','))) return 'number'
  const form = STYLES.map((style) => otherNumber(text, style)).find((found) => found !== undefined)
  if (form && !isUnit(form.mark)) return 'number'
  if (!Number.isNaN(packDate(text))) return 'date'
  return form ? 'quantity' : 'text'
}

/** The first records of a table under one separator, and their common properties. */
export interface Shape {
  readonly separator: string
  /** Records that are not blank. */
  readonly records: readonly TableRecord[]
  /** Number of cells that most records have. */
  readonly width: number
  /** Number of columns up to the last that is not empty below the first record. */
  readonly filled: number
  /** Share of the records that have `width` cells. */
  readonly steady: number
  /** Share of cells in these that are numbers, dates or missing. */
  readonly clean: number
  readonly kinds: readonly CellKind[]
  readonly fault: RecordFault | undefined
}

const isBlank = ({ cells }: TableRecord): boolean => cells.every((cell) => cell.trim() === '')

/** Returns whether a record is a rule drawn under names, as in plain-text tables: `|---|:--:|`. */
export function isRule({ cells }: TableRecord): boolean {
  return !isBlank({ cells, line: 0 }) && cells.every((cell) => /^\s*(?:[-=+|_]*[-=_]{3,}[-=+|_]*|:?-+:|:-+)?\s*$/.test(cell))
}

/** A comment mark that stands by itself. */
export const COMMENT_MARK = /^\s*(?:#+|%+|\/\/|!|;)\s*$/

/** Returns whether a record of a table separated by blanks begins with a comment mark. */
export const isMarked = ({ cells }: TableRecord, separator: string): boolean => separator === ' ' && COMMENT_MARK.test(cells[0] ?? '')

/** Returns whether a record that has not as many cells as the table has columns is a comment: `# words`, but not `#N/A`. */
export const isComment = ({ cells: [cell = ''] }: TableRecord): boolean => COMMENT.test(cell) && missingWord(cell.trim()) === undefined
const COMMENT = /^\s*(?:#(?![\p{Lu}/]+[/!?])|%|\/\/)/u

/** Returns whether a record is a comment although it has as many cells as the table: a number or a date cannot begin with `#`. */
export const isLikeComment = (record: TableRecord, first: CellKind | undefined): boolean =>
  first !== undefined && isTyped(first) && /^\s*(?:#|\/\/)/.test(record.cells[0] ?? '') && isComment(record)

/** Returns the number of cells without empty ones at the end beyond `width`. */
export function trimmedWidth(cells: readonly string[], width: number): number {
  let end = cells.length
  while (end > width && cells[end - 1]!.trim() === '') end--
  return end
}

/**
 * Reads the first records of a text with this separator, from line `from` on.
 * @param given The number of columns, if it is not that of most records.
 */
export function shapeOf(text: string, separator: string, complete: boolean, from: number, given?: number): Shape {
  const reader = new Records(separator)
  reader.push(text)
  if (complete) reader.finish()
  const records: TableRecord[] = []
  let fault: RecordFault | undefined
  while (records.length < limits.headRecords) {
    const next = reader.next()
    if (next === 'end' || next === 'wait') break
    if ('fault' in next) {
      fault = next
      break
    }
    if (next.line >= from && !isBlank(next) && !(next.cells.length > 1 && records.length < 2 && isRule(next))) records.push(next)
  }
  const width = given ?? usualWidth(records)
  const steady = records.filter(({ cells }) => trimmedWidth(cells, width) === width)
  return {
    separator,
    records,
    width,
    fault,
    filled: filledWidth(records.slice(1), width),
    steady: records.length === 0 ? 0 : steady.length / records.length,
    ...kindsOf(steady, width),
  }
}

/** Returns the most frequent width of the later records; lines above a table have others. */
function usualWidth(records: readonly TableRecord[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of records.slice(Math.floor(records.length / 4))) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let [width, most] = [1, 0]
  for (const [cells, count] of counts) if (count > most) [width, most] = [cells, count]
  return width
}

function filledWidth(records: readonly TableRecord[], width: number): number {
  let filled = 0
  for (const { cells } of records) for (let c = Math.min(width, cells.length) - 1; c >= filled; c--) if (cells[c]!.trim() !== '') filled = c + 1
  return filled
}

/** Returns the kind of each column by its later cells: `number` or `date` if most cells that are not missing are. */
function kindsOf(records: readonly TableRecord[], width: number): { clean: number; kinds: CellKind[] } {
  const rows = records.filter((record) => !isComment(record))
  const body = (rows.length > 0 ? rows : records).slice(Math.floor(rows.length / 2))
  let clean = 0
  const kinds = Array.from({ length: Math.min(width, limits.columns) }, (_, c): CellKind => {
    const counts = { number: 0, quantity: 0, date: 0, missing: 0, text: 0 }
    for (const { cells } of body) counts[kindOf(cells[c] ?? '')]++
    clean += counts.number + counts.quantity + counts.date + counts.missing
    if (counts.number > 0 && counts.number > counts.text + counts.date + counts.quantity) return 'number'
    if (counts.quantity > 0 && counts.quantity > counts.text + counts.date + counts.number) return 'quantity'
    if (counts.date > 0 && counts.date >= counts.text + counts.number) return 'date'
    return counts.text > 0 || counts.number > 0 || counts.quantity > 0 ? 'text' : 'missing'
  })
  return { clean: body.length === 0 ? 0 : clean / (body.length * kinds.length), kinds }
}
