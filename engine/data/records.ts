import { limits } from '../document/limits'

/** One record of a table: its cells, and the line, as an editor counts it, on which it begins. */
export interface TableRecord {
  readonly cells: readonly string[]
  readonly line: number
}

/** What no record can be made of: a quote that does not end, more cells or a longer record than there may be. */
export interface RecordFault {
  readonly fault: 'quotes' | 'cells' | 'length'
  readonly line: number
  /** Cells that were counted. */
  readonly got: number
}

const QUOTE = 0x22
const [LF, CR, BLANK, TAB] = [0x0a, 0x0d, 0x20, 0x09] as const

/** `wait`: the record may go on in text that has not come yet. */
type Next = TableRecord | RecordFault | 'wait' | 'end'

/**
 * Cuts text, as it comes, into records (RFC 4180, and what spreadsheets make of what is not quite that): lines end with
 * LF, CRLF or CR; blanks before an opening quote and after a closing one are no part of the cell; in tab-separated
 * text, a quote that begins a cell and is not closed is a quote.
 */
export class Records {
  /** The line on which the next record begins. */
  line = 1
  /** Line of the first quote that was taken for a character, and of the first quoted cell that holds line end and separator. */
  literalQuote: number | undefined
  swallowing: number | undefined
  private text = ''
  private at = 0
  private complete = false
  /** Where the next of these stands at or behind `at`; −1 where it is not known, Infinity where there is none. */
  private readonly marks = { '\n': -1, '\r': -1, '"': -1 }
  private readonly mark: number
  private readonly lenient: boolean

  constructor(private readonly separator: string) {
    this.mark = separator.charCodeAt(0)
    this.lenient = separator === '\t'
  }

  push(text: string): void {
    this.text = this.at === 0 ? this.text + text : this.text.slice(this.at) + text
    this.at = 0
    this.marks['\n'] = this.marks['\r'] = this.marks['"'] = -1
  }

  /** No more text will come. */
  finish(): void {
    this.complete = true
  }

  next(): Next {
    if (this.at >= this.text.length) return this.complete ? 'end' : 'wait'
    const end = this.lineEnd()
    const quote = this.find('"')
    if (quote < (end ?? this.text.length)) return this.separator === ' ' ? this.spaced(end) : this.quoted()
    if (end === undefined) {
      if (!this.complete) return this.tooLong(this.text.length - this.at) ?? 'wait'
      return this.take(this.text.slice(this.at), this.text.length)
    }
    const after = this.after(end)
    if (after === undefined) return 'wait'
    return this.take(this.text.slice(this.at, end), after)
  }

  private take(text: string, after: number): Next {
    const { line } = this
    this.at = after
    this.line++
    if (this.separator === ' ') {
      const trimmed = text.trim()
      return this.bounded(trimmed, line, /[ \t]+/)
    }
    return this.bounded(text, line, this.separator)
  }

  private bounded(text: string, line: number, separator: string | RegExp): Next {
    // Counted before a list is made: there could be as many cells as characters.
    if (text.length > limits.columns) {
      let count = 1
      for (let at = text.indexOf(this.separator); at >= 0; at = text.indexOf(this.separator, at + 1)) count++
      if (count > limits.columns && this.separator !== ' ') return { fault: 'cells', line, got: count }
      if (this.tooLong(text.length)) return { fault: 'length', line, got: 0 }
    }
    const cells = text.split(separator)
    return cells.length > limits.columns ? { fault: 'cells', line, got: cells.length } : { cells, line }
  }

  private tooLong(length: number): RecordFault | undefined {
    return length > limits.row ? { fault: 'length', line: this.line, got: 0 } : undefined
  }

  /** Where the line ends; undefined where its end has not come yet. */
  private lineEnd(): number | undefined {
    const end = Math.min(this.find('\n'), this.find('\r'))
    return end === Infinity ? undefined : end
  }

  private find(char: '\n' | '\r' | '"'): number {
    const { marks } = this
    if (marks[char] < this.at) {
      const found = this.text.indexOf(char, this.at)
      marks[char] = found < 0 ? Infinity : found
    }
    return marks[char]
  }

  /** Behind a line's end; undefined where a carriage return may yet be followed by its line feed. */
  private after(end: number): number | undefined {
    if (this.text.charCodeAt(end) === LF) return end + 1
    if (end + 1 === this.text.length && !this.complete) return undefined
    return this.text.charCodeAt(end + 1) === LF ? end + 2 : end + 1
  }

