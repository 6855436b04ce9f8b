import type { TableRecord } from './records'
import { COMMENT_MARK, isComment, isMarked, isRule, isTyped, kindOf, trimmedWidth, type Shape } from './shape'

export interface HeaderFound {
  /** Line of the header; 0 if there is none. */
  readonly header: number
  /** The record of the header. */
  readonly record: TableRecord | undefined
  /** Line of the first record below it; Infinity if there is none. */
  readonly body: number
  /** `settled`, or the doubt: no line of names; lines above it; a first line that may be values, a comment, or that repeats a value; one name too few. */
  readonly doubt: 'settled' | 'none' | 'above' | 'numbers' | 'comment' | 'repeats' | 'short'
  /** Number of records skipped above the table, and the line of units below the names. */
  readonly above: number
  readonly units: number | undefined
}

/** Records searched for a header. */
const DEPTH = 100
const SYMBOL = String.raw`(?:[numkMGTµμhcd]?(?:s|sec|V|A|W|Wh|Hz|m|g|K|Pa|N|J|Ω|ohm|F|H|T|mol|bar|l|L)|°?[CF]|℃|°|deg|min|h|d|days?|years?|seconds?|volts?|amps?|amperes?|watts?|hours?|minutes?|degrees?|rpm|rad|dB|dBm|dBA|kWh|MWh|[kM]?VA|var|[mµμ]?S|lux|lx|Nm|psi|mph|km/h|kn|kt|inHg|mmHg|NTU|pH|ppm|ppb|counts?|%(?:\s?(?:RH|r\.?H\.?|vol))?)`
const POWER = String.raw`(?:\^?[-+\u2212]?\d|[\u207b\u00b2\u00b3\u00b9]+)?`
/** Types of data below names, as some programs write them. */
const TYPE = /^(?:float|double|real|int|integer|long|number|numeric|string|str|text|object|bool|boolean|date|datetime|timestamp)(?:8|16|32|64)?$/i
/** Units below names: in brackets, or symbols with powers, multiplied and divided. */
const UNIT = new RegExp(String.raw`^(?:[[(<].{0,16}[\])>]|-|a\.?u\.?|${SYMBOL}${POWER}(?:(?:\s?[*/·.]\s?|\s)${SYMBOL}${POWER}){0,4})$`, 'i')

/**
 * Finds the header line: the one that the user set; else the one with all names that the document uses; else the last
 * line of words above the first row of numbers or dates; in a table of words, the first line.
 */
export function recognizeHeader(shape: Shape, given: number | undefined, names: ReadonlySet<string>): HeaderFound {
  const { records, width, kinds } = shape
  const below = (i: number): number => records[i]?.line ?? Infinity
  const found = (i: number, doubt: HeaderFound['doubt'] = 'settled'): HeaderFound => {
    let next = i + 1
    while (next < records.length && isRule(records[next]!)) next++
    const units = isUnits(records[next], kinds) && next + 1 < records.length ? records[next++]!.line : undefined
    const { cells, short } = namesOf(records[i]!, shape)
    return {
      header: records[i]!.line,
      record: { ...records[i]!, cells },
      body: below(next),
      doubt: short ? 'short' : doubt,
      above: records.slice(0, i).length,
      units,
    }
  }
  const none = (doubt: HeaderFound['doubt']): HeaderFound => {
    const first = Math.max(
      0,
      records.findIndex((record) => trimmedWidth(record.cells, width) === width && !isMarked(record, shape.separator)),
    )
    return { header: 0, record: undefined, body: below(first), doubt, above: first, units: undefined }
  }
  if (given === 0) return none('settled')
  if (given !== undefined) {
    const at = records.findIndex(({ line }) => line >= given)
    return at < 0 ? { header: given, record: undefined, body: Infinity, doubt: 'settled', above: records.length, units: undefined } : found(at)
  }
  if (names.size > 0) {
    const at = records.slice(0, DEPTH).findIndex(({ cells }) => {
      const own = new Set(cells.map((cell) => cell.trim().normalize()))
      return [...names].every((name) => own.has(name.normalize()))
    })
    if (at >= 0) return found(at, at > 0 ? 'above' : 'settled')
  }
  if (records.length === 1 && !kinds.every(isTyped)) return found(0)
  const typed = kinds.flatMap((kind, c) => (isTyped(kind) ? [c] : []))
  if (typed.length === 0) {
    const isWide = ({ cells }: TableRecord): boolean => trimmedWidth(cells, width) === width
    const named = records.slice(0, DEPTH).findIndex((record) => isWide(record) && !isComment(record))
    const first = named >= 0 ? named : Math.max(0, records.findIndex(isWide))
    return found(first, first > 0 ? 'above' : repeats(records, first, width) ? 'repeats' : 'settled')
  }
  return headerAboveNumbers(shape, typed, found, none)
}

