import type { TableKeys } from '../document/types'
import { Gatherer, numbers, positions } from './gather'
import { Marks, type SettledMarks } from './marks'
import { isNearNumber, isUnit, otherNumber, plainNumber, type NumberStyle } from './number-forms'
import { Sentinels } from './sentinels'
import { stampsOf, type Stamps } from './stamps'
import { NO_DAY, hasZone, ordersOf, packDate, timeOf, type DateOrder } from './times'
import { missingWord } from './words'

/** A column of a table, numbers or text. Rows count from 0. */
export interface Column {
  readonly name: string
  /** `number` where most of the cells that are not missing are; those that are not are strays. */
  readonly kind: 'number' | 'text'
  /** NaN where a cell is missing or no finite number. */
  readonly numbers: Float64Array
  /** Position of each cell in `texts`, −1 where it is missing; undefined where there are too many different ones. */
  readonly codes: Int32Array | undefined
  /** The different texts, by first appearance, as they are written. */
  readonly texts: readonly string[]
  readonly missing: number
  /** Empty cells and words that the person says mean missing: what is missing whatever the kind. */
  readonly blanks: number
  /** Cells of another kind than the column. */
  readonly strays: number
  /** First cell that is text in a column of text, first stray in one of numbers or dates. */
  readonly firstText: Cell | undefined
  /** First cell with a number that is too large to be one. */
  readonly firstNotFinite: Cell | undefined
  /** Holds ids: whole numbers with more digits than a number keeps, or which only their zeros tell apart. */
  readonly ids: boolean
  /** Milliseconds since 1970-01-01 by row, NaN where missing, of a column of dates. */
  readonly times?: Float64Array
  readonly notes: ColumnNotes
}

/** What two people could read differently: the first cell of each kind. */
interface ColumnNotes {
  /** Dates whose day and month may be either, read as `order`. */
  readonly order?: { readonly cell: Cell; readonly order: DateOrder }
  /** A word for infinity, taken for missing. */
  readonly infinite?: Cell
  /** A decimal sign other than the table's. */
  readonly otherDecimal?: Cell
  /** A unit that stands with the numbers. */
  readonly unit?: { readonly cell: Cell; readonly mark: string }
  /** A number in parentheses, read as one below zero. */
  readonly parentheses?: Cell
  /** A number with zeros before it, which could be a code. */
  readonly padded?: Cell
  /** A number that may stand for a missing value. */
  readonly sentinel?: Cell
  /** A text whose accents are composed in one cell and apart in another. */
  readonly accents?: Cell
  /** Whole numbers that are read as times. */
  readonly stamps?: { readonly cell: Cell } & Pick<Stamps, 'form' | 'unit'>
  /** In a column of text, one that looks like a date and is no day that there is. */
  readonly noDay?: Cell
  /** A date that does not tell its distance from UTC among others that do. */
  readonly unzoned?: Cell
  /** In a column of text at least half of whose cells are numbers or nearly so, the first that is none. */
  readonly nearNumber?: Cell
  /** Words that mean missing where there are numbers, in a column of text. */
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
}

export const PLAIN: CellStyle = { decimal: '.', thousands: null, missing: new Set(), usual: true }

/** Which words mean missing, as a document says it, and what it says so that they do. */
export const missingStyle = ({ missing = [], missingWords }: TableKeys = {}): Pick<CellStyle, 'missing' | 'usual'> => ({ missing: new Set(missing), usual: missingWords !== 'listed' })
export const missingKeys = ({ missing = [], missingWords }: TableKeys = {}): TableKeys => ({ ...(missing.length > 0 ? { missing: [...missing] } : {}), ...(missingWords === 'listed' ? { missingWords } : {}) })

