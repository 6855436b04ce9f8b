import { problem, type Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { TableEncoding } from '../document/types'
import { decoderOf, decodes, type Decoder } from './decoder'
import { recognizeStart, beyondAscii, encodingNames, readingIn, recognizeEncoding } from './encoding'
import { tableReader, type TableFormat } from './read'
import type { ReadOptions, ReadingWarning, TableRead, TableReader } from './table'

/** Bytes used to recognize UTF-16 and binary formats; even. */
const BEGINNING = 2 ** 16
/** Bytes from the first non-ASCII character on used to recognize the encoding. */
const SAMPLE = limits.head
/** Most bytes of the current line kept to locate a decoding error. */
const LINE = 2 ** 20

/**
 * Reads a table from the bytes of its file in pieces, keeping only the columns and what is needed to recognize encoding
 * and layout. The result depends only on the bytes, not on how they are cut. Unless the user set an encoding, bytes are
 * read as ASCII, which all encodings share, up to the first that is not; there the encoding is recognized.
 */
export class TableIntake {
  /** Bytes taken so far. */
  bytes = 0
  private readonly reader: TableReader
  private decoder: Decoder | undefined
  private encoding: TableEncoding = 'utf-8'
  /** Bytes whose encoding is not known yet. */
  private waiting: Uint8Array[] = []
  private waitingBytes = 0
  private started = false
  /** Whether `waiting` begins with a non-ASCII byte. */
  private atNonAscii = false
  /** Line on which the next bytes begin, and the bytes of that line that the decoder has read. */
  private line = 1
  private lineBytes = new Uint8Array(0)
  private wrong: Problem | undefined
  private encodingWarning: ReadingWarning | undefined

  /** @param format Undefined to derive it from the name or, for `.txt`, from the text. */
  constructor(
    private readonly path: string,
    format?: TableFormat,
    options: ReadOptions = {},
  ) {
    this.reader = tableReader(path, format, options)
    const { encoding } = options.keys ?? {}
    if (encoding !== undefined) this.decode(encoding)
  }

  /** Rows so far; 0 if they are known only at the end. */
  get rows(): number {
    if (this.started || this.decoder) return this.reader.rows
    return Math.max(0, this.waiting.reduce((count, bytes) => count + lineFeedsIn(bytes), 0) - 1)
  }

  /** Whether reading failed, so that further bytes cannot help. */
  get refused(): boolean {
    return this.wrong !== undefined || this.reader.refused
  }

  /** Takes the next piece, however it is cut. */
  push(bytes: Uint8Array): void {
    this.bytes += bytes.length
    if (this.refused || bytes.length === 0) return
    if (this.bytes > limits.textLength) this.refuse('limit-exceeded', 'data-endless', { limit: limits.textLength / 2 ** 20 })
    else if (this.decoder) this.text(bytes)
    else this.takeUndecoded(bytes, false)
  }

  end(): TableRead {
    // After a refusal the waiting bytes are discarded, so there is nothing left to decode.
    if (!this.refused && !this.decoder) this.takeUndecoded(new Uint8Array(0), true)
    if (!this.refused && this.decoder) this.text(undefined)
    if (this.wrong) return { errors: [this.wrong], warnings: [] }
    const read = this.reader.end()
    if (!read.reading) return read
    const { encoding } = this
    const keys = read.reading.separator === null && encoding === 'utf-8' ? read.reading.keys : { ...read.reading.keys, encoding }
    return { ...read, reading: { ...read.reading, encoding, keys }, warnings: this.encodingWarning ? [this.encodingWarning, ...read.warnings] : read.warnings }
  }

  /** Takes bytes while the encoding is not known. */
  private takeUndecoded(bytes: Uint8Array, last: boolean): void {
    if (!last) {
      this.waiting.push(bytes.slice())
      this.waitingBytes += bytes.length
    }
    if (!this.started) {
      if (this.waitingBytes < BEGINNING && !last) return
      if (!this.begin(last)) return
    }
    if (!this.atNonAscii || this.waitingBytes >= SAMPLE || last) this.recognize(last)
  }

  /** Evaluates the first bytes; returns whether the encoding is still unknown. */
  private begin(last: boolean): boolean {
    this.started = true
    const all = this.allWaiting()
    const found = recognizeStart(all.subarray(0, BEGINNING), last && all.length <= BEGINNING)
    if (!found) return true
    this.waiting = []
    this.waitingBytes = 0
    if ('unsupported' in found) this.refuse('data-shape', 'data-no-text', { got: found.unsupported })
    else {
      this.decode(found.encoding)
      this.text(all.subarray(found.mark))
    }
    return false
  }

  private recognize(last: boolean): void {
    const all = this.allWaiting()
    const at = beyondAscii(all)
    const plain = at < 0 ? all.length : at
    this.passAscii(all.subarray(0, plain))
    const rest = all.subarray(plain)
    this.waiting = rest.length > 0 ? [rest] : []
    this.waitingBytes = rest.length
    this.atNonAscii = rest.length > 2
    if (this.refused || rest.length === 0 || (rest.length < SAMPLE && !last)) return
    this.waiting = []
    this.waitingBytes = 0
    const { encoding, certainty, others } = recognizeEncoding(rest.subarray(0, SAMPLE), last && rest.length <= SAMPLE)
    const readings = (encodings: readonly TableEncoding[]): string => encodings.map((one) => readingIn(one, rest)).join(' / ')
    if (certainty === 'unsure') return this.refuse('data-shape', 'data-encoding-unsure', { line: this.line, encoding: readings([encoding, ...others]) })
    if (certainty === 'likely')
      this.encodingWarning = {
        ...problem(
          'table-encoding',
          others.length > 0 ? 'table-encoding-others' : 'table-encoding',
          { path: this.path, line: this.line, encoding: readingIn(encoding, rest), ...(others.length > 0 ? { others: readings(others) } : {}) },
          { path: '/data' },
        ),
        choices: others.map((other) => ({ encoding: other })),
      }
    this.decode(encoding)
    this.text(rest)
  }

  /** Returns all waiting bytes in one array. */
  private allWaiting(): Uint8Array {
    if (this.waiting.length !== 1) this.waiting = [joined(this.waiting, this.waitingBytes)]
    return this.waiting[0]!
  }

  /** Passes ASCII on, which is the same in all encodings. */
  private passAscii(bytes: Uint8Array): void {
    this.reader.push(new TextDecoder('utf-8').decode(bytes))
    this.count(bytes)
  }

  private decode(encoding: TableEncoding): void {
    this.encoding = encoding
    this.decoder = decoderOf(encoding)
    // What was passed on as ASCII may be no text in this encoding.
    this.lineBytes = new Uint8Array(0)
  }

  private text(bytes: Uint8Array | undefined): void {
    try {
      this.reader.push(bytes ? this.decoder!.decode(bytes, { stream: true }) : this.decoder!.decode())
    } catch {
      if (!bytes) return this.refuse('data-shape', 'data-cut', {})
      const { text, line } = this.faultIn(bytes)
      this.reader.push(text)
      if (!this.reader.refused) this.refuse('data-shape', 'data-encoding', { line, encoding: encodingNames[this.encoding] })
      return
    }
    if (bytes) this.count(bytes)
  }

  /** Counts lines and keeps the bytes of the last, incomplete one. */
  private count(bytes: Uint8Array): void {
    if (this.encoding.startsWith('utf-16')) return
    this.line += lineFeedsIn(bytes)
    const last = bytes.lastIndexOf(0x0a)
    const line = last < 0 ? joined([this.lineBytes, bytes], this.lineBytes.length + bytes.length) : bytes.slice(last + 1)
    this.lineBytes = line.length > LINE ? line.slice(-LINE) : line
  }

  /** Returns the text of a piece before its first undecodable byte, and the line of that byte. */
  private faultIn(bytes: Uint8Array): { text: string; line: number } {
    // A line of which only the end was kept may begin within a character.
    const begins = [0, 1, 2, 3].find((skip) => decodes(this.lineBytes.subarray(skip), this.encoding, false)) ?? this.lineBytes.length
    const kept = this.lineBytes.subarray(begins)
    const before = kept.length
    const all = joined([kept, bytes], before + bytes.length)
    const decoder = decoderOf(this.encoding)
    let [text, line, at] = ['', this.line, 0]
    try {
      // Decode line by line, then the faulty line byte by byte.
      for (let end = all.indexOf(0x0a); end >= 0; end = all.indexOf(0x0a, at)) {
        decoderOf(this.encoding).decode(all.subarray(at, end + 1))
        text += decoder.decode(all.subarray(at, end + 1), { stream: true })
        at = end + 1
        line++
      }
    } catch {
      // This line contains the error.
    }
    try {
      for (; at < all.length; at++) text += decoder.decode(all.subarray(at, at + 1), { stream: true })
    } catch {
      // This byte is the error.
    }
    // The part of the line before this piece was passed on already.
    const known = decoderOf(this.encoding).decode(all.subarray(0, before), { stream: true })
    return { text: text.slice(known.length), line: this.encoding.startsWith('utf-16') ? 1 : line }
  }

  private refuse(code: Problem['code'], key: Problem['key'], values: Problem['values']): void {
    this.waiting = []
    this.waitingBytes = 0
    this.wrong = problem(code, key, { path: this.path, ...values }, { path: '/data/path' })
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Counts line feeds. */
function lineFeedsIn(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++
  return count
}
