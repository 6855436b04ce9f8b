import { Gatherer, numbers, positions } from './gather'

/** A column of a table, numbers or text. Rows count from 0. */
export interface Column {
  readonly name: string
  /** `number` where every cell that is not missing is one. */
  readonly kind: 'number' | 'text'
  /** NaN where a cell is missing or no finite number. */
  readonly numbers: Float64Array
  /** Position of each cell in `texts`, −1 where it is missing; undefined where there are too many different ones. */
  readonly codes: Int32Array | undefined
  /** The different texts, by first appearance. */
  readonly texts: readonly string[]
  readonly missing: number
  /** First cell that is text, and first that means a number which is not finite. */
  readonly firstText: Cell | undefined
  readonly firstNotFinite: Cell | undefined
}

export interface Cell {
  readonly row: number
  readonly text: string
}

const NOT_FINITE = /^[+-]?(?:nan|inf(?:inity)?)$/i
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const NUMBER_WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/
/** Digits with signs between them that no number here has: 1,000 or 1 000. */
const GROUPED = /^[+-]?\d[\d.,' \u00a0\u202f]*$/

/** Whether a text looks like a number that is written another way. */
export const isGrouped = (text: string): boolean => GROUPED.test(text)
/** Words for a value that is not there, where the other cells of the column are numbers. */
const MISSING = new Set(['', 'NA', 'N/A', 'null', 'NULL', '?'])
/** A column of numbers with more different texts than this is not kept as text too. */
const TEXTS_OF_NUMBERS = 4_096
/** A column of text with more different texts than this has no categories. */
const TEXTS = 1_000_000

/** Gathers the cells of a column: numbers in 8 bytes, texts as 4-byte positions in a list of the different ones. */
export class ColumnBuilder {
  private readonly numbers = new Gatherer(numbers)
  private codes: Gatherer<Int32Array> | undefined = new Gatherer(positions)
  private readonly positions = new Map<string, number>()
  private texts: string[] = []
  private rows = 0
  private words = 0
  private missingWords = 0
  private blanks = 0
  private firstText: Cell | undefined
  private firstNotFinite: Cell | undefined

  /** @param decimal The sign before the fraction, beside the point that is always understood. */
  constructor(readonly name: string, private readonly decimal: '.' | ',' = '.') {}

  /** A cell as text stands in the file. */
  addText(cell: string): void {
    const text = cell.trim()
    const row = this.rows
    const number = this.numberOf(text)
    if (text === '') this.blanks++
    else if (MISSING.has(text)) this.missingWords++
    else if (!Number.isFinite(number)) {
      if (!Number.isNaN(number) || NOT_FINITE.test(text)) this.firstNotFinite ??= { row, text: detach(text) }
      else {
        this.words++
        this.firstText ??= { row, text: detach(text.slice(0, 64)) }
      }
    }
    this.push(Number.isFinite(number) ? number : NaN, text)
  }

  private numberOf(text: string): number {
    if (NUMBER.test(text)) return Number(text)
    return this.decimal === ',' && NUMBER_WITH_COMMA.test(text) ? Number(text.replace(',', '.')) : NaN
  }

  addNumber(number: number): void {
    this.push(number, this.codes ? String(number) : '')
  }

  addMissing(): void {
    this.blanks++
    this.push(NaN, '')
  }

  private push(number: number, text: string): void {
    this.numbers.push(number)
    this.codes?.push(text === '' ? -1 : this.code(text))
    this.rows++
    if (!this.codes) {
      // A word in what looked like numbers: their texts are told from them.
      if (this.words === 1 && this.firstText?.row === this.rows - 1) this.recode(text)
    } else if (this.texts.length > (this.words === 0 ? TEXTS_OF_NUMBERS : TEXTS)) this.forget()
  }

  private code(text: string): number {
    const known = this.positions.get(text)
    if (known !== undefined) return known
    const own = detach(text)
    this.positions.set(own, this.texts.length)
    return this.texts.push(own) - 1
  }

  private forget(): void {
    this.codes = undefined
    this.texts = []
    this.positions.clear()
  }

  private recode(last: string): void {
    this.codes = new Gatherer(positions)
    let row = 0
    for (const number of this.numbers) {
      if (++row === this.rows) break
      this.codes.push(Number.isNaN(number) ? -1 : this.code(String(number)))
    }
    this.codes.push(this.code(last))
    if (this.texts.length > TEXTS) this.forget()
  }

  /** The column; to be asked for once. */
  finish(): Column {
    const { name, texts, firstText, firstNotFinite } = this
    const kind = this.words > 0 ? 'text' : 'number'
    return {
      name, kind, texts, firstText, firstNotFinite,
      numbers: this.numbers.take(),
      codes: this.codes?.take(),
      missing: this.blanks + (kind === 'number' ? this.missingWords : 0),
    }
  }
}

/** A copy of its own: a slice would keep the whole text that it was cut from. */
function detach(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string)
}
