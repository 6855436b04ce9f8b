import { isTyped, kindOf, shapeOf, type Shape } from './shape'

/** Possible separators, in order of preference. A blank stands for one or more blanks or tabs. */
const SEPARATORS = [',', ';', '\t', '|', ' ']

export interface SeparatorFound {
  readonly shape: Shape
  /** Other separators that would also give a table. */
  readonly others: readonly string[]
  /** First line that may belong to the table: 2 after a line `sep=;`. */
  readonly from: number
  /** Whether rows have different numbers of cells, so that no separator gives a table. */
  readonly uneven?: boolean
}

/** Returns the separator that a first line `sep=;` declares, as spreadsheets write it. */
function separatorHint(text: string): string | undefined {
  return /^"?sep=(.)"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(text)?.[1]
}

/** Finds the separator: the user's, that of the first line, or the one that gives the most regular table. */
export function recognizeSeparator(text: string, complete: boolean, format: 'csv' | 'tsv' | 'text', given: string | undefined): SeparatorFound {
  const hint = separatorHint(text)
  const from = hint === undefined ? 1 : 2
  const only = given ?? hint ?? (format === 'tsv' ? '\t' : undefined)
  if (only !== undefined) return { shape: shapeOf(text, only, complete, from), others: [], from }

  const shapes = SEPARATORS.map((separator) => shapeOf(text, separator, complete, from))
  const several = shapes.filter(({ width, steady, separator, clean }) => width > 1 && steady >= 0.5 && (separator !== ' ' || clean >= 0.5))
  if (several.length === 0) return single(text, shapes, complete, from)
  // A blank separates only if nothing else does.
  const strong = several.filter(({ separator }) => separator !== ' ')
  const candidates = (strong.length > 0 ? strong : several).sort((a, b) => rank(b) - rank(a) || b.width - a.width)
  const [best, second] = candidates as [Shape, Shape | undefined]
  const decimals = decimalColumn(shapes)
  if (decimals && best.separator === ',') return { shape: decimals, others: [','], from }
  const rival = second && second.steady >= 0.95 && rank(best) - rank(second) < 0.1 ? [second.separator] : []
  return { shape: best, others: rival, from }
}

/** Rare separators, as some programs write them. */
const RARE_SEPARATORS = [':', '^', '~', '\u0001', '\u001f']

/** Handles text without a usual separator: an unclosed quote may hide it, a rare one may be used, or there is one column. */
function single(text: string, shapes: readonly Shape[], complete: boolean, from: number): SeparatorFound {
  const firstLine = /^[^\r\n]*/.exec(text)![0]
  const hidden = shapes.find(
    ({ fault, records, separator }) => fault?.fault === 'quotes' && records.length === 0 && separator !== ' ' && firstLine.includes(separator),
  )
  if (hidden) return { shape: hidden, others: [], from }
  const one = oneColumn(shapes)
  const uneven = shapes.find(isUneven)
  if (uneven) return { shape: shapeOf(text, uneven.separator, complete, from, uneven.records[0]!.cells.length), others: [], from, uneven: true }
  if (one.clean >= 0.5 || one.fault) return { shape: one, others: [], from }
  const found = RARE_SEPARATORS.filter((sign) => text.includes(sign))
    .map((separator) => shapeOf(text, separator, complete, from))
    .find(({ width, steady, clean }) => width > 1 && steady >= 0.95 && clean >= 0.8)
  return found ? { shape: found, others: [one.separator], from } : { shape: one, others: [], from }
}

/** Ranks by regular width, then by the share of numbers, to a tenth, so that a single stray cell decides nothing. */
const rank = ({ steady, clean }: Shape): number => 10 * Math.round(10 * steady) + Math.round(10 * clean)

/** Share of the rows that have several cells, from which on the others are incomplete. */
const SEVERAL = 1 / 3

/**
 * Returns whether the first record and several others have several cells, but not equally many: rows are incomplete, or
 * have too many cells. A first record with a blank behind each separator is a phrase above one column: Temperature, °C.
 */
function isUneven({ records, separator }: Shape): boolean {
  const [first, ...rows] = records
  if (!first || first.cells.length < 2 || rows.length < 2) return false
  if (separator === ' ') return [first, ...rows].every(({ cells }) => cells.every((cell) => isTyped(kindOf(cell))))
  if (first.cells.slice(1).every((cell) => cell.startsWith(' '))) return false
  return rows.filter(({ cells }) => cells.length > 1).length >= SEVERAL * rows.length
}

/** Returns the shape with a single column; a comma would be the decimal sign. */
function oneColumn(shapes: readonly Shape[]): Shape {
  const comma = shapes[0]!
  return comma.width === 1 ? comma : shapes[1]!
}

/** Returns the single-column shape for a name above decimal commas: the comma gives two cells in each row but one in the name. */
function decimalColumn(shapes: readonly Shape[]): Shape | undefined {
  const [comma, semicolon] = [shapes[0]!, shapes[1]!]
  if (comma.width !== 2 || semicolon.width !== 1) return undefined
  const [name, ...rows] = semicolon.records
  const isDecimal = rows.length > 0 && rows.every(({ cells: [cell] }) => /^\s*[+-]?\d+(?:,\d+)?\s*$/.test(cell!))
  const written = name?.cells[0]!.trim() ?? ''
  // A comma in the name is one of a phrase if a blank follows it and not every row has one: Temperature, °C.
  const whole = rows.some(({ cells: [cell] }) => !cell!.includes(','))
  const isName = /\D/.test(written) && (whole ? !/,(?!\s)/.test(written) && written.includes(',') : !written.includes(','))
  return isDecimal && isName ? semicolon : undefined
}
