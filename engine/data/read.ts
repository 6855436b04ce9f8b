import { problem } from '../base/problem'
import { limits } from '../document/limits'
import { DelimitedReader } from './delimited'
import { Gatherer, positions } from './gather'
import { JsonReader } from './json-table'
import { recognizeSeparator } from './recognize-separator'
import { isTyped } from './shape'
import { MAXIMUM_CELLS, UNSEPARATED, type ReadOptions, type TableRead, type TableReader, type TableReading } from './table'

export type TableFormat = 'csv' | 'tsv' | 'json' | 'text'

/** Returns the format that a file's name implies; csv if it implies none. */
export function formatOf(path: string): TableFormat {
  const extension = /\.([^./]*)$/.exec(path)?.[1]?.toLowerCase()
  if (extension === 'tsv' || extension === 'tab') return 'tsv'
  if (extension === 'json' || extension === 'jsonl' || extension === 'ndjson') return 'json'
  return extension === 'txt' ? 'text' : 'csv'
}

/** Returns a reader for a file. Without a format, a `.txt` is read as a table if it looks like one, and a `.csv` may hold JSON. */
export function tableReader(path: string, format?: TableFormat, options: ReadOptions = {}): TableReader {
  const known = format ?? formatOf(path)
  if (known === 'json') return new JsonReader(path, options)
  if (known === 'text') return format === undefined ? new RecognizingReader(textOrTable(path, options)) : new TextReader(path, { format })
  return format === undefined ? new RecognizingReader(cellsOrJson(path, known, options)) : new DelimitedReader(path, known, options)
}

/** Reads the table in a text; reports its problems. */
export function readTable(text: string, format: TableFormat | undefined, path: string, options: ReadOptions = {}): TableRead {
  const reader = tableReader(path, format, options)
  reader.push(text)
  return reader.end()
}

/** Chooses a reader by the start of a text; undefined if it needs more text. */
type Choose = (head: string, complete: boolean) => TableReader | undefined

/** Reads a text whose format depends on its content. */
class RecognizingReader implements TableReader {
  private head = ''
  private reader: TableReader | undefined

  constructor(private readonly choose: Choose) {}

  get rows(): number {
    return this.reader?.rows ?? 0
  }

  get refused(): boolean {
    return this.reader?.refused ?? false
  }

  push(piece: string): void {
    if (this.reader) return this.reader.push(piece)
    this.head += piece
    this.decide(false)
  }

  end(): TableRead {
    if (!this.reader) this.decide(true)
    return this.reader!.end()
  }

  private decide(complete: boolean): void {
    const { head } = this
    this.reader = this.choose(head, complete)
    if (!this.reader) return
    this.head = ''
    this.reader.push(head)
  }
}

/** For `.txt`: a table if its lines are rows of numbers, else one row per character. */
const textOrTable =
  (path: string, options: ReadOptions): Choose =>
  (head, complete) => {
    if (!complete && head.length < limits.head) return undefined
    const asked = options.keys?.header !== undefined || options.keys?.separator !== undefined
    const isTable = asked || (!options.names?.includes('char') && looksLikeTable(head.replace(/^\uFEFF/, ''), complete))
    return isTable ? new DelimitedReader(path, 'csv', { ...options, auto: true }) : new TextReader(path, {})
  }

/** The start of JSON that could be a table: an object with a first key, or a list of such. No cell of RFC 4180 starts like this. */
const JSON_BEGINS = /^\s*(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:/
/** Characters used to recognize it. */
const JSON_HEAD = 4096

/** For `.csv` and `.tsv`, which may hold JSON all the same. */
const cellsOrJson =
  (path: string, format: 'csv' | 'tsv', options: ReadOptions): Choose =>
  (head, complete) => {
    const text = head.replace(/^\uFEFF/, '').slice(0, JSON_HEAD)
    if (JSON_BEGINS.test(text)) return new JsonReader(path, { ...options, auto: true })
    return complete || text.length === JSON_HEAD || /^\s*[^\s[{]/.test(text) ? new DelimitedReader(path, format, options) : undefined
  }

/** Returns whether most lines of a text have the same number of cells, and most cells are numbers. */
function looksLikeTable(text: string, complete: boolean): boolean {
  const { shape, uneven } = recognizeSeparator(text.slice(0, limits.head), complete, 'text', undefined)
  const typed = shape.kinds.filter(isTyped).length
  // Rows of numbers that differ in length are refused with their line, instead of being read letter by letter.
  return shape.records.length > 1 && (shape.steady >= 0.8 || uneven === true) && shape.clean >= 0.8 && 2 * typed >= shape.kinds.length
}

/** Reads one row per character (Unicode code point), in the column `char`. */
class TextReader implements TableReader {
  rows = 0
  private readonly codes = new Gatherer(positions)
  private started = false
  private rest = ''
  private readonly positions = new Map<string, number>()

  /** @param keys The settings of a document for reading its file. */
  constructor(
    private readonly path: string,
    private readonly keys: TableReading['keys'],
  ) {}

  get refused(): boolean {
    return this.rows > MAXIMUM_CELLS
  }

  push(piece: string): void {
    let text = this.rest + (this.started ? piece : piece.replace(/^\uFEFF/, ''))
    this.started ||= piece !== ''
    // Keep a high surrogate at the end until its other half arrives.
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
      warnings: [],
    })
    if (rows === 0) return refuse('data-missing', 'data-file-empty', {})
    if (rows > MAXIMUM_CELLS) return refuse('limit-exceeded', 'data-over', { limit: MAXIMUM_CELLS, got: rows })
    const texts = [...this.positions.keys()]
    const column = {
      name: 'char',
      kind: 'text',
      numbers: new Float64Array(0),
      codes: this.codes.take(),
      texts,
      missing: 0,
      blanks: 0,
      strays: 0,
      firstText: { row: 0, text: texts[0]! },
      firstNotFinite: undefined,
      ids: false,
      notes: {},
    } as const
    const reading = { ...UNSEPARATED, missing: [], missingWords: 'usual', keys: this.keys } as const
    return { table: { rows, columns: [column] }, reading, errors: [], warnings: [] }
  }

  private add(char: string): void {
    if (this.rows++ >= MAXIMUM_CELLS) return
    let code = this.positions.get(char)
    if (code === undefined) this.positions.set(char, (code = this.positions.size))
    this.codes.push(code)
  }
}
