import { problem, type MessageValues, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { show } from '../document/check'
import { limits } from '../document/limits'
import { PLAIN, datesKey, missingKeys, missingStyle, type CellStyle } from './column'
import { ColumnBuilder } from './column-builder'
import { JsonTokens, TOKEN } from './json-tokens'
import { cellWarnings } from './reading-warnings'
import { MAXIMUM_CELLS, MAXIMUM_COLUMNS, UNSEPARATED, columnNaming, type ReadOptions, type TableRead, type TableReader } from './table'

/** Characters parsed at once; a string of any length is cut into such pieces. */
const PIECE = 2 ** 20
/** Longest text of a cell. A longer one most likely lacks its closing quote. */
const LONGEST_CELL = limits.row

const [OPEN, CLOSE, LIST, LIST_END, COLON, COMMA] = [0x7b, 0x7d, 0x5b, 0x5d, 0x3a, 0x2c] as const

/** What the parser expects next. A row is an object in a list; a column is a list in an object. */
type State =
  | 'table'
  | 'nothing'
  | 'line'
  | 'row'
  | 'row-or-end'
  | 'row-comma'
  | 'key'
  | 'key-or-end'
  | 'key-colon'
  | 'cell'
  | 'cell-comma'
  | 'column'
  | 'column-or-end'
  | 'column-colon'
  | 'list'
  | 'item'
  | 'item-or-end'
  | 'item-comma'
  | 'column-comma'

interface Entry {
  readonly name: string
  /** The key as the file writes it. */
  readonly raw: string
  readonly builder: ColumnBuilder
  /** Cells so far. */
  cells: number
}

/** Reads a list of objects (rows), an object of lists (columns), or JSON Lines (an object per row), in pieces, keeping only the columns. */
export class JsonReader implements TableReader {
  rows = 0
  private readonly tokens = new JsonTokens()
  private state: State = 'table'
  private started = false
  private readonly entries = new Map<string, Entry>()
  /** By first appearance, which is the order of keys in every row of most files. */
  private readonly order: Entry[] = []
  private next = 0
  private entry: Entry | undefined
  /** Cells of the current row or column. */
  private filled = 0
  /** The first value of JSON Lines. With a single row, the file is some other object and is refused. */
  private lines: string | undefined
  private fatal = false
  private readonly problems: Problem[] = []

  private readonly style: CellStyle
  private readonly named: (written: string) => string

  constructor(
    private readonly path: string,
    private readonly options: ReadOptions = {},
  ) {
    this.named = columnNaming(options)
    this.style = { ...PLAIN, ...missingStyle(options.keys) }
  }

  get refused(): boolean {
    return this.fatal
  }

  push(piece: string): void {
    const text = this.started ? piece : piece.replace(/^\uFEFF/, '')
    this.started ||= piece !== ''
    for (let at = 0; at < text.length && !this.fatal; at += PIECE) {
      this.tokens.push(text.slice(at, at + PIECE))
      this.read()
      if (this.tokens.waiting > LONGEST_CELL) this.refuse('data-shape', 'data-row-over', { limit: LONGEST_CELL / 2 ** 20, row: this.rows + 1 })
    }
  }

  end(): TableRead {
    this.tokens.finish()
    this.read()
    const whole = this.state === 'nothing' || (this.state === 'line' && this.tokens.waiting === 0)
    if (!this.fatal && !whole) {
      if (this.state === 'table' && this.tokens.waiting === 0) this.refuse('data-missing', 'data-file-empty')
      else this.malformed()
    }
    if (!this.fatal && this.lines !== undefined && this.rows === 1) this.refuse('data-shape', 'data-json-shape', { got: this.lines })
    const { order, rows } = this
    if (this.problems.length === 0 && (order.length === 0 || rows === 0)) this.refuse('data-missing', 'data-file-empty')
    if (this.problems.length > 0) return { errors: this.problems, warnings: [] }
    const table = { rows, columns: order.map(({ builder }) => builder.finish()) }
    const missing = this.options.keys?.missing ?? []
    const reading = {
      ...UNSEPARATED,
      missing,
      missingWords: this.style.usual ? 'usual' : 'listed',
      keys: { ...(this.options.auto ? { format: 'json' as const } : {}), ...missingKeys(this.options.keys), ...datesKey(this.options.keys, table.columns) },
    } as const
    return { table, reading, errors: [], warnings: cellWarnings(table, this.path) }
  }

  private read(): void {
    for (;;) {
      if (this.fatal) return
      const token = this.tokens.next()
      if (token === TOKEN.none) return
      if (!this.take(token)) {
        this.malformed()
        return
      }
    }
  }

  /** Consumes a token; returns whether it is allowed here. */
  private take(token: number): boolean {
    switch (this.state) {
      case 'table':
        if (token === LIST) return this.expect('row-or-end')
        if (token === OPEN) return this.expect('column-or-end')
        return this.rejectShape(token)
      case 'nothing':
        return false
      case 'line':
        return token === OPEN && this.beginRow()

      case 'row-or-end':
      case 'row':
        if (token === OPEN) return this.beginRow()
        if (token === LIST_END && this.state === 'row-or-end') return this.expect('nothing')
        return this.rejectShape(token)
      case 'row-comma':
        return token === COMMA ? this.expect('row') : token === LIST_END && this.expect('nothing')
      case 'key-or-end':
      case 'key':
        if (token === CLOSE && this.state === 'key-or-end') return this.endRow()
        return token === TOKEN.string && this.key()
      case 'key-colon':
        return token === COLON && this.expect('cell')
      case 'cell':
        return this.cell(token, 'cell-comma')
      case 'cell-comma':
        return token === COMMA ? this.expect('key') : token === CLOSE && this.endRow()

      case 'column-or-end':
      case 'column':
        if (token === CLOSE && this.state === 'column-or-end') return this.expect('nothing')
        return token === TOKEN.string && this.column()
      case 'column-colon':
        return token === COLON && this.expect('list')
      case 'list':
        if (token === LIST) return this.expect('item-or-end')
        return this.order.length === 1 && token !== OPEN ? this.firstOfLines(token) : this.rejectShape(token)
      case 'item-or-end':
      case 'item':
        if (token === LIST_END && this.state === 'item-or-end') return this.endColumn()
        return this.cell(token, 'item-comma')
      case 'item-comma':
        return token === COMMA ? this.expect('item') : token === LIST_END && this.endColumn()
      case 'column-comma':
        return token === COMMA ? this.expect('column') : token === CLOSE && this.expect('nothing')
    }
  }

  private expect(state: State): true {
    this.state = state
    return true
  }

  private beginRow(): boolean {
    this.next = 0
    this.filled = 0
    return this.expect('key-or-end')
  }

  private key(): boolean {
    const expected = this.order[this.next]
    let entry = expected && this.tokens.is(expected.raw) ? expected : this.entries.get(this.tokens.words)
    if (!entry) {
      const cells = (this.order.length + 1) * (this.rows + 1)
      if (cells > MAXIMUM_CELLS) return this.tooMany(cells)
      entry = this.add()
      for (; entry.cells < this.rows; entry.cells++) entry.builder.addMissing()
    }
    this.next++
    this.begin(entry, entry.cells > this.rows)
    return this.expect('key-colon')
  }

  /** Handles a first value that is no list: what seemed to be the first column is the first cell of a row. */
  private firstOfLines(token: number): boolean {
    this.lines = token === TOKEN.string ? show(this.tokens.words) : this.tokens.raw
    this.next = 1
    this.filled = 0
    return this.cell(token, 'cell-comma')
  }

  private column(): boolean {
    const known = this.entries.get(this.tokens.words)
    this.begin(known ?? this.add(), known !== undefined)
    return this.expect('column-colon')
  }

  private add(): Entry {
    const name = this.tokens.words
    const entry = { name, raw: this.tokens.raw, builder: new ColumnBuilder(this.named(name), this.style), cells: 0 }
    this.entries.set(name, entry)
    if (this.order.push(entry) > MAXIMUM_COLUMNS) this.refuse('limit-exceeded', 'data-columns-over', { limit: MAXIMUM_COLUMNS, got: this.order.length })
    return entry
  }

  private begin(entry: Entry, twice: boolean): void {
    this.entry = entry
    if (twice) this.report('data-shape', 'json-key-twice', { key: entry.name, ...this.tokens.place() })
  }

  private cell(token: number, then: State): boolean {
    const { tokens, entry } = this
    const { builder } = entry!
    switch (token) {
      case TOKEN.string:
        builder.addText(tokens.words)
        break
      case TOKEN.number:
        this.number(builder)
        break
      case OPEN:
      case LIST:
        this.refuse('data-shape', 'data-json-cell', { column: entry!.name, row: (then === 'cell-comma' ? this.rows : entry!.cells) + 1, got: shown(token) })
        return true
      default:
        if (!this.word(token, builder)) return false
    }
    entry!.cells++
    this.filled++
    if (then === 'item-comma') {
      if (entry!.cells > this.rows) this.rows = entry!.cells
      if (this.filled > MAXIMUM_CELLS) return this.tooMany(this.filled)
    }
    return this.expect(then)
  }

  private number(builder: ColumnBuilder): void {
    const { raw } = this.tokens
    const number = Number(raw)
    // Keep the digits of large integers, which are ids.
    if (Number.isFinite(number)) builder.addNumber(number, Number.isInteger(number) && !Number.isSafeInteger(number) && /^\d+$/.test(raw) ? raw : undefined)
    else this.notFinite(raw, builder)
  }

  private word(token: number, builder: ColumnBuilder): boolean {
    const { tokens } = this
    if (token === TOKEN.word && tokens.is('null')) builder.addMissing()
    else if (token === TOKEN.word && tokens.is('true')) builder.addNumber(1)
    else if (token === TOKEN.word && tokens.is('false')) builder.addNumber(0)
    else {
      const got = token === TOKEN.word || token === TOKEN.wrong ? tokens.notFinite() : undefined
      if (got === undefined) return false
      this.notFinite(got, builder)
    }
    return true
  }

  private notFinite(got: string, builder: ColumnBuilder): void {
    const text = got.length > 24 ? `${got.slice(0, 23)}…` : got
    this.report('not-finite', 'number-not-finite', { ...this.tokens.place(), got: text })
    builder.addMissing()
  }

  private endRow(): boolean {
    this.rows++
    for (const entry of this.filled < this.order.length ? this.order : [])
      if (entry.cells < this.rows) {
        entry.builder.addMissing()
        entry.cells++
      }
    if (this.rows * this.order.length > MAXIMUM_CELLS) return this.tooMany(this.rows * this.order.length)
    return this.expect(this.lines === undefined ? 'row-comma' : 'line')
  }

  private endColumn(): boolean {
    const { name, cells } = this.entry!
    const expected = this.order[0]!.cells
    if (cells !== expected) this.refuse('data-shape', 'data-json-lengths', { column: name, got: cells, expected })
    return this.expect('column-comma')
  }

  /** Reports a value that is no table; returns false if the token starts no value at all. */
  private rejectShape(token: number): boolean {
    const { tokens } = this
    let got: string
    if (token === OPEN || token === LIST) got = shown(token)
    else if (token === TOKEN.string) got = show(tokens.words)
    else if (token === TOKEN.number || (token === TOKEN.word && ['true', 'false', 'null'].includes(tokens.raw))) got = tokens.raw
    else return false
    this.refuse('data-shape', 'data-json-shape', { got })
    return true
  }

  private tooMany(got: number): true {
    this.refuse('limit-exceeded', 'data-over', { limit: MAXIMUM_CELLS, got })
    return true
  }

  private malformed(): void {
    this.refuse('data-shape', 'data-json', this.tokens.place())
  }

  private refuse(code: Problem['code'], key: MessageKey, values: MessageValues = {}): void {
    this.fatal = true
    // The error that ends reading is reported even beyond the limit of problems.
    this.problems.push(this.problemOf(code, key, values))
  }

  private report(code: Problem['code'], key: MessageKey, values: MessageValues): void {
    if (this.problems.length < limits.problems) this.problems.push(this.problemOf(code, key, values))
  }

  private problemOf(code: Problem['code'], key: MessageKey, values: MessageValues): Problem {
    return problem(code, key, { path: this.path, ...values }, { path: '/data/path' })
  }
}

const shown = (token: number): string => (token === OPEN ? '{…}' : '[…]')
