import { problem, type MessageValues, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { limits } from '../document/limits'
import type { TableKeys } from '../document/types'
import { datesKey, missingKeys, missingStyle, type CellStyle } from './column'
import { ColumnBuilder } from './column-builder'
import { footerOf } from './footer'
import { Lines } from './lines'
import { cellWarnings, footerWarning, layoutWarnings, type Layout } from './reading-warnings'
import { recognizeDecimal } from './recognize-decimal'
import { recognizeHeader } from './recognize-header'
import { recognizeSeparator } from './recognize-separator'
import { Records, type RecordFault, type TableRecord } from './records'
import { isComment, isLikeComment, isMarked, isRule, trimmedWidth } from './shape'
import { columnNaming, type ReadOptions, type ReadingWarning, type TableRead, type TableReader } from './table'

/** Reads comma- or tab-separated values and similar text. It keeps the first 2²⁰ UTF-16 units to recognize the layout; after that it keeps only the columns. */
export class DelimitedReader implements TableReader {
  private head = ''
  private headRoom = limits.head
  private started = false
  private records: Records | undefined
  private layout: Layout | undefined
  private names: readonly string[] = []
  private columns: ColumnBuilder[] = []
  private readonly lines = new Lines()
  private count = 0
  /** Lines of empty records since the last row: either the end of the file, or missing values of a single column. */
  private empty: number[] = []
  private ragged: { line: number; got: number; count: number } | undefined
  /** First cell of the header, and where the header is repeated. */
  private firstHeaderCell: string | undefined
  private repeated: { line: number; count: number } | undefined
  /** Comments among the rows. */
  private comments: { line: number; count: number } | undefined
  /** The last records so far, of which as many as the user named are no rows. */
  private last: TableRecord[] = []
  private readonly errors: Problem[] = []

  constructor(
    private readonly path: string,
    private readonly format: 'csv' | 'tsv',
    private readonly options: ReadOptions = {},
  ) {}

  /** Rows so far; before the layout is known, the lines below the first. */
  get rows(): number {
    return this.layout ? this.count : Math.max(0, (this.head.match(/\r\n|\n|\r(?=[^\n])/g)?.length ?? 0) - 1)
  }

  get refused(): boolean {
    return this.errors.length > 0
  }

  push(piece: string): void {
    if (this.refused) return
    const text = this.started ? piece : piece.replace(/^\uFEFF/, '')
    this.started ||= piece !== ''
    for (let at = 0; at < text.length && !this.refused; at += limits.head) this.hold(text.slice(at, at + limits.head))
  }

  end(): TableRead {
    if (!this.refused && !this.records) this.begin(true)
    if (!this.refused && this.records) {
      this.records.finish()
      this.read()
    }
    if (this.refused) return { errors: this.errors, warnings: [] }
    const { layout, columns, path } = this
    if (!layout || columns.length === 0) return this.refuse('data-missing', 'data-file-empty')
    if (this.ragged) {
      const { line, got, count } = this.ragged
      return this.refuse('data-shape', 'data-row-length', { expected: columns.length, got, line, count })
    }
    if (this.count === 0) return this.refuse('data-missing', 'data-file-header-only')
    const { decimal, header } = layout
    const table = { rows: this.count, columns: columns.map((column) => column.finish()), lines: this.lines }
    const missing = this.options.keys?.missing ?? []
    const { footer: given } = this.options.keys ?? {}
    const totals = given === undefined ? footerOf(table) : undefined
    const keys: TableKeys & { format?: 'csv' | 'tsv' } = {
      ...(this.options.auto ? { format: this.format } : {}),
      header: header.header,
      separator: layout.separator,
      decimal: decimal.decimal,
      // If the user denied thousands, store that, so that the doubt does not come back.
      ...(decimal.thousands === null ? (this.options.keys?.thousands === '' ? { thousands: '' } : {}) : { thousands: decimal.thousands }),
      ...missingKeys(this.options.keys),
      ...datesKey(this.options.keys, table.columns),
      ...(given !== undefined || totals ? { footer: given ?? 0 } : {}),
    }
    return {
      table,
      errors: [],
      warnings: [...this.warnings(table, layout, path), ...(totals ? [footerWarning(totals, table, path)] : [])],
      reading: {
        encoding: 'utf-8',
        separator: layout.separator,
        decimal: decimal.decimal,
        thousands: decimal.thousands,
        header: header.header,
        missing,
        missingWords: this.options.keys?.missingWords ?? 'usual',
        footer: given ?? 0,
        keys,
      },
    }
  }

  private warnings(table: Parameters<typeof cellWarnings>[0], layout: Layout, path: string): ReadingWarning[] {
    return [...layoutWarnings(layout, this.names, path, this.records!, { repeated: this.repeated, comments: this.comments }), ...cellWarnings(table, path)]
  }

  /** Keeps the first text until it is long enough to recognize the layout; passes later text to the records. */
  private hold(text: string): void {
    if (this.records) {
      this.records.push(text)
      this.read()
      return
    }
    // Keep the same amount however the text was cut into pieces.
    const room = this.headRoom - this.head.length
    this.head += text.slice(0, room)
    if (this.head.length < this.headRoom) return
    this.begin(false)
    if (room < text.length && !this.refused) this.hold(text.slice(room))
  }

  /** Recognizes the layout and reads what was kept. */
  private begin(complete: boolean): void {
    const {
      head,
      options: { keys = {}, names = [] },
    } = this
    if (head.trim() === '' && complete) return
    const markup = /^\s*<(?:(\?xml\b)|(?:!doctype\s+html|html|head|body|table)\b)/i.exec(head)
    if (markup) return void this.refuse('data-shape', 'data-no-table', { got: markup[1] ? 'XML' : 'HTML' })
    if (LFS_POINTER.test(head)) return void this.refuse('data-shape', 'data-no-table', { got: 'Git LFS' })
    const { shape, others, from } = recognizeSeparator(head, complete, this.format, keys.separator)
    if (shape.fault && shape.records.length === 0) return this.fault(shape.fault)
    if (shape.records.length === 0) {
      // One record that does not end within the kept text: wait for the rest.
      if (!complete) return this.waitForMore(shape.separator)
      return
    }
    const header = recognizeHeader(shape, keys.header, new Set(names))
    if (keys.header !== undefined && keys.header > 0 && header.record === undefined)
      return void this.refuse('data-shape', 'data-header-beyond', { line: keys.header })
    const decimal = recognizeDecimal(
      bodyOf(head, shape.separator, complete, Math.max(from, Math.min(header.body, Number.MAX_SAFE_INTEGER))),
      shape.separator,
      keys,
    )
    this.layout = { separator: shape.separator, header, decimal, shape, others }
    const style: CellStyle = { decimal: decimal.decimal, thousands: decimal.thousands, ...missingStyle(keys) }
    const cells = header.record?.cells ?? Array.from({ length: shape.width }, () => '')
    if (cells.length > limits.columns) return void this.refuse('limit-exceeded', 'data-columns-over', { limit: limits.columns, got: cells.length })
    const named = columnNaming(this.options)
    this.names = cells.map((cell, i) => named(cell.trim() || `column ${i + 1}`))
    this.firstHeaderCell = header.record?.cells[0]?.trim()
    this.columns = this.names.map((name) => new ColumnBuilder(name, style))
    this.records = new Records(shape.separator)
    this.head = ''
    this.records.push(head)
    this.read()
  }

  /** A single record fills the kept text, as after a missing quote: keeps more text before recognizing again. */
  private waitForMore(separator: string): void {
    const cells = this.head.split(separator, limits.columns + 1).length
    if (cells > limits.columns) return void this.refuse('limit-exceeded', 'data-columns-over', { limit: limits.columns, got: cells })
    if (this.head.length >= limits.row) this.refuse('data-shape', 'data-row-over', { limit: limits.row / 2 ** 20, line: 1 })
    this.headRoom *= 2
  }

  private read(): void {
    const { records, layout } = this
    const from = layout!.header.body === Infinity ? layout!.header.header + 1 : layout!.header.body
    for (;;) {
      const next = records!.next()
      if (next === 'wait' || next === 'end') return
      if ('fault' in next) return this.fault(next)
      if (next.line < from) continue
      this.take(next)
      if (this.refused) return
    }
  }

  /** Takes a record, as a row once enough others have followed it. */
  private take(record: TableRecord): void {
    const { footer = 0 } = this.options.keys ?? {}
    if (footer === 0 || isEmpty(record)) return this.row(record)
    this.last.push(record)
    if (this.last.length > footer) this.row(this.last.shift()!)
  }

  private row({ cells, line }: TableRecord): void {
    const { columns } = this
    if (isEmpty({ cells, line })) {
      if (columns.length === 1) this.empty.push(line)
      return
    }
    if (this.isRepeatedHeader(cells, line)) return
    const width = cells.length === columns.length ? cells.length : trimmedWidth(cells, columns.length)
    if (
      isMarked({ cells, line }, this.layout!.separator)
      || (width !== columns.length ? isComment({ cells, line }) : isLikeComment({ cells, line }, this.layout!.shape.kinds[0]))
    ) {
      this.comments = { line: this.comments?.line ?? line, count: (this.comments?.count ?? 0) + 1 }
      return
    }
    for (const emptyLine of this.empty) this.add([''], emptyLine)
    this.empty = []
    if (width !== columns.length) {
      if (this.ragged) this.ragged.count++
      else this.ragged = { line, got: cells.length, count: 1 }
      this.count++
    } else if (!this.ragged) this.add(cells, line)
    if (this.count * columns.length > limits.cells) this.refuse('limit-exceeded', 'data-over', { limit: limits.cells, got: this.count * columns.length })
  }

  /** Returns whether a record repeats the header, as in concatenated files, or is a rule drawn across. */
  private isRepeatedHeader(cells: readonly string[], line: number): boolean {
    const header = this.layout!.header.record?.cells
    if (!header || cells[0]!.trim() !== this.firstHeaderCell) return cells.length === 1 && this.columns.length > 1 && isRule({ cells, line })
    if (
      cells.length !== header.length
      || !(this.columns.length > 1 || this.layout!.shape.kinds[0] === 'number')
      || !cells.every((cell, i) => cell.trim() === header[i]!.trim())
    )
      return false
    this.repeated = { line: this.repeated?.line ?? line, count: (this.repeated?.count ?? 0) + 1 }
    return true
  }

  private add(cells: readonly string[], line: number): void {
    const { columns } = this
    for (let i = 0; i < columns.length; i++) columns[i]!.addText(cells[i]!)
    this.lines.add(this.count++, line)
  }

  private fault({ fault, line, got }: RecordFault): void {
    if (fault === 'cells') this.refuse('limit-exceeded', 'data-columns-over', { limit: limits.columns, got })
    else if (fault === 'quotes') this.refuse('data-shape', 'data-quotes', { line })
    else this.refuse('data-shape', 'data-row-over', { limit: limits.row / 2 ** 20, line })
  }

  private refuse(code: Problem['code'], key: MessageKey, values: MessageValues = {}): TableRead {
    this.errors.push(problem(code, key, { path: this.path, ...values }, { path: '/data/path' }))
    return { errors: this.errors, warnings: [] }
  }
}

/** The text that Git keeps in place of a large file. */
const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//

/** Ctrl+Z, with which programs of DOS end a file. */
const END_MARK = '\u001a'
const isEmpty = ({ cells }: TableRecord): boolean => cells.length === 1 && (cells[0]!.trim() === '' || cells[0] === END_MARK)

/** Yields the records of the kept text from the first row on. */
function* bodyOf(text: string, separator: string, complete: boolean, from: number): Generator<TableRecord, void, void> {
  const records = new Records(separator)
  records.push(text)
  if (complete) records.finish()
  for (;;) {
    const next = records.next()
    if (next === 'wait' || next === 'end' || 'fault' in next) return
    if (next.line >= from) yield next
  }
}
