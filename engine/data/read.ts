import { problem } from '../base/problem'
import { CsvReader } from './csv'
import { Gatherer, positions } from './gather'
import { JsonReader } from './json-table'
import { MAXIMUM_CELLS, type TableRead, type TableReader } from './table'

export type TableFormat = 'csv' | 'tsv' | 'json' | 'text'

/** The format that a file's name tells: csv where it tells none. */
export function formatOf(path: string): TableFormat {
  const extension = /\.([^./]*)$/.exec(path)?.[1]?.toLowerCase()
  if (extension === 'tsv' || extension === 'tab') return 'tsv'
  if (extension === 'json') return 'json'
  return extension === 'txt' ? 'text' : 'csv'
}

/** A reader that takes the file of this name piece by piece. */
export function tableReader(path: string, format: TableFormat = formatOf(path)): TableReader {
  if (format === 'json') return new JsonReader(path)
  if (format === 'text') return new TextReader(path)
  return new CsvReader(path, format)
}

/** The table in a text: columns of numbers and of text, or what is wrong with it. */
export function readTable(text: string, format: TableFormat, path: string): TableRead {
  const reader = tableReader(path, format)
  reader.push(text)
  return reader.end()
}

/** One row a character (Unicode code point), in the column `char`. */
class TextReader implements TableReader {
  rows = 0
  private readonly codes = new Gatherer(positions)
  private started = false
  private rest = ''
  private readonly positions = new Map<string, number>()

  constructor(private readonly path: string) {}

  get refused(): boolean {
    return this.rows > MAXIMUM_CELLS
  }

  push(piece: string): void {
    let text = this.rest + (this.started ? piece : piece.replace(/^\uFEFF/, ''))
    this.started ||= piece !== ''
    // Half a character at the end waits for the other half.
    const last = text.charCodeAt(text.length - 1)
    this.rest = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : ''
    if (this.rest !== '') text = text.slice(0, -1)
    for (const char of text) this.add(char)
  }

  end(): TableRead {
    if (this.rest !== '') this.add(this.rest)
    const { rows, path } = this
    const refuse = (...[code, key, values]: [Parameters<typeof problem>[0], Parameters<typeof problem>[1], object]): TableRead => ({
      errors: [problem(code, key, { path, ...values }, { path: '/data/path' })],
    })
    if (rows === 0) return refuse('data-missing', 'data-file-empty', {})
    if (rows > MAXIMUM_CELLS) return refuse('limit-exceeded', 'data-over', { limit: MAXIMUM_CELLS, got: rows })
    const texts = [...this.positions.keys()]
    const column = {
      name: 'char', kind: 'text', numbers: new Float64Array(0), codes: this.codes.take(), texts, missing: 0,
      firstText: { row: 0, text: texts[0]! }, firstNotFinite: undefined,
    } as const
    return { table: { rows, columns: [column] }, errors: [] }
  }

  private add(char: string): void {
    if (this.rows++ >= MAXIMUM_CELLS) return
    let code = this.positions.get(char)
    if (code === undefined) this.positions.set(char, (code = this.positions.size))
    this.codes.push(code)
  }
}