/** Digits with signs between them that no number here has: 1,000 or 1 000. */
const GROUPED = /^[+-]?\d[\d.,' \u00a0\u202f]*%?$/

/** Whether a text looks like a number that is written another way. */
export const isGrouped = (text: string): boolean => GROUPED.test(text)

/** A column of numbers with more different texts than this is not kept as text too. */
const TEXTS_OF_NUMBERS = 4_096
/** A column of text, or of ids, with more different texts than this has no categories. */
const TEXTS = 1_000_000
/** Rows without a date after which none is looked for any more. */
const DATELESS = 1_000

/** Gathers the cells of a column: numbers in 8 bytes, texts as 4-byte positions in a list of the different ones. */
export class ColumnBuilder {
  private readonly numbers = new Gatherer(numbers)
  private codes: Gatherer<Int32Array> | undefined = new Gatherer(positions)
  private readonly positions = new Map<string, number>()
  private texts: string[] = []
  /** Texts that came with their accents apart, and the first cell that has another spelling of one that was there. */
  private readonly apart = new Set<number>()
  private firstApart: Cell | undefined
  private rows = 0
  private found = 0
  private words = 0
  private missingWords = 0
  private blanks = 0
  /** Holds whole numbers with zeros before them, or with more digits than a number keeps. */
  private long = false
  private padded = false
  private firstText: Cell | undefined
  private firstNotFinite: Cell | undefined
  private infinite: Cell | undefined
  private otherDecimal: Cell | undefined
  private firstMissingWord: Cell | undefined
  private marks: Marks | undefined
  private firstParentheses: Cell | undefined
  private firstPadded: Cell | undefined
  private nearNumbers = 0
  private readonly sentinels = new Sentinels()
  private dates: Gatherer<Float64Array> | undefined
  private dateCount = 0
  /** What looks like dates and are none, and dates that tell their distance from UTC. */
  private noDays = 0
  private firstNoDay: Cell | undefined
  private zoned = 0
  private firstUnzoned: Cell | undefined
  private firstUndated: Cell | undefined

  constructor(readonly name: string, private readonly style: CellStyle = PLAIN) {}

  /** A cell as text stands in the file. */
  addText(cell: string): void {
    const text = cell.trim()
    if (text === '' || (this.style.missing.size > 0 && this.style.missing.has(text))) return this.addMissing()
    const number = plainNumber(text, this.style.decimal)
    if (Number.isNaN(number)) this.other(text)
    else this.number(number, text)
  }

  /** A number, with the text of the file where there is one. */
  addNumber(number: number, text?: string): void {
    this.found++
    if (text !== undefined) this.look(text)
    this.push(number, this.codes ? (text ?? String(number)) : '')
  }

  addMissing(): void {
    this.blanks++
    this.push(NaN, '')
  }

  private number(number: number, text: string): void {
    if (!Number.isFinite(number)) {
      this.firstNotFinite ??= this.cell(text)
      this.push(NaN, text)
      return
    }
    this.found++
    this.sentinels.add(number, () => this.cell(text))
    this.look(text)
    this.push(number, text)
  }

  /** Whole numbers with zeros before them or more digits than a number keeps are ids: their text tells them apart. */
  private look(text: string): void {
    if (this.long || !((text.length > 1 && text.charCodeAt(0) === 48) || text.length > 15) || !/^(?:0\d+|[1-9]\d{15,})$/.test(text)) return
    if (Number.isSafeInteger(Number(text)) && text[0] !== '0') return
    if (this.padded && text[0] === '0') return
    if (text[0] === '0') {
      this.padded = true
      this.firstPadded = this.cell(text)
    } else this.long = true
    if (!this.codes) this.recode()
  }

  /** What is no plain number. */
  private other(text: string): void {
    const word = this.style.usual ? missingWord(text) : undefined
    if (word !== undefined) {
      this.missingWords++
      this.firstMissingWord ??= this.cell(text)
      if (word === 'infinite') this.infinite ??= this.cell(text)
      this.push(NaN, text)
      return
    }
    const form = otherNumber(text, this.style)
    const date = (form && !isUnit(form.mark)) || (this.dateCount === 0 && this.words > DATELESS) ? NaN : packDate(text)
    if (form && Number.isNaN(date)) {
      if (form.other) this.otherDecimal ??= this.cell(text)
      if (form.parentheses) this.firstParentheses ??= this.cell(text)
      if (form.mark !== '' && Number.isFinite(form.value)) (this.marks ??= new Marks()).add(form.mark, this.cell(text))
      this.number(form.value, text)
      return
    }
    if (date === NO_DAY) {
      this.noDays++
      this.firstNoDay ??= this.cell(text)
    }
    if (Number.isFinite(date)) {
      this.dates ??= this.datesFrom()
      this.dateCount++
      if (hasZone(text)) this.zoned++
      else this.firstUnzoned ??= this.cell(text)
    } else this.firstUndated ??= this.cell(text)
    this.words++
    if (Number.isNaN(date) && isNearNumber(text)) this.nearNumbers++
    this.firstText ??= this.cell(text)
    // A word in what looked like numbers: their texts are told from them.
    if (this.words === 1 && !this.codes) this.recode()
    this.push(NaN, text, date === NO_DAY ? NaN : date)
  }

  private datesFrom(): Gatherer<Float64Array> {
    const dates = new Gatherer(numbers)
    for (let row = 0; row < this.rows; row++) dates.push(NaN)
    return dates
  }

  private cell(text: string): Cell {
    return { row: this.rows, text: detach(text.slice(0, 64)) }
  }

  private push(number: number, text: string, date = NaN): void {
    this.numbers.push(number)
    this.dates?.push(date)
    this.codes?.push(text === '' ? -1 : this.code(text))
    this.rows++
    if (this.codes && this.texts.length > (this.words === 0 && !this.long && !this.padded ? TEXTS_OF_NUMBERS : TEXTS)) this.forget()
  }

  /** The position of a text. Accents are the same letters composed or not: they are kept, and compared, composed. */
  private code(text: string): number {
    const known = this.positions.get(text)
    if (known !== undefined) {
      if (this.apart.size > 0 && this.apart.has(known) && this.texts[known] === text) this.firstApart ??= this.cell(text)
      return known
    }
    const composed = text.normalize()
    if (composed === text) return this.add(text)
    const code = this.positions.get(composed)
    if (code !== undefined) this.firstApart ??= this.cell(text)
    else this.apart.add(this.texts.length)
    this.positions.set(detach(text), code ?? this.texts.length)
    return code ?? this.add(composed)
  }

  private add(text: string): number {
    const own = detach(text)
    this.positions.set(own, this.texts.length)
    return this.texts.push(own) - 1
  }

  private forget(): void {
    this.codes = undefined
    this.texts = []
    this.positions.clear()
  }

  /** Texts of the numbers so far, as they are written most plainly. */
  private recode(): void {
    this.codes = new Gatherer(positions)
    for (const number of this.numbers) this.codes.push(Number.isNaN(number) ? -1 : this.code(String(number)))
    if (this.texts.length > TEXTS) this.forget()
  }

  /** The column; to be asked for once. */
  finish(): Column {
    const { name, texts, rows, style } = this
    const all = this.numbers.take()
    const codes = this.codes?.take()
    const settled = this.settleMarks(all)
    const present = settled.found + settled.words + (this.firstNotFinite ? 1 : 0)
    const isDates = this.dateCount > settled.found && 2 * (this.dateCount + this.noDays) > present
    const kind = settled.words > 0 && settled.words >= settled.found ? 'text' : 'number'
    const timed = isDates ? settleDates(this.dates!.take(), rows) : undefined
    const text = kind === 'text' && !isDates
    if (!text && codes && this.missingWords > 0) dropWords(codes, texts)
    const strays = isDates ? settled.found + settled.words - timed!.count : kind === 'number' ? settled.words : 0
    const missing = this.blanks + (text ? 0 : this.missingWords)
    const noDay = timed?.firstOther === undefined ? undefined : this.dateCell(timed.firstOther, codes)
    const firstText = timed ? earlier(this.firstUndated, noDay) : settled.firstText
    const ids = kind === 'number' && (this.long || (this.padded && tellMore(texts)))
    const { mark } = settled
    const stamps = kind === 'number' && !isDates && strays === 0 && settled.found > 0 ? stampsOf(name, all) : undefined
    const sentinel = kind === 'number' && !isDates ? this.sentinels.find(all) : undefined
    return {
      name, kind, texts, codes, numbers: all, strays, firstText, missing,
      firstNotFinite: this.firstNotFinite, blanks: this.blanks, ids,
      ...(timed ? { times: timed.times } : stamps ? { times: stamps.times } : {}),
      notes: {
        ...(timed?.ambiguous === undefined ? {} : { order: { cell: this.dateCell(timed.ambiguous, codes), order: timed.order } }),
        ...(this.infinite && !text ? { infinite: this.infinite } : {}),
        ...(this.otherDecimal && kind === 'number' && style.decimal === ',' ? { otherDecimal: this.otherDecimal } : {}),
        ...(kind === 'number' && mark && isUnit(mark.text) ? { unit: { cell: mark.cell, mark: mark.text } } : {}),
        ...(kind === 'number' && this.firstParentheses ? { parentheses: this.firstParentheses } : {}),
        ...(kind === 'number' && !ids && this.firstPadded ? { padded: this.firstPadded } : {}),
        ...(text && settled.words > 0 && 2 * (this.nearNumbers + settled.found) >= settled.words + settled.found && settled.firstText ? { nearNumber: settled.firstText } : {}),
        ...(sentinel && !stamps ? { sentinel } : {}),
        ...(stamps ? { stamps: { cell: this.firstNumber(all, codes), form: stamps.form, unit: stamps.unit } } : {}),
        ...(text && this.firstApart ? { accents: this.firstApart } : {}),
        ...(text && this.firstNoDay ? { noDay: this.firstNoDay } : {}),
        ...(isDates && this.zoned > 0 && this.firstUnzoned ? { unzoned: this.firstUnzoned } : {}),
        ...(this.firstMissingWord && text ? { missingWord: this.firstMissingWord } : {}),
      },
    }
  }

  private firstNumber(all: Float64Array, codes: Int32Array | undefined): Cell {
    const row = all.findIndex((x) => !Number.isNaN(x))
    return { row, text: codes && codes[row]! >= 0 ? this.texts[codes[row]!]! : String(all[row]) }
  }

  private dateCell(row: number, codes: Int32Array | undefined): Cell {
    return { row, text: codes && codes[row]! >= 0 ? this.texts[codes[row]!]!.slice(0, 64) : '' }
  }

  /** Numbers with a percent sign, a currency or a unit among others without it: the fewer of them are strays. */
  private settleMarks(all: Float64Array): { found: number; words: number; firstText: Cell | undefined; mark: SettledMarks['mark'] } {
    const { found, words, firstText, marks } = this
    if (!marks) return { found, words, firstText, mark: undefined }
    const { mark, strays, firstStray } = marks.settle(all, found)
    return { found: found - strays, words: words + strays, firstText: earlier(firstText, firstStray), mark }
  }
}

interface Settled {
  readonly times: Float64Array
  readonly count: number
  readonly order: DateOrder
  /** Row of the first date that two orders could read, where nothing settles it. */
  readonly ambiguous: number | undefined
  readonly firstOther: number | undefined
}

/** Decides whether days or months stand first, and turns dates into times. */
function settleDates(dates: Float64Array, rows: number): Settled {
  const votes = { 'day-month': 0, 'month-day': 0, both: 0, settled: 0 }
  let ambiguous: number | undefined
  for (let row = 0; row < rows; row++) {
    if (Number.isNaN(dates[row]!)) continue
    const says = ordersOf(dates[row]!)
    votes[says]++
    if (says === 'both') ambiguous ??= row
  }
  const clear = votes['day-month'] !== votes['month-day']
  const order: DateOrder = clear ? (votes['day-month'] > votes['month-day'] ? 'day-month' : 'month-day') : smoothOrder(dates)
  let count = 0
  let firstOther: number | undefined
  for (let row = 0; row < rows; row++) {
    const packed = dates[row]!
    const time = Number.isNaN(packed) ? NaN : timeOf(packed, order)
    if (!Number.isNaN(time)) count++
    else if (!Number.isNaN(packed)) firstOther ??= row
    dates[row] = time
  }
  const mixed = votes['day-month'] > 0 && votes['month-day'] > 0
  return { times: dates, count, order, ambiguous: clear && !mixed ? undefined : ambiguous, firstOther }
}

/** The order in which dates fall less often; days first where that tells nothing. */
function smoothOrder(dates: Float64Array): DateOrder {
  const falls = (order: DateOrder): number => {
    let last = -Infinity
    let count = 0
    for (const packed of dates) {
      const time = Number.isNaN(packed) ? NaN : timeOf(packed, order)
      if (Number.isNaN(time)) continue
      if (time < last) count++
      last = time
    }
    return count
  }
  return falls('month-day') < falls('day-month') ? 'month-day' : 'day-month'
}

const earlier = (a: Cell | undefined, b: Cell | undefined): Cell | undefined => (a && b ? (b.row < a.row ? b : a) : (a ?? b))

/** Whether texts differ where their numbers do not: 007 and 7. */
const tellMore = (texts: readonly string[]): boolean => texts.length === 0 || new Set(texts.map(Number)).size < texts.length

/** Words for missing are no texts of a column of numbers or dates. */
function dropWords(codes: Int32Array, texts: readonly string[]): void {
  const word = texts.map((text) => missingWord(text) !== undefined)
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0 && word[codes[row]!]) codes[row] = -1
}

/** A copy of its own: a slice would keep the whole text that it was cut from. */
function detach(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string)
}
