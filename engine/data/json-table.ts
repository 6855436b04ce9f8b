import { problem, type MessageValues, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { show } from '../document/check'
import { scanJson } from '../document/json'
import { isObject } from '../document/pointer'
import { ColumnBuilder } from './column'
import { MAXIMUM_CELLS, type TableRead, type TableReader } from './table'

/** A list of objects, one a row, or an object of lists, one a column. */
export class JsonReader implements TableReader {
  readonly rows = 0
  readonly refused = false
  private readonly pieces: string[] = []

  constructor(private readonly path: string) {}

  push(piece: string): void {
    this.pieces.push(piece)
  }

  end(): TableRead {
    const text = this.pieces.join('').replace(/^\uFEFF/, '')
    if (text.trim() === '') return this.refuse('data-missing', 'data-file-empty')
    const malformed = scanJson(text)
    if (malformed.length > 0) return { errors: malformed.map((p) => this.located(p)) }
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return this.fromRows(value)
    if (isObject(value)) return this.fromColumns(value)
    return this.refuse('data-shape', 'data-json-shape', { got: show(value) })
  }

  private fromRows(rows: readonly unknown[]): TableRead {
    const builders = new Map<string, ColumnBuilder>()
    if (rows.length === 0) return this.refuse('data-missing', 'data-file-empty')
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r]
      if (!isObject(row)) return this.refuse('data-shape', 'data-json-shape', { got: show(row) })
      for (const [name, cell] of Object.entries(row)) {
        let builder = builders.get(name)
        if (!builder) {
          builder = new ColumnBuilder(name)
          builders.set(name, builder)
          if (builders.size * rows.length > MAXIMUM_CELLS)
            return this.refuse('limit-exceeded', 'data-over', { limit: MAXIMUM_CELLS, got: builders.size * rows.length })
          for (let i = 0; i < r; i++) builder.addMissing()
        }
        if (!addCell(builder, cell)) return this.refuse('data-shape', 'data-json-cell', { column: name, row: r + 1, got: show(cell) })
      }
      for (const [name, builder] of builders) if (!Object.hasOwn(row, name)) builder.addMissing()
    }
    return this.table([...builders.values()], rows.length)
  }

  private fromColumns(columns: Record<string, unknown>): TableRead {
    const builders: ColumnBuilder[] = []
    let length: number | undefined
    for (const [name, cells] of Object.entries(columns)) {
      if (!Array.isArray(cells)) return this.refuse('data-shape', 'data-json-shape', { got: show(cells) })
      length ??= cells.length
      if (cells.length !== length)
        return this.refuse('data-shape', 'data-json-lengths', { column: name, got: cells.length, expected: length })
      const builder = new ColumnBuilder(name)
      builders.push(builder)
      for (let r = 0; r < cells.length; r++)
        if (!addCell(builder, cells[r])) return this.refuse('data-shape', 'data-json-cell', { column: name, row: r + 1, got: show(cells[r]) })
    }
    return this.table(builders, length ?? 0)
  }

  private table(builders: readonly ColumnBuilder[], rows: number): TableRead {
    if (builders.length === 0 || rows === 0) return this.refuse('data-missing', 'data-file-empty')
    return { table: { rows, columns: builders.map((builder) => builder.finish()) }, errors: [] }
  }

  /** A problem of the JSON text, told of the data file and not of the document. */
  private located(p: Problem): Problem {
    const values = { ...p.values, path: this.path }
    const key = p.key === 'json-invalid' || p.key === 'json-ended' ? 'data-json' : p.key
    const code = p.code === 'document-invalid' ? 'data-shape' : p.code
    return problem(code, key, { got: '""', ...values }, { path: '/data/path' })
  }

  private refuse(code: Problem['code'], key: MessageKey, values: MessageValues = {}): TableRead {
    return { errors: [problem(code, key, { path: this.path, ...values }, { path: '/data/path' })] }
  }
}

function addCell(builder: ColumnBuilder, cell: unknown): boolean {
  if (typeof cell === 'number') builder.addNumber(cell)
  else if (typeof cell === 'string') builder.addText(cell)
  else if (typeof cell === 'boolean') builder.addNumber(cell ? 1 : 0)
  else if (cell === null) builder.addMissing()
  else return false
  return true
}
