import { PLAIN, type Cell, type CellStyle, type Column } from './column'
import { Gatherer, numbers, positions } from './gather'
import { Marks, type SettledMarks } from './marks'
import { isNearNumber, isUnit, otherNumber, plainNumber } from './number-forms'
import { Sentinels } from './sentinels'
import { settleDates } from './settle-dates'
import { stampsOf } from './stamps'
import { WEEK_NAME, asWeek, isDoubleYear } from './periods'
import { NO_DAY, hasZone, isClock, packDate, startOfYear } from './times'
import { missingWord } from './words'

/** Most different texts for which a column of numbers keeps its texts too. */
const MOST_NUMBER_TEXTS = 4_096
/** Most different texts of a column of text, or of ids, that has categories. */
const MOST_TEXTS = 1_000_000
/** Rows without a date after which the builder stops looking for dates. */
const ROWS_WITHOUT_DATE = 1_000

/** Builds a column from its cells: numbers take 8 bytes each, texts a 4-byte index into the list of different texts. */
export class ColumnBuilder {
  private readonly numbers = new Gatherer(numbers)
  private codes: Gatherer<Int32Array> | undefined = new Gatherer(positions)
  private readonly positions = new Map<string, number>()
  private texts: string[] = []
  /** Indices of texts first seen with decomposed accents, and the first cell that spells a known text differently. */
  private readonly decomposed = new Set<number>()
  private firstRespelled: Cell | undefined
  private rows = 0
  private found = 0
  private words = 0
  private missingWords = 0
  private blanks = 0
  /** Whether there were integers with more digits than a double keeps (`long`) or with leading zeros (`padded`). */
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
  /** How many numbers are whole with an exponent without sign, and the first. */
  private exponents = 0
  private firstExponent: Cell | undefined
  private nearNumbers = 0
  private readonly sentinels = new Sentinels()
  private dates: Gatherer<Float64Array> | undefined
  private dateCount = 0
  /** Cells that look like dates but are no days of the calendar, and dates with a UTC offset. */
  private noDays = 0
  private firstNoDay: Cell | undefined
  /** Dates that are a year and the next, or a month: 2011/12. */
  private doubleYears = 0
  /** Whether the first of the dates is a time of day or a duration. */
  private clock = false
  private zoned = 0
  private firstUnzoned: Cell | undefined
  private firstUndated: Cell | undefined
  private readonly isWeeks: boolean
  private firstWeek: Cell | undefined

  constructor(
    readonly name: string,
    private readonly style: CellStyle = PLAIN,
  ) {
    this.isWeeks = WEEK_NAME.test(name)
  }

  /** Adds a cell as written in the file. */
  addText(cell: string): void {
    const text = cell.trim()
    if (text === '' || (this.style.missing.size > 0 && this.style.missing.has(text))) return this.addMissing()
    const number = plainNumber(text, this.style.decimal)
    if (Number.isNaN(number)) this.addOther(text)
    else this.number(number, text)
  }

  /** Adds a number, with its text in the file if there is one. */
  addNumber(number: number, text?: string): void {
    this.found++
    if (text !== undefined) this.noteId(text)
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
    if (EXPONENT.test(text)) {
      this.exponents++
      this.firstExponent ??= this.cell(text)
    }
    this.sentinels.add(number, () => this.cell(text))
    this.noteId(text)
    this.push(number, text)
  }

  /** Notes integers with leading zeros or more digits than a double keeps: such ids are compared by their text. */
  private noteId(text: string): void {
    if (this.long || !((text.length > 1 && text.charCodeAt(0) === 48) || text.length > 15) || !/^(?:0\d+|[1-9]\d{15,})$/.test(text)) return
    if (Number.isSafeInteger(Number(text)) && text[0] !== '0') return
    if (this.padded && text[0] === '0') return
    if (text[0] === '0') {
      this.padded = true
      this.firstPadded = this.cell(text)
    } else this.long = true
    if (!this.codes) this.restoreTexts()
  }

