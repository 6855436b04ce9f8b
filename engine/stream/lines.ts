/** One line of a text, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly number: number
  /** The text; undefined if the line is longer than the limit. */
  readonly text: string | undefined
}

/** Cuts text that arrives in pieces into lines; keeps at most one line, of at most `longest` UTF-16 units. */
export class LineCutter {
  private number = 1
  private rest = ''
  private tooLong = false

  constructor(private readonly longest: number) {}

  /** Returns the lines that a piece completes. */
  *push(piece: string): Generator<Line, void, void> {
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      yield this.take(piece.slice(from, end))
      from = end + 1
    }
    this.keep(piece.slice(from))
  }

  /** Returns the last line if it has no line end, and prepares for another text. */
  end(): Line | undefined {
    return this.rest === '' && !this.tooLong ? undefined : this.take('')
  }

  private keep(text: string): void {
    if (this.rest.length + text.length > this.longest) {
      this.tooLong = true
      this.rest = ''
    }
    if (!this.tooLong) this.rest += text
  }

  private take(text: string): Line {
    this.keep(text)
    const line = { number: this.number++, text: this.tooLong ? undefined : this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest }
    this.rest = ''
    this.tooLong = false
    return line
  }
}
