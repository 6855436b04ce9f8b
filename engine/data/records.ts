import { limits } from '../document/limits'

/** One record of a table: its cells, and the line on which it begins, as editors count. */
export interface TableRecord {
  readonly cells: readonly string[]
  readonly line: number
}

/** Why no record can be made: an unclosed quote, too many cells, or too long a record. */
export interface RecordFault {
  readonly fault: 'quotes' | 'cells' | 'length'
  readonly line: number
  /** Cells counted. */
  readonly got: number
}

const QUOTE = 0x22
const [LF, CR, BLANK, TAB] = [0x0a, 0x0d, 0x20, 0x09] as const

/** `wait`: the record may continue in text that has not arrived. */
type Next = TableRecord | RecordFault | 'wait' | 'end'

/**
 * Splits text into records as it arrives (RFC 4180, and what spreadsheets accept beyond it). Lines end with LF, CRLF or
 * CR; blanks before an opening and after a closing quote do not belong to the cell; in tab-separated text, a quote that
 * begins a cell and is not closed is a plain character.
 */
export class Records {
  /** The line on which the next record begins. */
  line = 1
  /** Line of the first quote read as a plain character, and of the first quoted cell that contains a line end and a separator. */
  literalQuote: number | undefined
  swallowing: number | undefined
  private text = ''
  private at = 0
  private complete = false
  /** Next position of each character at or after `at`; −1 if unknown, Infinity if there is none. */
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

  /** Declares that no more text follows. */
  finish(): void {
    this.complete = true
  }

  next(): Next {
    if (this.at >= this.text.length) return this.complete ? 'end' : 'wait'
    const end = this.lineEnd()
    const quote = this.find('"')
    if (quote < (end ?? this.text.length)) return this.separator === ' ' ? this.readSpaced(end) : this.readQuoted()
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
      return this.split(trimmed, line, /[ \t]+/)
    }
    return this.split(text, line, this.separator)
  }

  private split(text: string, line: number, separator: string | RegExp): Next {
    // Count before splitting: there could be as many cells as characters.
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

  /** Returns the end of the line; undefined if it has not arrived. */
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

  /** Returns the position after a line end; undefined if a line feed may yet follow a carriage return. */
  private after(end: number): number | undefined {
    if (this.text.charCodeAt(end) === LF) return end + 1
    if (end + 1 === this.text.length && !this.complete) return undefined
    return this.text.charCodeAt(end + 1) === LF ? end + 2 : end + 1
  }

  /** Reads a record with quotes and blanks as separators; a quoted cell ends on its line. */
  private readSpaced(end: number | undefined): Next {
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

  /** Reads a record with quotes, cell by cell. */
  private readQuoted(): Next {
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
        if (cell === 'quotes') return this.readComment() ?? { fault: 'quotes', line: line + lines - 1, got: 0 }
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

  /** Reads a line that begins with a comment mark without regard to its quotes, which may be unclosed; undefined for other lines. */
  private readComment(): Next | undefined {
    const end = this.lineEnd() ?? this.text.length
    const text = this.text.slice(this.at, end)
    const after = end >= this.text.length ? end : this.after(end)
    if (after === undefined) return 'wait'
    return /^\s*(?:#|\/\/)/.test(text) ? this.take(text, after) : undefined
  }

  private skipBlanks(from: number): number {
    let at = from
    for (; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at)
      if (code === this.mark || (code !== BLANK && code !== TAB)) break
    }
    return at
  }

  /** Returns the end of an unquoted cell: a separator, a line end, or the end of the text. */
  private cellEnd(from: number): number {
    const { text, mark } = this
    let at = from
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === mark || code === LF || code === CR) break
    }
    return at
  }

  /** Reads the quoted cell that opens at `open`; undefined if the quote is a plain character. */
  private quotedCell(open: number, line: number): { text: string; end: number; lines: number } | 'wait' | 'quotes' | undefined {
    const { text } = this
    let from = open + 1
    for (;;) {
      const close = text.indexOf('"', from)
      // After a stray quote, quoted cells must end on their lines, so that the rest of the file is not searched again and again.
      const lineEnd = this.lenient && this.literalQuote !== undefined ? this.endOfLine(open) : Infinity
      if (close < 0 || close > lineEnd) {
        if (!this.complete && lineEnd === Infinity && (!this.lenient || text.length - open <= limits.row)) return 'wait'
        return this.strayQuote(line)
      }
      if (text.charCodeAt(close + 1) === QUOTE) {
        from = close + 2
        continue
      }
      const end = this.skipBlanks(close + 1)
      if (end >= text.length && !this.complete) return 'wait'
      const code = text.charCodeAt(end)
      if (end < text.length && code !== this.mark && code !== LF && code !== CR) return this.strayQuote(line)
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

  private strayQuote(line: number): 'quotes' | undefined {
    if (!this.lenient) return 'quotes'
    this.literalQuote ??= line
    return undefined
  }
}

/** Counts line ends in a text. */
function countLines(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === LF) count++
    else if (code === CR && text.charCodeAt(at + 1) !== LF) count++
  }
  return count
}
