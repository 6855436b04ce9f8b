import { largest } from '../base/lists'
import Papa from 'papaparse'
import { problem, type MessageValues, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { limits } from '../document/limits'
import { ColumnBuilder } from './column'
import { MAXIMUM_CELLS, MAXIMUM_COLUMNS, type TableRead, type TableReader } from './table'

/** Text that is parsed at once; a whole string is cut up too, so that its rows are not all held. */
const PIECE = 2 ** 20
/** A row longer than this has lost a quote. */
const LONGEST_ROW = limits.row

/** What may separate cells; of equally many in the header the first is meant. */
const DELIMITERS = [',', ';', '\t', '|']

/** Comma- or tab-separated values (RFC 4180); the header tells whether semicolons, tabs or bars separate those of a `csv`. */
export class CsvReader implements TableReader {
  rows = 0
  private parser: InstanceType<typeof Papa.Parser> | undefined
  private rest = ''
  private started = false
  private decimal: '.' | ',' = '.'
  private columns: ColumnBuilder[] | undefined
  /** Empty lines met since the last row: the end of the file, or missing values of a table of one column. */
  private emptyLines = 0
  private ragged: { row: number; got: number; count: number } | undefined
  private readonly errors: Problem[] = []

  constructor(private readonly path: string, private readonly format: 'csv' | 'tsv') {}

  get refused(): boolean {
    return this.errors.length > 0
  }

  push(piece: string): void {
    if (this.errors.length > 0) return
    const text = this.started ? piece : piece.replace(/^\uFEFF/, '')
    this.started ||= piece !== ''
    for (let at = 0; at < text.length && this.errors.length === 0; at += PIECE) {
      this.rest += text.slice(at, at + PIECE)
      this.parse(false)
    }
  }

  end(): TableRead {
    if (this.errors.length === 0) this.parse(true)
    if (this.errors.length > 0) return { errors: this.errors }
    if (!this.columns) return this.refuse('data-missing', 'data-file-empty', {})
    if (this.ragged) {
      const { row, got, count } = this.ragged
      return this.refuse('data-shape', 'data-row-length', { expected: this.columns.length, got, row: row + 1, count })
    }
    if (this.rows === 0) return this.refuse('data-missing', 'data-file-header-only', {})
    return { table: { rows: this.rows, columns: this.columns.map((column) => column.finish()) }, errors: [] }
  }

  private parse(last: boolean): void {
    if (!this.parser) {
      // The first line decides; wait for its end.
      const line = /[\n\r]/.exec(this.rest)
      if (!line && !last) return
      if (line?.[0] === '\r' && line.index === this.rest.length - 1 && !last) return
      const header = line ? this.rest.slice(0, line.index) : this.rest
      const delimiter = this.format === 'tsv' ? '\t' : delimiterOf(header)
      // Where the comma is the decimal sign, spreadsheets separate by semicolons.
      if (delimiter === ';') this.decimal = ','
      // A carriage return before the line feed is taken off the last cell: files mix both.
      const newline = line?.[0] === '\r' && this.rest[line.index + 1] !== '\n' ? '\r' : '\n'
      this.parser = new Papa.Parser({ delimiter, newline })
    }
    if (this.rest === '') return
    const { data, errors, meta } = this.parser.parse(this.rest, 0, !last)
    const [stray] = errors
    if (stray) {
      this.refuse('data-shape', 'data-quotes', { row: this.rows + this.emptyLines + stray.row + (this.columns ? 1 : 0) })
      return
    }
    this.rest = last ? '' : this.rest.slice(meta.cursor)
    for (const row of data) {
      this.row(row)
      if (this.errors.length > 0) return
    }
    if (this.rest.length > LONGEST_ROW)
      this.refuse('data-shape', 'data-row-over', { limit: LONGEST_ROW / 2 ** 20, row: this.rows + 1 })
  }

  private row(cells: string[]): void {
    const end = cells.length - 1
    if (cells[end]!.endsWith('\r')) cells[end] = cells[end]!.slice(0, -1)
    const empty = cells.length === 1 && cells[0]!.trim() === ''
    if (!this.columns) {
      if (cells.length > MAXIMUM_COLUMNS) this.refuse('limit-exceeded', 'data-columns-over', { limit: MAXIMUM_COLUMNS, got: cells.length })
      else if (!empty) this.columns = cells.map((name) => new ColumnBuilder(name.trim(), this.decimal))
      return
    }
    if (empty) {
      this.emptyLines++
      return
    }
    const { columns } = this
    if (columns.length === 1) for (; this.emptyLines > 0; this.emptyLines--) this.add([''])
    this.emptyLines = 0
    if (cells.length !== columns.length) {
      if (this.ragged) this.ragged.count++
      else this.ragged = { row: this.rows, got: cells.length, count: 1 }
      this.rows++
    } else if (!this.ragged) this.add(cells)
    if (this.rows * columns.length > MAXIMUM_CELLS)
      this.refuse('limit-exceeded', 'data-over', { limit: MAXIMUM_CELLS, got: this.rows * columns.length })
  }

  private add(cells: readonly string[]): void {
    const { columns } = this
    for (let i = 0; i < columns!.length; i++) columns![i]!.addText(cells[i]!)
    this.rows++
  }

  private refuse(code: Problem['code'], key: MessageKey, values: MessageValues): TableRead {
    this.errors.push(problem(code, key, { path: this.path, ...values }, { path: '/data/path' }))
    return { errors: this.errors }
  }
}

/** The delimiter that a header has most of, those inside quotes left out. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length)
  return DELIMITERS[counts.indexOf(largest(counts))]!
}
