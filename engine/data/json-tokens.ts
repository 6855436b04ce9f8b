/** Kinds of tokens that are no single sign; those are their own code: { } [ ] : , */
export const TOKEN = { string: 1, number: 2, word: 3, wrong: 4, none: 0 } as const

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /[a-z]+/iy
const NOT_FINITE = /-?(?:nan|inf(?:inity)?)\b/iy
const SHOWN = /[\p{L}\p{N}_.+-]{1,24}|[^]/uy
/** What may follow a backslash, beside u. */
const ESCAPED = '"\\/bfnrt'

/** Cuts JSON text (RFC 8259) that comes piece by piece into tokens; what is held of it is one piece and a token. */
export class JsonTokens {
  /** The token that `next` has found. */
  start = 0
  end = 0
  private text = ''
  private last = false
  private line = 1
  /** Where the line begins, before the text that is held where that is negative. */
  private lineStart = 0

  /** UTF-16 units that wait for the rest of their token. */
  get waiting(): number {
    return this.text.length - this.end
  }

  push(piece: string): void {
    this.text = this.end === this.text.length ? piece : this.text.slice(this.end) + piece
    this.lineStart -= this.end
    this.start = 0
    this.end = 0
  }

  /** Nothing follows. */
  finish(): void {
    this.last = true
  }

  /** The kind of the next token; `none` where the text does not hold the whole of it. */
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
      case 0x7b: case 0x7d: case 0x5b: case 0x5d: case 0x3a: case 0x2c:
        this.end = at + 1
        return c
      case 0x22:
        return this.string()
      default:
        return c === 0x2d || (c >= 0x30 && c <= 0x39) ? this.run(NUMBER, TOKEN.number) : this.run(WORD, TOKEN.word)
    }
  }

  /** Whether the token is this text. */
  is(raw: string): boolean {
    return this.end - this.start === raw.length && this.text.startsWith(raw, this.start)
  }

  /** The token as it stands. */
  get raw(): string {
    return this.text.slice(this.start, this.end)
  }

  /** What a string says. */
  get words(): string {
    const { raw } = this
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
  }

  /** `NaN`, `Infinity` and their like in the place of the token: no JSON, but it is clear what was meant. */
  notFinite(): string | undefined {
    NOT_FINITE.lastIndex = this.start
    const found = NOT_FINITE.exec(this.text)?.[0]
    if (found !== undefined) this.end = this.start + found.length
    return found
  }

  /** What is wrong, as it is shown to people, and where; lines and columns count from 1. */
  place(at = this.start): { got: string; line: number; column: number } {
    SHOWN.lastIndex = at
    return { got: JSON.stringify(SHOWN.exec(this.text)?.[0] ?? ''), line: this.line, column: at - this.lineStart + 1 }
  }

  private run(pattern: RegExp, kind: number): number {
    pattern.lastIndex = this.start
    const found = pattern.exec(this.text)
    const end = this.start + (found?.[0].length ?? 0)
    // What reaches to the end, or what is no number yet, may go on in the next piece.
    if (!this.last && this.text.length - end < 16 && !this.closed(end)) return TOKEN.none
    if (!found) return TOKEN.wrong
    this.end = end
    return kind
  }

  /** Whether a sign that ends every token follows. */
  private closed(end: number): boolean {
    const c = this.text.charCodeAt(end)
    return c === 0x2c || c === 0x5d || c === 0x7d || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09
  }

  /** From the opening quote to behind the closing one. */
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
