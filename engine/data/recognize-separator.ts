import { shapeOf, type Shape } from './shape'

/** What may separate cells; of equally good ones the first is meant. A blank stands for one or more blanks or tabs. */
const SEPARATORS = [',', ';', '\t', '|', ' ']

export interface SeparatorFound {
  readonly shape: Shape
  /** Others under which the text is a table as well. */
  readonly others: readonly string[]
  /** The first line from which the table may begin: 2 behind a line `sep=;`. */
  readonly from: number
}

/** The separator that a first line `sep=;` asks for, as spreadsheets write it. */
function separatorHint(text: string): string | undefined {
  return /^"?sep=(.)"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(text)?.[1]
}

/** Finds what separates cells: what a person says, the hint of the first line, or what gives the steadiest table. */
export function recognizeSeparator(text: string, complete: boolean, format: 'csv' | 'tsv' | 'text', given: string | undefined): SeparatorFound {
  const hint = separatorHint(text)
  const from = hint === undefined ? 1 : 2
  const only = given ?? hint ?? (format === 'tsv' ? '\t' : undefined)
  if (only !== undefined) return { shape: shapeOf(text, only, complete, from), others: [], from }

  const shapes = SEPARATORS.map((separator) => shapeOf(text, separator, complete, from))
  const several = shapes.filter(({ width, steady, separator, clean }) => width > 1 && steady >= 0.5 && (separator !== ' ' || clean >= 0.5))
  if (several.length === 0) return single(text, shapes, complete, from)
  // Blanks separate where nothing else does.
  const strong = several.filter(({ separator }) => separator !== ' ')
  const candidates = (strong.length > 0 ? strong : several).sort((a, b) => worth(b) - worth(a) || b.width - a.width)
  const [best, second] = candidates as [Shape, Shape | undefined]
  const decimals = decimalColumn(shapes)
  if (decimals && best.separator === ',') return { shape: decimals, others: [','], from }
  const rival = second && second.steady >= 0.95 && worth(best) - worth(second) < 0.1 ? [second.separator] : []
  return { shape: best, others: rival, from }
}

/** What separates cells where the usual signs do not, as some programs write it. */
const SELDOM = [':', '^', '~', '\u0001', '\u001f']

/** Nothing usual separates: a quote that is not closed may hide it, a seldom sign may do it, or there is one column. */
function single(text: string, shapes: readonly Shape[], complete: boolean, from: number): SeparatorFound {
  const firstLine = /^[^\r\n]*/.exec(text)![0]
  const hidden = shapes.find(({ fault, records, separator }) => fault?.fault === 'quotes' && records.length === 0 && separator !== ' ' && firstLine.includes(separator))
  if (hidden) return { shape: hidden, others: [], from }
  const one = oneColumn(shapes)
  if (one.clean >= 0.5 || one.fault) return { shape: one, others: [], from }
  const found = SELDOM.filter((sign) => text.includes(sign)).map((separator) => shapeOf(text, separator, complete, from))
    .find(({ width, steady, clean }) => width > 1 && steady >= 0.95 && clean >= 0.8)
  return found ? { shape: found, others: [one.separator], from } : { shape: one, others: [], from }
}

/** Steadiness first, then how many cells are numbers: to a tenth, so that one stray cell decides nothing. */
const worth = ({ steady, clean }: Shape): number => 10 * Math.round(10 * steady) + Math.round(10 * clean)

/** Nothing separates: a column by itself. What a comma would be is then the decimal sign. */
function oneColumn(shapes: readonly Shape[]): Shape {
  const comma = shapes[0]!
  return comma.width === 1 ? comma : shapes[1]!
}

/** One column of numbers with a decimal comma below a name: the comma gives two cells in each row but none in the name. */
function decimalColumn(shapes: readonly Shape[]): Shape | undefined {
  const [comma, semicolon] = [shapes[0]!, shapes[1]!]
  if (comma.width !== 2 || semicolon.width !== 1) return undefined
  const [name, ...rows] = semicolon.records
  const isDecimal = rows.length > 0 && rows.every(({ cells: [cell] }) => /^\s*[+-]?\d+,\d+\s*$/.test(cell!))
  return isDecimal && name!.cells[0]!.trim() !== '' && !name!.cells[0]!.includes(',') && /\D/.test(name!.cells[0]!.trim()) ? semicolon : undefined
}