  /** Adds a cell that is not a plain number. */
  private addOther(text: string): void {
    const word = this.style.usual ? missingWord(text) : undefined
    if (word !== undefined) {
      this.missingWords++
      this.firstMissingWord ??= this.cell(text)
      if (word === 'infinite') this.infinite ??= this.cell(text)
      this.push(NaN, text)
      return
    }
    const form = otherNumber(text, this.style)
    const date = (form && !isUnit(form.mark)) || (this.dateCount === 0 && this.words > ROWS_WITHOUT_DATE) ? NaN : this.packed(text)
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
      if (this.dateCount === 1) this.clock = isClock(text)
      if (isDoubleYear(text)) this.doubleYears++
      if (hasZone(text)) this.zoned++
      else this.firstUnzoned ??= this.cell(text)
    } else this.firstUndated ??= this.cell(text)
    this.words++
    if (Number.isNaN(date) && isNearNumber(text)) this.nearNumbers++
    this.firstText ??= this.cell(text)
    // The first word among numbers: the column may become text, so restore the texts of the numbers.
    if (this.words === 1 && !this.codes) this.restoreTexts()
    this.push(NaN, text, date === NO_DAY ? NaN : date)
  }

  /** Returns a cell as a packed date; in a column of weeks, 2024/05 is one. */
  private packed(text: string): number {
    const week = this.isWeeks ? asWeek(text) : text
    if (week !== text) this.firstWeek ??= this.cell(text)
    return packDate(week)
  }

  private datesFrom(): Gatherer<Float64Array> {
    const dates = new Gatherer(numbers)
    for (let row = 0; row < this.rows; row++) dates.push(NaN)
    return dates
  }

  private cell(text: string): Cell {
    return { row: this.rows, text: copyText(text.slice(0, 64)) }
  }

  private push(number: number, text: string, date = NaN): void {
    this.numbers.push(number)
    this.dates?.push(date)
    this.codes?.push(text === '' ? -1 : this.code(text))
    this.rows++
    if (this.codes && this.texts.length > (this.words === 0 && !this.long && !this.padded ? MOST_NUMBER_TEXTS : MOST_TEXTS)) this.dropTexts()
  }

  /** Returns the index of a text. Texts are stored and compared with composed accents (Unicode NFC). */
  private code(text: string): number {
    const known = this.positions.get(text)
    if (known !== undefined) {
      if (this.decomposed.size > 0 && this.decomposed.has(known) && this.texts[known] === text) this.firstRespelled ??= this.cell(text)
      return known
    }
    const composed = text.normalize()
    if (composed === text) return this.add(text)
    const code = this.positions.get(composed)
    if (code !== undefined) this.firstRespelled ??= this.cell(text)
    else this.decomposed.add(this.texts.length)
    this.positions.set(copyText(text), code ?? this.texts.length)
    return code ?? this.add(composed)
  }

  private add(text: string): number {
    const own = copyText(text)
    this.positions.set(own, this.texts.length)
    return this.texts.push(own) - 1
  }

  private dropTexts(): void {
    this.codes = undefined
    this.texts = []
    this.positions.clear()
  }

  /** Restores the texts of the numbers so far, in their shortest notation. */
  private restoreTexts(): void {
    this.codes = new Gatherer(positions)
    for (const number of this.numbers) this.codes.push(Number.isNaN(number) ? -1 : this.code(String(number)))
    if (this.texts.length > MOST_TEXTS) this.dropTexts()
  }

  /** Returns the column; call once. */
  finish(): Column {
    const { name, texts, style } = this
    const all = this.numbers.take()
    const codes = this.codes?.take()
    const settled = this.settleMarks(all)
    const present = settled.found + settled.words + (this.firstNotFinite ? 1 : 0)
    const isDates = this.dateCount > settled.found && 2 * (this.dateCount + this.noDays) > present
    const kind = settled.words > 0 && settled.words >= settled.found ? 'text' : 'number'
    const isDoubled = this.doubleYears >= DOUBLED && this.doubleYears === this.dateCount
    const timed = isDates ? settleDates(isDoubled ? this.dates!.take().map(startOfYear) : this.dates!.take(), style.dates) : undefined
    const text = kind === 'text' && !isDates
    if (!text && codes && this.missingWords > 0) dropWords(codes, texts)
    const strays = isDates ? settled.found + settled.words - timed!.count : kind === 'number' ? settled.words : 0
    const missing = this.blanks + (text ? 0 : this.missingWords)
    const noDay = timed?.firstOther === undefined ? undefined : this.dateCell(timed.firstOther, codes)
    const firstText = timed ? earlier(earlier(this.firstUndated, noDay), this.firstNumber(all, codes)) : settled.firstText
    const ids = kind === 'number' && (this.long || (this.padded && differBeyondNumbers(texts)))
    const { mark } = settled
    const stamps = kind === 'number' && !isDates && strays === 0 && settled.found > 0 ? stampsOf(name, all) : undefined
    const sentinel = kind === 'number' && !isDates ? this.sentinels.find(all) : undefined
    return {
      name,
      kind,
      texts,
      codes,
      numbers: all,
      strays,
      firstText,
      missing,
      firstNotFinite: this.firstNotFinite,
      blanks: this.blanks,
      ids,
      ...(timed ? { times: timed.times, ...(this.clock && timed.times.every(isElapsed) ? { clock: true } : {}) } : stamps ? { times: stamps.times } : {}),
      ...(timed?.order === undefined ? {} : { order: timed.order }),
      notes: {
        ...(timed?.ambiguous === undefined ? {} : { order: { cell: this.dateCell(timed.ambiguous, codes), orders: timed.possible } }),
        ...(this.infinite && !text ? { infinite: this.infinite } : {}),
        ...(this.otherDecimal && kind === 'number' && style.decimal === ',' ? { otherDecimal: this.otherDecimal } : {}),
        ...(kind === 'number' && mark?.text === '%' ? { percent: true } : {}),
        ...(kind === 'number' && mark && isUnit(mark.text) ? { unit: { cell: mark.cell, mark: mark.text } } : {}),
        ...(kind === 'number' && this.firstParentheses ? { parentheses: this.firstParentheses } : {}),
        ...(kind === 'number' && this.firstExponent && 2 * this.exponents > settled.found ? { exponent: this.firstExponent } : {}),
        ...(kind === 'number' && !ids && this.firstPadded ? { padded: this.firstPadded } : {}),
        ...(text && settled.words > 0 && 2 * (this.nearNumbers + settled.found) >= settled.words + settled.found && settled.firstText
          ? { nearNumber: settled.firstText }
          : {}),
        ...(sentinel && !stamps ? { sentinel } : {}),
        ...(stamps ? { stamps: { cell: this.firstNumber(all, codes)!, form: stamps.form, unit: stamps.unit, since: stamps.since } } : {}),
        ...(timed?.buddhist ? { buddhist: true } : {}),
        ...(timed && this.firstWeek ? { week: this.firstWeek } : {}),
        ...(text && this.firstRespelled ? { accents: this.firstRespelled } : {}),
        ...(text && this.firstNoDay ? { noDay: this.firstNoDay } : {}),
        ...(isDates && this.zoned > 0 && this.firstUnzoned ? { unzoned: this.firstUnzoned } : {}),
        ...(this.firstMissingWord && text ? { missingWord: this.firstMissingWord } : {}),
      },
    }
  }

  /** Returns the first number, if there is one. */
  private firstNumber(all: Float64Array, codes: Int32Array | undefined): Cell | undefined {
    const row = all.findIndex((x) => !Number.isNaN(x))
    return row < 0 ? undefined : { row, text: codes && codes[row]! >= 0 ? this.texts[codes[row]!]! : String(all[row]) }
  }

  private dateCell(row: number, codes: Int32Array | undefined): Cell {
    return { row, text: codes && codes[row]! >= 0 ? this.texts[codes[row]!]!.slice(0, 64) : '' }
  }

  /** Keeps the numbers with the most frequent mark (percent sign, currency, unit or none) and makes the others strays. */
  private settleMarks(all: Float64Array): { found: number; words: number; firstText: Cell | undefined; mark: SettledMarks['mark'] } {
    const { found, words, firstText, marks } = this
    if (!marks) return { found, words, firstText, mark: undefined }
    const { mark, strays, firstStray } = marks.settle(all, found)
    return { found: found - strays, words: words + strays, firstText: earlier(firstText, firstStray), mark }
  }
}

/** A whole number with an exponent without sign, as codes look and programs seldom write numbers. */
const EXPONENT = /^\d+E\d+$/

/** Least cells of a year and the next, and nothing else, that are no months. */
const DOUBLED = 3

/** Longest duration that a table writes, in milliseconds; dates among times of day are decades beyond. */
const LONGEST = 2 * 366 * 24 * 3_600_000
const isElapsed = (time: number): boolean => Number.isNaN(time) || (time >= 0 && time <= LONGEST)

const earlier = (a: Cell | undefined, b: Cell | undefined): Cell | undefined => (a && b ? (b.row < a.row ? b : a) : (a ?? b))

/** Returns whether texts differ whose numbers do not, as 007 and 7. */
const differBeyondNumbers = (texts: readonly string[]): boolean => texts.length === 0 || new Set(texts.map(Number)).size < texts.length

/** Drops words for missing from the texts of a column of numbers or dates. */
function dropWords(codes: Int32Array, texts: readonly string[]): void {
  const word = texts.map((text) => missingWord(text) !== undefined)
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0 && word[codes[row]!]) codes[row] = -1
}

/** Returns a copy: a slice would keep the whole text alive that it was cut from. */
function copyText(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string)
}
