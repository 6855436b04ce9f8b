import type { Cell, Column } from './column'
import type { Table } from './table'

/** Rows at the end of a table that look like totals. */
export interface Footer {
  readonly count: number
  /** Column and cell by which the first of them was recognized. */
  readonly column: string
  readonly cell: Cell
}

/** Most rows that are examined. */
const MOST = 6
/** Fewest rows above a row that may be their sum. */
const FEWEST = 8
/** Rounding of a sum or mean, as a share of it. */
const ROUNDING = 1e-4

/** Words for totals and means below a table, in the languages of spreadsheets. */
const TOTALS = new RegExp(
  String.raw`^(?:(?:grand|sub|sub-)?\s?totals?|sums?|averages?|avg\.?|means?|medians?|std\.?|(?:std|standard)\.? ?dev(?:iation)?|min(?:imum)?|max(?:imum)?|count`
    + String.raw`|(?:gesamt|zwischen|end)?summe|gesamt|insgesamt|mittelwert|mittel|durchschnitt|somme|total général|moyenne|suma|suma total|promedio|media|totale|somma|soma|totaal|gemiddelde|som`
    + String.raw`|razem|średnia|итого|всего|среднее|сумма|合計|総計|小計|平均|計|最大|最小|总计|合计|总和|平均值|합계|총계|평균|المجموع|toplam|celkem|summa|yhteensä|összesen)[\s:：.]*$`,
  'iu',
)

/**
 * Returns the rows at the end that look like totals: a word for it, no date although all other rows have one, or the sum
 * or mean of the rows above in every column of numbers. They would be learned like data.
 */
export function footerOf({ rows, columns }: Table): Footer | undefined {
  let found: Footer | undefined
  for (let row = rows - 1; row >= Math.max(1, rows - MOST); row--) {
    const sign = wordIn(columns, row) ?? undated(columns, row, rows)
    if (!sign) break
    found = { count: rows - row, column: sign.name, cell: { row, text: textOf(sign, row) } }
  }
  if (found) return found
  const sums = rows > FEWEST ? columns.filter(({ kind, times }) => kind === 'number' && !times) : []
  const own = sums.filter(({ numbers }) => numbers.some((x, row) => row > 0 && row < rows - 1 && x !== numbers[0]))
  const last = own[0]
  if (!last || !(own.every((column) => addsUp(column, rows, 1)) || own.every((column) => addsUp(column, rows, rows - 1)))) return undefined
  return { count: 1, column: last.name, cell: { row: rows - 1, text: textOf(last, rows - 1) } }
}

/** Returns the column that has a word for totals in a row. */
const wordIn = (columns: readonly Column[], row: number): Column | undefined =>
  columns.find((column) => TOTALS.test(textOf(column, row)) && isRareIn(column, row))

/** Returns whether the word occurs nowhere above: sum and min may be categories. */
function isRareIn({ codes }: Column, row: number): boolean {
  return codes !== undefined && codes.indexOf(codes[row]!) === row
}

/** Returns the column of dates that has none in a row, but in all rows above the last ones. */
function undated(columns: readonly Column[], row: number, rows: number): Column | undefined {
  const some = columns.some(({ numbers }) => numbers.length > 0 && !Number.isNaN(numbers[row]!))
  return some ? columns.find((column) => column.times && textOf(column, row) === '' && column.times.findIndex(Number.isNaN) >= rows - MOST) : undefined
}

const textOf = ({ codes, texts, numbers }: Column, row: number): string =>
  codes ? (codes[row]! >= 0 ? texts[codes[row]!]!.slice(0, 64) : '') : Number.isNaN(numbers[row]!) ? '' : String(numbers[row])

/** Returns whether the last number is the sum of those above divided by `share`. */
function addsUp({ numbers }: Column, rows: number, share: number): boolean {
  let sum = 0
  for (let row = 0; row < rows - 1; row++) sum += numbers[row]!
  const expected = sum / share
  return expected !== 0 && Math.abs(numbers[rows - 1]! - expected) <= ROUNDING * Math.abs(expected)
}