  /** A record with quotes between blanks: a quoted cell ends on its line. */
  private spaced(end: number | undefined): Next {
    if (end === undefined && !this.complete) return this.tooLong(this.text.length - this.at) ?? 'wait'
    const stop = end ?? this.text.length
    const after = end === undefined ? stop : this.after(end)
    if (after === undefined) return 'wait'
    const found = this.text.slice(this.at, stop).match(/"[^"]*"|[^ \t]+/g) ?? ['']
    const { line } = this
    if (found.length > limits.columns) return { fault: 'cells', line, got: found.length }
    this.at = after
    this.line++
    return { cells: found.map((cell) => (cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1) : cell)), line }
  }

  /** A record with quotes, cell by cell. */
  private quoted(): Next {
    const { text, line } = this
    const cells: string[] = []
    let lines = 1
    let at = this.at
    for (;;) {
      if (cells.length >= limits.columns) return { fault: 'cells', line, got: cells.length + 1 }
      if (at - this.at > limits.row) return { fault: 'length', line, got: 0 }
      const open = this.skipBlanks(at)
      let end: number | undefined
      if (text.charCodeAt(open) === QUOTE) {
        const cell = this.quotedCell(open, line + lines - 1)
        if (cell === 'wait') return this.tooLong(text.length - this.at) ?? 'wait'
        if (cell === 'quotes') return { fault: 'quotes', line: line + lines - 1, got: 0 }
        if (cell) {
          cells.push(cell.text)
          lines += cell.lines
          end = cell.end
        }
      }
      if (end === undefined) {
        end = this.cellEnd(at)
        if (end === text.length && !this.complete) return this.tooLong(end - this.at) ?? 'wait'
        cells.push(text.slice(at, end))
      }
      if (end < text.length && text.charCodeAt(end) === this.mark) {
        at = end + 1
        if (at === text.length && !this.complete) return 'wait'
        continue
      }
      const after = end >= text.length ? end : this.after(end)
      if (after === undefined) return 'wait'
      this.at = after
      this.line += lines
      return { cells, line }
    }
  }

  private skipBlanks(from: number): number {
    let at = from
    for (; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at)
      if (code === this.mark || (code !== BLANK && code !== TAB)) break
    }
    return at
  }

  /** Where a cell without quotes ends: at a separator, a line's end, or the end of the text. */
  private cellEnd(from: number): number {
    const { text, mark } = this
    let at = from
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === mark || code === LF || code === CR) break
    }
    return at
  }

  /** The cell whose quote opens at `open`; undefined where the quote is a character. */
  private quotedCell(open: number, line: number): { text: string; end: number; lines: number } | 'wait' | 'quotes' | undefined {
    const { text } = this
    let from = open + 1
    for (;;) {
      const close = text.indexOf('"', from)
      // After a stray quote, quoted cells end on their lines: nothing is looked for through the whole file again and again.
      const lineEnd = this.lenient && this.literalQuote !== undefined ? this.endOfLine(open) : Infinity
      if (close < 0 || close > lineEnd) {
        if (!this.complete && lineEnd === Infinity && (!this.lenient || text.length - open <= limits.row)) return 'wait'
        return this.stray(line)
      }
      if (text.charCodeAt(close + 1) === QUOTE) {
        from = close + 2
        continue
      }
      const end = this.skipBlanks(close + 1)
      if (end >= text.length && !this.complete) return 'wait'
      const code = text.charCodeAt(end)
      if (end < text.length && code !== this.mark && code !== LF && code !== CR) return this.stray(line)
      const inner = text.slice(open + 1, close)
      const lines = countLines(inner)
      if (lines > 0 && inner.includes(this.separator)) this.swallowing ??= line
      return { text: inner.includes('"') ? inner.replaceAll('""', '"') : inner, end, lines }
    }
  }

  private endOfLine(from: number): number {
    const [feed, carriage] = [this.text.indexOf('\n', from), this.text.indexOf('\r', from)]
    return Math.min(feed < 0 ? this.text.length : feed, carriage < 0 ? this.text.length : carriage)
  }

  private stray(line: number): 'quotes' | undefined {
    if (!this.lenient) return 'quotes'
    this.literalQuote ??= line
    return undefined
  }
}

/** Ends of lines in a text. */
function countLines(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === LF) count++
    else if (code === CR && text.charCodeAt(at + 1) !== LF) count++
  }
  return count
}
