import { isoTime } from '../data/calendar'
import type { CellStyle } from '../data/column'
import { Records } from '../data/records'
import { isComment, trimmedWidth } from '../data/shape'
import { problem, type MessageValues, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { cellNumber } from './cells'
import { Clock, timeIn } from './clock'
import { usesColumn, type StreamColumn, type StreamColumns, type StreamSignal } from './columns'
import type { Line } from './lines'
import type { TimesState } from './state'

/** A row, encoded for the network. */
export interface StreamRow {
  readonly line: number
  /** By signal, in the order of the columns of the stream. */
  readonly values: readonly Float64Array[]
  /** Whether the row has a value for the signal; inputs always have one. */
  readonly present: readonly boolean[]
  /** The sequence to which it belongs; undefined without such a column. */
  readonly sequence: string | undefined
  /** Milliseconds since 1970-01-01; NaN without a column of dates. */
  readonly time: number
}

/** A notice about a row: it is malformed and was skipped, or its time is unusual. */
interface RowNotice {
  readonly line: number
  readonly kind: 'broken' | 'gap' | 'late'
  readonly problem: Problem
}

/** The content of a line. */
export interface LineRead {
  readonly row?: StreamRow
  readonly notice?: RowNotice
  /** A problem because of which the stream cannot be read at all. */
  readonly refused?: Problem
}

export interface RowOptions {
  /** The sign between cells; recognized from the header by default. */
  readonly separator?: string | undefined
  readonly style: CellStyle
  /** Whether columns of targets are required. */
  readonly targets: boolean
  /** Outputs whose targets are probabilities. */
  readonly probabilities: ReadonlySet<string>
}

const SEPARATORS = [',', '\t', ';', '|', ' ']
const NOTHING: LineRead = {}

type Cell = string | number | undefined

/** Thrown for a row that cannot be used. */
class Broken extends Error {
  constructor(
    readonly key: MessageKey,
    readonly values: MessageValues,
  ) {
    super(key)
  }
}

/**
 * Reads rows line by line: a header and rows of cells, or a JSON object per line. Reports a broken row and skips it, so
 * that the following row is the next step.
 */
export class RowReader {
  private header: readonly string[] | undefined
  private separator: string | undefined
  private json: boolean | undefined
  /** Column with the times of rows, found in the first row; '' if there is none. */
  private timeColumn: string | undefined
  private readonly clock = new Clock()
  /** By column used, its position in the header. */
  private readonly positions = new Map<string, number>()

  constructor(
    private readonly columns: StreamColumns,
    private readonly options: RowOptions,
  ) {
    this.separator = options.separator
  }

  /** Starts a new text with its own header, as after a file was rotated. */
  restart(): void {
    this.header = undefined
    this.json = undefined
    this.separator = this.options.separator
    this.positions.clear()
  }

  /** Returns the column of times and the times so far, for `resume`. */
  state(): TimesState {
    return { column: this.timeColumn ?? null, ...this.clock.state() }
  }

  resume({ column, ...times }: TimesState): void {
    this.timeColumn = column ?? undefined
    this.clock.resume(times)
  }

  /** Returns whether a line is the header, or comes before it. */
  heads({ text }: Line): boolean {
    return (
      !this.header
      && this.json !== true
      && text
        ?.replace(/^\uFEFF/, '')
        .trimStart()
        .startsWith('{') !== true
    )
  }

  read({ text, number: line }: Line): LineRead {
    if (text === undefined) return this.broken(line, 'stream-row-long', {})
    const plain = line === 1 ? text.replace(/^\uFEFF/, '') : text
    if (plain.trim() === '') return NOTHING
    this.json ??= plain.trimStart().startsWith('{')
    try {
      if (this.json) return this.object(plain, line)
      if (!this.header) return this.begin(plain)
      return this.cells(plain, line)
    } catch (error) {
      if (error instanceof Broken) return this.broken(line, error.key, error.values)
      throw error
    }
  }

  private broken(line: number, key: MessageKey, values: MessageValues): LineRead {
    return { notice: { line, kind: 'broken', problem: problem('data-shape', key, { line, ...values }) } }
  }

  /** Reads the header, and recognizes the separator. */
  private begin(text: string): LineRead {
    const needed = this.needed()
    const lacking = (names: readonly string[]): string[] => needed.filter((name) => !names.includes(name))
    const candidates = (this.separator === undefined ? SEPARATORS : [this.separator]).map((separator) => ({ separator, names: namesIn(text, separator) }))
    const best = candidates.reduce((a, b) => (lacking(b.names).length < lacking(a.names).length ? b : a))
    const missing = lacking(best.names)
    const place = { columns: best.names.slice(0, 30).join(', ') }
    if (missing.length > 0) return { refused: problem('column-unknown', 'stream-columns', { missing: missing.join(', '), ...place }) }
    const twice = [...needed, ...this.wanted()].find((name) => best.names.indexOf(name) !== best.names.lastIndexOf(name))
    if (twice !== undefined) return { refused: problem('data-shape', 'stream-column-twice', { column: twice, ...place }) }
    this.separator = best.separator
    this.header = best.names
    best.names.forEach((name, at) => this.positions.set(name, at))
    return NOTHING
  }

  private needed(): string[] {
    const { targets } = this.options
    const { signals, sequenceColumn, sequenceNeeded } = this.columns
    const used = signals.flatMap(({ output, columns }) => (output && !targets ? [] : columns.map(({ name }) => name)))
    return [...new Set(sequenceNeeded ? [...used, sequenceColumn!] : used)]
  }

  private wanted(): string[] {
    const { signals, sequenceColumn } = this.columns
    return [...signals.flatMap(({ columns }) => columns.map(({ name }) => name)), ...(sequenceColumn === undefined ? [] : [sequenceColumn])]
  }

  private cells(text: string, line: number): LineRead {
    const { length } = this.header!
    const record = recordIn(text, this.separator!)
    const got = record ? trimmedWidth(record, length) : 0
    if (record && got !== length && isComment({ cells: record, line })) return NOTHING
    if (!record || got !== length) return this.broken(line, record ? 'stream-row-cells' : 'stream-row-quotes', { expected: length, got })
    return this.row(
      line,
      (name) => {
        const at = this.positions.get(name)
        return at === undefined ? undefined : record[at]
      },
      this.header!,
    )
  }

  private object(text: string, line: number): LineRead {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      value = undefined
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.broken(line, 'stream-row-json', {})
    const cells = value as Readonly<Record<string, unknown>>
    return this.row(
      line,
      (name) => {
        const cell = Object.hasOwn(cells, name) ? cells[name] : undefined
        return typeof cell === 'string' || typeof cell === 'number' ? cell : typeof cell === 'boolean' ? String(cell) : undefined
      },
      Object.keys(cells),
    )
  }

  private row(line: number, cell: (name: string) => Cell, names: readonly string[]): LineRead {
    const { signals, sequenceColumn, sequenceNeeded } = this.columns
    const present: boolean[] = []
    const values = signals.map((signal) => {
      const into = new Float64Array(signal.width)
      present.push(this.fill(signal, into, cell))
      return into
    })
    const sequence = sequenceColumn === undefined ? undefined : cell(sequenceColumn)
    if (sequenceNeeded && String(sequence ?? '').trim() === '') throw new Broken('stream-row-missing', { column: sequenceColumn! })
    const time = this.time(cell, names)
    const lapse = this.clock.tick(time)
    return {
      row: { line, values, present, sequence: sequence === undefined ? undefined : String(sequence).trim(), time },
      ...(lapse
        ? {
            notice: {
              line,
              kind: lapse.kind,
              problem: problem('data-shape', `stream-${lapse.kind}`, { line, from: isoTime(lapse.from), to: isoTime(lapse.to) }),
            },
          }
        : {}),
    }
  }

  /** Writes the values of a signal; returns whether there are any. */
  private fill({ id, output, columns }: StreamSignal, into: Float64Array, cell: (name: string) => Cell): boolean {
    let at = 0
    let missing = 0
    let first = ''
    for (const column of columns) {
      const got = cell(column.name)
      const gap = this.write(column, got, into, at)
      if (gap && missing++ === 0) first = column.name
      at += 'categories' in column ? column.categories.texts.length : 1
    }
    if (missing > 0 && (!output || missing < columns.length)) throw new Broken('stream-row-missing', { column: first })
    if (missing === 0 && this.options.probabilities.has(id)) {
      const outside = into.find((value) => !(value >= 0 && value <= 1))
      if (outside !== undefined) throw new Broken('stream-row-probability', { node: id, got: outside })
    }
    return missing === 0
  }

  /** Writes one cell; returns whether it is missing. */
  private write(column: StreamColumn, got: Cell, into: Float64Array, at: number): boolean {
    const { style } = this.options
    const refuse = (key: MessageKey): never => {
      throw new Broken(key, { column: column.name, got: JSON.stringify(String(got).slice(0, 64)) })
    }
    if (got === undefined) return true
    if ('categories' in column) {
      const code = column.categories.of(String(got), style) ?? refuse('stream-row-category')
      if (code >= 0) into[at + code] = 1
      return code < 0
    }
    const number = typeof got === 'number' ? got : (cellNumber(got, style) ?? refuse('stream-row-number'))
    if (Number.isNaN(number)) return true
    const { shift, scale } = column.scaling
    into[at] = (number - shift) / scale
    return Number.isFinite(into[at]) ? false : refuse('stream-row-number')
  }

  /** Returns the time of a row, from the first column of dates that the network does not use. */
  private time(cell: (name: string) => Cell, names: readonly string[]): number {
    const timeOf = (name: string): number => {
      const text = cell(name)
      return typeof text === 'string' ? timeIn(text) : NaN
    }
    const { signals, sequenceColumn } = this.columns
    this.timeColumn ??= names.find((name) => name !== sequenceColumn && !usesColumn(signals, name) && !Number.isNaN(timeOf(name))) ?? ''
    return this.timeColumn === '' ? NaN : timeOf(this.timeColumn)
  }
}

/** Returns the names in a header. */
const namesIn = (text: string, separator: string): string[] => (recordIn(text, separator) ?? [text]).map((name) => name.trim().normalize())

/** Returns the cells of a line; undefined if it has an unclosed quote. */
function recordIn(text: string, separator: string): readonly string[] | undefined {
  const reader = new Records(separator)
  reader.push(text)
  reader.finish()
  const found = reader.next()
  return typeof found === 'string' || 'fault' in found ? undefined : found.cells
}
