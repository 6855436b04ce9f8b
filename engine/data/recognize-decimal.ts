import { bare, partsOf } from './number-forms'
import type { TableRecord } from './records'

/** The position of a cell in the file. */
interface CellPosition {
  readonly column: number
  readonly line: number
  readonly text: string
}

export interface DecimalFound {
  readonly decimal: '.' | ','
  readonly thousands: string | null
  /** A cell that could be read either way if nothing else decides, and one with the other decimal sign. */
  readonly ambiguous: CellPosition | undefined
  readonly mixed: CellPosition | undefined
}

const [POINT, COMMA] = [/^[+-]?(?:\d*\.\d+|\d+\.)(?:[eE][+-]?\d+)?%?$/, /^[+-]?(?:\d*,\d+|\d+,)(?:[eE][+-]?\d+)?%?$/]
const [THREE_POINT, THREE_COMMA] = [/^[+-]?[1-9]\d{0,2}\.\d{3}%?$/, /^[+-]?[1-9]\d{0,2},\d{3}%?$/]
const GROUPS = {
  '.': /^[+-]?[1-9]\d{0,2}(?:(?:\.\d{3}){2,}(?:,\d*)?|\.\d{3},\d*)%?$/,
  ',': /^[+-]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d*)?|,\d{3}\.\d*)%?$|^[+-]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?%?$/,
}
const OTHER_GROUPS = /^[+-]?[1-9]\d{0,2}(?:([ '_])\d{3})(?:\1\d{3})*([.,]\d*)?%?$/

type Evidence = 'point' | 'comma' | 'threePoint' | 'threeComma' | 'groupPoint' | 'groupComma'

/**
 * Recognizes decimal sign and thousands separator from the cells below the header: 0.5 and 1,234.5 imply a point, 999,5
 * and 1.234,5 a comma; 1.234 alone could be either. `separator` breaks ties.
 */
export function recognizeDecimal(
  records: Iterable<TableRecord>,
  separator: string,
  given: { readonly decimal?: '.' | ','; readonly thousands?: string },
): DecimalFound {
  const counts: Record<Evidence, number> = { point: 0, comma: 0, threePoint: 0, threeComma: 0, groupPoint: 0, groupComma: 0 }
  const first: Partial<Record<Evidence, CellPosition>> = {}
  const others = new Map<string, number>()
  for (const { cells, line } of records)
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]!
      // Digits without separators decide nothing.
      if (cell.length > 40 || !/[.,' _\u00a0\u2007\u2009\u202f\u2019\u066b\u066c]/.test(cell)) continue
      const text = partsOf(bare(cell.trim())).plain
      const other = OTHER_GROUPS.exec(text)
      if (other) others.set(other[1]!, (others.get(other[1]!) ?? 0) + 1)
      const kind = evidenceOf(text, other?.[2])
      if (kind === undefined) continue
      counts[kind]++
      first[kind] ??= { column, line, text: cell.trim() }
    }
  const [point, comma] = [counts.point + counts.groupComma, counts.comma + counts.groupPoint]
  const decimal = given.decimal ?? decide(point, comma, counts, separator)
  const [own, grouped, three] =
    decimal === '.' ? ([',', counts.groupComma, counts.threeComma] as const) : (['.', counts.groupPoint, counts.threePoint] as const)
  const thousands = given.thousands === undefined ? mostOf(others, own, grouped + three) : given.thousands === '' ? null : given.thousands
  // Doubtful if cells look like thousands but none certainly are, or if nothing at all decides the sign.
  const doubtful = decimal === '.' ? first.threeComma : first.threePoint
  const unsettled = point === 0 && comma === 0 && separator !== ',' ? (first.threePoint ?? first.threeComma) : undefined
  const open = given.decimal === undefined
  return {
    decimal,
    thousands,
    ambiguous: open && given.thousands === undefined && grouped === 0 ? (doubtful ?? unsettled) : undefined,
    mixed: open && point > 0 && comma > 0 ? (decimal === '.' ? (first.comma ?? first.groupPoint) : (first.point ?? first.groupComma)) : undefined,
  }
}

function evidenceOf(text: string, fraction: string | undefined): Evidence | undefined {
  if (fraction !== undefined) return fraction.startsWith('.') ? 'point' : 'comma'
  if (THREE_POINT.test(text)) return 'threePoint'
  if (THREE_COMMA.test(text)) return 'threeComma'
  if (GROUPS['.'].test(text)) return 'groupPoint'
  if (GROUPS[','].test(text)) return 'groupComma'
  if (POINT.test(text)) return 'point'
  return COMMA.test(text) ? 'comma' : undefined
}

function decide(point: number, comma: number, counts: Readonly<Record<Evidence, number>>, separator: string): '.' | ',' {
  // With semicolons as separators, a comma is the decimal sign; points beside it separate thousands.
  if (separator === ';' && comma > 0) return ','
  if (point !== comma) return point > comma ? '.' : ','
  if (separator !== ';') return '.'
  return counts.threePoint > 0 && counts.threeComma === 0 ? '.' : ','
}

/** Returns the most frequent thousands separator; null if there is none. */
function mostOf(others: ReadonlyMap<string, number>, own: string, count: number): string | null {
  let [best, most]: [string | null, number] = count > 0 ? [own, count] : [null, 0]
  for (const [sign, seen] of others) if (seen > most) [best, most] = [sign, seen]
  return best
}