function headerAboveNumbers(
  shape: Shape,
  typed: readonly number[],
  found: (i: number, doubt?: HeaderFound['doubt']) => HeaderFound,
  none: (doubt: HeaderFound['doubt']) => HeaderFound,
): HeaderFound {
  const { records, width, kinds } = shape
  const isRow = ({ cells }: TableRecord): boolean =>
    trimmedWidth(cells, width) === width
    && typed.every((c) => [kinds[c], 'missing', 'number'].includes(kindOf(cells[c] ?? '')))
    && !typed.every((c) => kindOf(cells[c] ?? '') === 'missing')
  const first = records.slice(0, DEPTH).findIndex(isRow)
  // Every one of the first records has strays: the first line is the header then.
  if (first < 0) return found(0)
  const isNames = (record: TableRecord): boolean => {
    const { cells, fits } = namesOf(record, shape)
    const isName = (c: number): boolean =>
      ['text', ...(kinds[c] === 'quantity' ? [] : ['quantity'])].includes(kindOf(cells[c] ?? '')) || (cells[c] ?? '').trim() === ''
    return fits && !isRule(record) && typed.every(isName) && cells.some((cell) => cell.trim() !== '')
  }
  // A comment has the names only if no other line has them.
  const hasNames = records.slice(0, first).some((record) => isNames(record) && !isComment(record))
  for (let i = first - 1; i >= 0; i--) {
    if (!isNames(records[i]!) || (hasNames && isComment(records[i]!))) continue
    // A row of units is below the names.
    if (i > 0 && isUnits(records[i], kinds) && isNames(records[i - 1]!)) continue
    return found(i, !records.slice(0, i).every(isRule) ? 'above' : shape.separator !== ' ' && MARKED.test(records[i]!.cells[0]!) ? 'comment' : 'settled')
  }
  if (first > 0 && namesOf(records[0]!, shape).fits && typed.some((c) => kindOf(records[0]!.cells[c] ?? '') === 'text'))
    return found(0, isComment(records[0]!) ? 'comment' : 'settled')
  if (first === 0 && countsUp(records, width)) return found(0, 'numbers')
  return none('none')
}

/** A comment mark with a blank behind it, as in a line of words more often than before a name. */
const MARKED = /^\s*(?:#+|\/\/|%)\s/

/**
 * Returns the names in a record. Drops a comment mark before them if blanks separate; adds an empty name if one is
 * missing, as R omits that of the row names; adds empty names if the last columns are empty.
 */
function namesOf({ cells }: TableRecord, { width, separator, filled }: Shape): { cells: readonly string[]; fits: boolean; short: boolean } {
  if (separator === ' ' && COMMENT_MARK.test(cells[0] ?? '')) return { cells: cells.slice(1), fits: cells.length === width + 1, short: false }
  if (trimmedWidth(cells, width) === width) return { cells, fits: true, short: false }
  if (cells.length < width && cells.length >= filled)
    return { cells: [...cells, ...Array.from({ length: width - cells.length }, () => '')], fits: true, short: false }
  const short = cells.length > 1 && cells.length === width - 1 && cells.every((cell) => kindOf(cell) === 'text')
  return { cells: short ? ['', ...cells] : cells, fits: short, short }
}

/** Returns whether the first record counts up, as years that name columns do, and the second does not. */
function countsUp(records: readonly TableRecord[], width: number): boolean {
  const isCount = (record: TableRecord | undefined): boolean => {
    const numbers = (record?.cells ?? []).map((cell) => (/^\s*\d+\s*$/.test(cell) ? Number(cell) : NaN)).filter((n, i) => i > 0 || !Number.isNaN(n))
    return numbers.length >= 3 && numbers.length >= width - 1 && numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1)
  }
  return records.length > 1 && isCount(records[0]) && !isCount(records[1])
}

/** Returns whether a record holds units: only words for units, at least one of them below a column of numbers. */
function isUnits(record: TableRecord | undefined, kinds: Shape['kinds']): boolean {
  if (!record || !kinds.includes('number')) return false
  let some = false
  for (let c = 0; c < kinds.length; c++) {
    const text = (record.cells[c] ?? '').trim()
    if (text === '') continue
    if (!UNIT.test(text) && !TYPE.test(text)) return false
    if (kinds[c] === 'number') some = true
  }
  return some
}

/** Returns whether a word of the first record occurs again below it, so that it may be a value. */
function repeats(records: readonly TableRecord[], first: number, width: number): boolean {
  const head = records[first]?.cells ?? []
  return Array.from({ length: Math.min(width, 64) }, (_, c) => c).some((c) => {
    const name = (head[c] ?? '').trim()
    return name !== '' && records.slice(first + 1).some(({ cells }) => (cells[c] ?? '').trim() === name)
  })
}
