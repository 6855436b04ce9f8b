/** Kinds of tokens; punctuation { } [ ] : , is its own character code. */
export const TOKEN = { string: 1, number: 2, word: 3, wrong: 4, none: 0 } as const

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /[a-z]+/iy
const NOT_FINITE = /-?(?:nan|inf(?:inity)?)\b/iy
const SHOWN = /[\p{L}\p{N}_.+-]{1,24}|[^]/uy
/** Characters allowed after a backslash, besides u. */
const ESCAPED = '"\\/bfnrt'

/** Splits JSON text (RFC 8259) that arrives in pieces into tokens, keeping one piece and one token. */
export class JsonTokens {
  /** The token that `next` found. */
  start = 0
  end = 0
  private text = ''
  private last = false
  private line = 1
  /** Start of the current line; negative if it lies before the kept text. */
  private lineStart = 0

  /** UTF-16 units of an incomplete token. */
  get waiting(): number {
    return this.text.length - this.end
  }

  push(piece: string): void {
    this.text = this.end === this.text.length ? piece : this.text.slice(this.end) + piece
    this.lineStart -= this.end
    this.start = 0
    this.end = 0
  }

  /** Declares that no text follows. */
  finish(): void {
    this.last = true
  }

  /** Returns the kind of the next token; `none` if the text does not hold all of it. */
  next(): number {
    const { text } = this
    let at = this.end
    let c = text.charCodeAt(at)
    while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) {
      if (c === 0x0a) {
        this.line++
        this.lineStart = at + 1
      }
      c = text.charCodeAt(++at)
    }
    this.start = this.end = at
    if (at >= text.length) return TOKEN.none
    switch (c) {
      case 0x7b:
      case 0x7d:
      case 0x5b:
      case 0x5d:
      case 0x3a:
      case 0x2c:
        this.end = at + 1
        return c
      case 0x22:
        return this.string()
      default:
        return c === 0x2d || (c >= 0x30 && c <= 0x39) ? this.run(NUMBER, TOKEN.number) : this.run(WORD, TOKEN.word)
    }
  }

  /** Returns whether the token has this text. */
  is(raw: string): boolean {
    return this.end - this.start === raw.length && this.text.startsWith(raw, this.start)
  }

  /** The token as written. */
  get raw(): string {
    return this.text.slice(this.start, this.end)
  }

  /** The value of a string token. */
  get words(): string {
    const { raw } = this
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
  }

  /** Consumes `NaN`, `Infinity` and the like, which are not JSON but have a clear meaning. */
  notFinite(): string | undefined {
    NOT_FINITE.lastIndex = this.start
    const found = NOT_FINITE.exec(this.text)?.[0]
    if (found !== undefined) this.end = this.start + found.length
    return found
  }

  /** Returns the wrong text and its position for a message; lines and columns count from 1. */
  place(): { got: string; line: number; column: number } {
    SHOWN.lastIndex = this.start
    return { got: JSON.stringify(SHOWN.exec(this.text)?.[0] ?? ''), line: this.line, column: this.start - this.lineStart + 1 }
  }

  private run(pattern: RegExp, kind: number): number {
    pattern.lastIndex = this.start
    const found = pattern.exec(this.text)
    const end = this.start + (found?.[0].length ?? 0)
    // A token at the end of the text, or a number that is not complete, may continue in the next piece.
    if (!this.last && this.text.length - end < 16 && !this.closed(end)) return TOKEN.none
    if (!found) return TOKEN.wrong
    this.end = end
    return kind
  }

  /** Returns whether a character follows that ends any token. */
  private closed(end: number): boolean {
    const c = this.text.charCodeAt(end)
    return c === 0x2c || c === 0x5d || c === 0x7d || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09
  }

  /** Finds the end of a string that starts here. */
  private string(): number {
    const { text } = this
    for (let i = this.start + 1; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === 0x22) {
        this.end = i + 1
        return TOKEN.string
      }
      if (c < 0x20) return this.wrong(i)
      if (c !== 0x5c) continue
      const escaped = text.charAt(++i)
      if (escaped === '') break
      if (escaped === 'u') {
        for (const stop = i + 4; i < stop; ) if (++i < text.length && !isHex(text.charCodeAt(i))) return this.wrong(i)
      } else if (!ESCAPED.includes(escaped)) return this.wrong(i)
    }
    return TOKEN.none
  }

  private wrong(at: number): number {
    this.start = at
    return TOKEN.wrong
  }
}

const isHex = (c: number): boolean => (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66)
