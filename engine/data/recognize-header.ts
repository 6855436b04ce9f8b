import type { TableRecord } from './records'
import { kindOf, trimmedWidth, type Shape } from './shape'

export interface HeaderFound {
  /** Line of the header; 0 where there is none. */
  readonly header: number
  /** The record of the header. */
  readonly record: TableRecord | undefined
  /** Line of the first record below it; Infinity where there is none. */
  readonly body: number
  /** `settled`, or why it is not: no line of names, lines above it, a first line that may be values or repeats a value. */
  readonly doubt: 'settled' | 'none' | 'above' | 'numbers' | 'repeats'
  /** Lines of records that are passed over above the table, and a line of units below its names. */
  readonly above: number
  readonly units: number | undefined
}

/** Records in which a header is looked for. */
const DEPTH = 100
const UNIT = /^(?:[[(<].{0,16}[\])>]|%|[numkMGµμ]?(?:s|sec|V|A|W|Hz|m|g|K|Pa|N|J|Ω|ohm|F|H|T|bar|l|L)|°?[CF]|℃|min|h|d|days?|years?|seconds?|volts?|amps?|amperes?|watts?|hours?|minutes?|degrees?|rpm|dB|deg|rad|kW|kWh|m\/s|km\/h|m\/s\^?2|-|ms|us|ns|mm|cm|km|kg|hPa|kPa|mbar|ppm|count|counts|a\.?u\.?)$/i

/**
 * Finds the line of the header: the one that a person says; the one that holds all names which the document uses; else
 * the last line of words above the first row of numbers or dates, and where there are only words, the first line.
 */
export function recognizeHeader(shape: Shape, given: number | undefined, names: ReadonlySet<string>): HeaderFound {
  const { records, width, kinds } = shape
  const below = (i: number): number => records[i]?.line ?? Infinity
  const found = (i: number, doubt: HeaderFound['doubt'] = 'settled'): HeaderFound => {
    const units = isUnits(records[i + 1], kinds) && i + 2 < records.length ? i + 1 : undefined
    return {
      header: records[i]!.line, record: records[i]!, body: below(units === undefined ? i + 1 : units + 1), doubt,
      above: records.slice(0, i).length, units: units === undefined ? undefined : records[units]!.line,
    }
  }
  const none = (doubt: HeaderFound['doubt']): HeaderFound => {
    const first = Math.max(0, records.findIndex(({ cells }) => trimmedWidth(cells, width) === width))
    return { header: 0, record: undefined, body: below(first), doubt, above: first, units: undefined }
  }
  if (given === 0) return none('settled')
  if (given !== undefined) {
    const at = records.findIndex(({ line }) => line >= given)
    return at < 0 ? { header: given, record: undefined, body: Infinity, doubt: 'settled', above: records.length, units: undefined } : found(at)
  }
  if (names.size > 0) {
    const at = records.slice(0, DEPTH).findIndex(({ cells }) => {
      const own = new Set(cells.map((cell) => cell.trim()))
      return [...names].every((name) => own.has(name))
    })
    if (at >= 0) return found(at, at > 0 ? 'above' : 'settled')
  }
  const typed = kinds.flatMap((kind, c) => (kind === 'number' || kind === 'date' ? [c] : []))
  if (typed.length === 0) {
    const first = Math.max(0, records.findIndex(({ cells }) => trimmedWidth(cells, width) === width))
    return found(first, first > 0 ? 'above' : repeats(records, first, width) ? 'repeats' : 'settled')
  }
  return among(shape, typed, found, none)
}

function among(
  { records, width, kinds }: Shape, typed: readonly number[], found: (i: number, doubt?: HeaderFound['doubt']) => HeaderFound,
  none: (doubt: HeaderFound['doubt']) => HeaderFound,
): HeaderFound {
  const isRow = ({ cells }: TableRecord): boolean =>
    trimmedWidth(cells, width) === width && typed.every((c) => [kinds[c], 'missing', 'number'].includes(kindOf(cells[c] ?? ''))) && !typed.every((c) => kindOf(cells[c] ?? '') === 'missing')
  const first = records.slice(0, DEPTH).findIndex(isRow)
  // No row among the first records is one of numbers alone: strays in all of them. The first line is the header then.
  if (first < 0) return found(0)
  const isNames = ({ cells }: TableRecord): boolean =>
    trimmedWidth(cells, width) === width && typed.every((c) => kindOf(cells[c] ?? '') === 'text' || (cells[c] ?? '').trim() === '') && cells.some((cell) => cell.trim() !== '')
  for (let i = first - 1; i >= 0; i--) {
    if (!isNames(records[i]!)) continue
    // Units stand below names.
    if (i > 0 && isUnits(records[i], kinds) && isNames(records[i - 1]!)) continue
    return found(i, i > 0 ? 'above' : 'settled')
  }
  if (first > 0 && trimmedWidth(records[0]!.cells, width) === width && typed.some((c) => kindOf(records[0]!.cells[c] ?? '') === 'text')) return found(0)
  if (first === 0 && counts(records, width)) return found(0, 'numbers')
  return none('none')
}

/** Whether the first record counts on, as years do that name columns, and the second does not. */
function counts(records: readonly TableRecord[], width: number): boolean {
  const isCount = (record: TableRecord | undefined): boolean => {
    const numbers = (record?.cells ?? []).map((cell) => (/^\s*\d+\s*$/.test(cell) ? Number(cell) : NaN)).filter((n, i) => i > 0 || !Number.isNaN(n))
    return numbers.length >= 3 && numbers.length >= width - 1 && numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1)
  }
  return isCount(records[0]) && !isCount(records[1])
}

/** Whether a record holds units: words for such below every column of numbers. */
function isUnits(record: TableRecord | undefined, kinds: Shape['kinds']): boolean {
  if (!record || !kinds.includes('number')) return false
  let some = false
  for (let c = 0; c < kinds.length; c++) {
    const text = (record.cells[c] ?? '').trim()
    if (text === '') continue
    if (!UNIT.test(text)) return false
    if (kinds[c] === 'number') some = true
  }
  return some
}

/** Whether a word of the first record stands below it again: then it may be a value. */
function repeats(records: readonly TableRecord[], first: number, width: number): boolean {
  const head = records[first]?.cells ?? []
  return Array.from({ length: Math.min(width, 64) }, (_, c) => c).some((c) => {
    const name = (head[c] ?? '').trim()
    return name !== '' && records.slice(first + 1).some(({ cells }) => (cells[c] ?? '').trim() === name)
  })
}
