import type { DateOrder, TableKeys } from '../document/types'
import type { NumberStyle } from './number-forms'
import type { Stamps } from './stamps'

/** A column of a table: numbers or text. Rows count from 0. */
export interface Column {
  readonly name: string
  /** `number` if most cells that are not missing are numbers; the others are strays. */
  readonly kind: 'number' | 'text'
  /** NaN for a cell that is missing or not a finite number. */
  readonly numbers: Float64Array
  /** Index of each cell in `texts`, −1 for a missing one; undefined if there are too many different texts. */
  readonly codes: Int32Array | undefined
  /** The different texts as written, by first appearance. */
  readonly texts: readonly string[]
  readonly missing: number
  /** Empty cells and words that the user declared missing; these are missing whatever the kind. */
  readonly blanks: number
  /** Number of cells of another kind than the column. */
  readonly strays: number
  /** In a text column, the first cell that is text; in one of numbers or dates, the first stray. */
  readonly firstText: Cell | undefined
  /** First cell whose number overflows. */
  readonly firstNotFinite: Cell | undefined
  /** Whether the column holds ids: integers with more digits than a double keeps, or that differ only in leading zeros. */
  readonly ids: boolean
  /** For a column of dates, milliseconds since 1970-01-01 by row, NaN where missing. */
  readonly times?: Float64Array
  /** Whether they are times of day or durations, in milliseconds. */
  readonly clock?: boolean
  /** The order of its dates (whether day, month or year comes first), if they are ambiguous without it. */
  readonly order?: DateOrder
  readonly notes: ColumnNotes
}

/** What could be read in another way: the first cell of each kind. */
interface ColumnNotes {
  /** A date that can be read in several orders: the one that was taken first. */
  readonly order?: { readonly cell: Cell; readonly orders: readonly DateOrder[] }
  /** A word for infinity, read as missing. */
  readonly infinite?: Cell
  /** A decimal sign other than the table's. */
  readonly otherDecimal?: Cell
  /** A unit written beside the numbers. */
  readonly unit?: { readonly cell: Cell; readonly mark: string }
  /** Whether the numbers have percent signs, and are read as hundredths. */
  readonly percent?: boolean
  /** A number in parentheses, read as negative. */
  readonly parentheses?: Cell
  /** In a column of whole numbers with an exponent that has no sign, such as 5E3, the first: it could be a code. */
  readonly exponent?: Cell
  /** A number with leading zeros, which could be a code. */
  readonly padded?: Cell
  /** A number that may stand for a missing value. */
  readonly sentinel?: Cell
  /** A text that spells accents composed in one cell and decomposed in another. */
  readonly accents?: Cell
  /** Integers read as times. */
  readonly stamps?: { readonly cell: Cell } & Pick<Stamps, 'form' | 'unit' | 'since'>
  /** Whether the years of its dates are those of the Buddhist calendar. */
  readonly buddhist?: boolean
  /** In a column of that name, the first year and number read as a week. */
  readonly week?: Cell
  /** In a column of text, a cell that looks like a date but is no day of the calendar. */
  readonly noDay?: Cell
  /** A date without UTC offset among others that have one. */
  readonly unzoned?: Cell
  /** In a text column at least half of whose cells are numbers or nearly so: the first that is not a number. */
  readonly nearNumber?: Cell
  /** In a text column, a word that means missing among numbers. */
  readonly missingWord?: Cell
}

export interface Cell {
  readonly row: number
  readonly text: string
}

/** How the cells of a column are read. */
export interface CellStyle extends NumberStyle {
  /** Further words for missing. */
  readonly missing: ReadonlySet<string>
  /** Whether the usual words mean missing too. */
  readonly usual: boolean
  /** Whether day, month or year comes first in dates; decided for each column if undefined. */
  readonly dates?: DateOrder | undefined
}

export const PLAIN: CellStyle = { decimal: '.', thousands: null, missing: new Set(), usual: true }

/** Converts a document's settings for missing words and dates to a `CellStyle`, and to the keys that restore them. */
export const missingStyle = ({ missing = [], missingWords, dates }: TableKeys = {}): Pick<CellStyle, 'missing' | 'usual' | 'dates'> => ({
  missing: new Set(missing),
  usual: missingWords !== 'listed',
  dates,
})
export const missingKeys = ({ missing = [], missingWords }: TableKeys = {}): TableKeys => ({
  ...(missing.length > 0 ? { missing: [...missing] } : {}),
  ...(missingWords === 'listed' ? { missingWords } : {}),
})

/** Returns the document's key for the order of dates: the user's decision, or the order of all columns with ambiguous dates. */
export function datesKey({ dates }: TableKeys = {}, columns: readonly Column[] = []): TableKeys {
  const orders = new Set(columns.flatMap(({ order }) => (order === undefined ? [] : [order])))
  const [order] = dates !== undefined ? [dates] : orders.size === 1 ? orders : []
  return order === undefined ? {} : { dates: order }
}

/** Digits with separators in places where no number of this table has them: 1,000 or 1 000. */
const GROUPED = /^[+-]?\d[\d.,' \u00a0\u202f]*%?$/

/** Returns whether a text looks like a number in another notation. */
export const isGrouped = (text: string): boolean => GROUPED.test(text)
