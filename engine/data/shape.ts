import { limits } from '../document/limits'
import { otherNumber, plainNumber } from './number-forms'
import { Records, type RecordFault, type TableRecord } from './records'
import { packDate } from './times'
import { missingWord } from './words'

/** What a cell looks like, whichever sign is the decimal one. */
export type CellKind = 'number' | 'date' | 'missing' | 'text'

export function kindOf(cell: string): CellKind {
  const text = cell.trim()
  if (text === '' || missingWord(text) !== undefined) return 'missing'
  const number = !Number.isNaN(plainNumber(text, '.')) || !Number.isNaN(plainNumber(text, ','))
    || otherNumber(text, { decimal: '.', thousands: ',' }) !== undefined || otherNumber(text, { decimal: ',', thousands: '.' }) !== undefined
    || otherNumber(text, { decimal: '.', thousands: ' ' }) !== undefined || otherNumber(text, { decimal: ',', thousands: ' ' }) !== undefined
  if (number) return 'number'
  return Number.isNaN(packDate(text)) ? 'text' : 'date'
}

/** The first records of a table under one separator, and what they have in common. */
export interface Shape {
  readonly separator: string
  /** Records that hold something. */
  readonly records: readonly TableRecord[]
  /** Cells of most of the records. */
  readonly width: number
  /** Share of the records that have so many. */
  readonly steady: number
  /** Share of the cells in these that are numbers, dates or missing. */
  readonly clean: number
  readonly kinds: readonly CellKind[]
  readonly fault: RecordFault | undefined
}

export const isBlank = ({ cells }: TableRecord): boolean => cells.every((cell) => cell.trim() === '')

/** Cells of a record, those that are empty at its end beyond `width` left out. */
export function trimmedWidth(cells: readonly string[], width: number): number {
  let end = cells.length
  while (end > width && cells[end - 1]!.trim() === '') end--
  return end
}

/** Looks at a text as a table with this separator, from line `from` on. */
export function shapeOf(text: string, separator: string, complete: boolean, from: number): Shape {
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
    if (next.line >= from && !isBlank(next)) records.push(next)
  }
  const width = usualWidth(records)
  const steady = records.filter(({ cells }) => trimmedWidth(cells, width) === width)
  return {
    separator, records, width, fault, steady: records.length === 0 ? 0 : steady.length / records.length,
    ...kindsOf(steady, width),
  }
}

/** The width that most of the later records have: what stands above a table has others. */
function usualWidth(records: readonly TableRecord[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of records.slice(Math.floor(records.length / 4))) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let [width, most] = [1, 0]
  for (const [cells, count] of counts) if (count > most) [width, most] = [cells, count]
  return width
}

/** What each column holds, told by its later cells: `number` or `date` where most of those that are there are. */
function kindsOf(records: readonly TableRecord[], width: number): { clean: number; kinds: CellKind[] } {
  const body = records.length > 1 ? records.slice(Math.floor(records.length / 2)) : []
  let clean = 0
  const kinds = Array.from({ length: Math.min(width, limits.columns) }, (_, c): CellKind => {
    const counts = { number: 0, date: 0, missing: 0, text: 0 }
    for (const { cells } of body) counts[kindOf(cells[c] ?? '')]++
    clean += counts.number + counts.date + counts.missing
    if (counts.number > 0 && counts.number > counts.text + counts.date) return 'number'
    if (counts.date > 0 && counts.date >= counts.text + counts.number) return 'date'
    return counts.text > 0 || counts.number > 0 ? 'text' : 'missing'
  })
  return { clean: body.length === 0 ? 0 : clean / (body.length * kinds.length), kinds }
}
