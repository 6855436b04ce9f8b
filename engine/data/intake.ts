import { problem, type Problem } from '../base/problem'
import { limits } from '../document/limits'
import { tableEncodings, type TableEncoding } from '../document/types'
import { beginningOf, beyondAscii, encodingNames, recognizeEncoding } from './encoding'
import { tableReader, type TableFormat } from './read'
import type { ReadOptions, ReadingWarning, TableRead, TableReader } from './table'

/** Bytes from which it is told whether a file is UTF-16, or no text: an even number. */
const BEGINNING = 2 ** 16
/** Bytes from the first letter beyond ASCII on by which its encoding is told. */
const SAMPLE = limits.head
/** Bytes of a line that are kept to find where its fault lies. */
const LINE = 2 ** 20

/**
 * Reads a table from the bytes of its file, piece by piece: what is held of it are its columns and what its encoding
 * and shape are told from. What is decided depends on the bytes alone, not on how they are cut. Bytes are ASCII, which
 * the encodings share, up to the first that are not; there the encoding is recognized, unless a person has said it.
 */
export class TableIntake {
  /** Bytes that were taken. */
  bytes = 0
  private readonly reader: TableReader
  private decoder: InstanceType<typeof TextDecoder> | undefined
  private encoding: TableEncoding = 'utf-8'
  /** Bytes whose encoding is not known yet. */
  private waiting: Uint8Array[] = []
  private waitingBytes = 0
  private begun = false
  /** Whether what waits begins beyond ASCII. */
  private suspect = false
  /** Line on which the bytes that follow begin, and the bytes of that line before them. */
  private line = 1
  private lineBytes = new Uint8Array(0)
  private wrong: Problem | undefined
  private doubt: ReadingWarning | undefined

  /** @param format Undefined: what the name tells, or of a `.txt` its text. */
  constructor(private readonly path: string, format?: TableFormat, options: ReadOptions = {}) {
    this.reader = tableReader(path, format, options)
    const { encoding } = options.keys ?? {}
    if (encoding !== undefined) this.decode(encoding)
  }

  /** Rows so far; 0 where they are told only at the end. */
  get rows(): number {
    if (this.begun || this.decoder) return this.reader.rows
    return Math.max(0, this.waiting.reduce((count, bytes) => count + feedsIn(bytes), 0) - 1)
  }

  /** Whether something is wrong that nothing that follows can mend. */
  get refused(): boolean {
    return this.wrong !== undefined || this.reader.refused
  }

  /** Takes the next piece, however it is cut. */
  push(bytes: Uint8Array): void {
    this.bytes += bytes.length
    if (this.refused || bytes.length === 0) return
    if (this.bytes > limits.textLength) this.refuse('limit-exceeded', 'data-endless', { limit: limits.textLength / 2 ** 20 })
    else if (this.decoder) this.text(bytes)
    else this.consider(bytes, false)
  }

  end(): TableRead {
    // What was refused is not judged by where its reading stopped.
    if (!this.refused && !this.decoder) this.consider(new Uint8Array(0), true)
    if (!this.refused && this.decoder) this.text(undefined)
    if (this.wrong) return { errors: [this.wrong], warnings: [] }
    const read = this.reader.end()
    if (!read.reading) return read
    const { encoding } = this
    const keys = read.reading.separator === null && encoding === 'utf-8' ? read.reading.keys : { ...read.reading.keys, encoding }
    return { ...read, reading: { ...read.reading, encoding, keys }, warnings: this.doubt ? [this.doubt, ...read.warnings] : read.warnings }
  }

  /** Bytes of an encoding that is not known yet. */
  private consider(bytes: Uint8Array, last: boolean): void {
    if (!last) {
      this.waiting.push(bytes.slice())
      this.waitingBytes += bytes.length
    }
    if (!this.begun) {
      if (this.waitingBytes < BEGINNING && !last) return
      if (!this.begin(last)) return
    }
    if (!this.suspect || this.waitingBytes >= SAMPLE || last) this.recognize(last)
  }

  /** What the first bytes say; whether the encoding is still to be told. */
  private begin(last: boolean): boolean {
    this.begun = true
    const all = this.held()
    const found = beginningOf(all.subarray(0, BEGINNING), last && all.length <= BEGINNING)
    if (!found) return true
    this.waiting = []
    this.waitingBytes = 0
    if ('stranger' in found) this.refuse('data-shape', 'data-no-text', { got: found.stranger })
    else {
      this.decode(found.encoding)
      this.text(all.subarray(found.mark))
    }
    return false
  }

  private recognize(last: boolean): void {
    const all = this.held()
    const at = beyondAscii(all)
    const plain = at < 0 ? all.length : at
    this.pass(all.subarray(0, plain))
    const rest = all.subarray(plain)
    this.waiting = rest.length > 0 ? [rest] : []
    this.waitingBytes = rest.length
    this.suspect = rest.length > 2
    if (this.refused || rest.length === 0 || (rest.length < SAMPLE && !last)) return
    this.waiting = []
    this.waitingBytes = 0
    const { encoding, certainty } = recognizeEncoding(rest.subarray(0, SAMPLE), last && rest.length <= SAMPLE)
    const values = { line: this.line, encoding: encodingNames[encoding] }
    if (certainty === 'unsure') return this.refuse('data-shape', 'data-encoding-unsure', values)
    if (certainty === 'likely')
      this.doubt = {
        ...problem('table-encoding', 'table-encoding', { path: this.path, ...values }, { path: '/data' }),
        choices: tableEncodings.filter((other) => other !== encoding && !other.startsWith('utf')).map((other) => ({ encoding: other })),
      }
    this.decode(encoding)
    this.text(rest)
  }

  /** All bytes that wait, in one piece. */
  private held(): Uint8Array {
    if (this.waiting.length !== 1) this.waiting = [joined(this.waiting, this.waitingBytes)]
    return this.waiting[0]!
  }

  /** ASCII, which is the same in all encodings. */
  private pass(bytes: Uint8Array): void {
    this.reader.push(new TextDecoder('utf-8').decode(bytes))
    this.count(bytes)
  }

  private decode(encoding: TableEncoding): void {
    this.encoding = encoding
    this.decoder = decoderOf(encoding)
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

  /** Lines of bytes that were read; the last one, which may go on, is kept. */
  private count(bytes: Uint8Array): void {
    if (this.encoding.startsWith('utf-16')) return
    this.line += feedsIn(bytes)
    const last = bytes.lastIndexOf(0x0a)
    const line = last < 0 ? joined([this.lineBytes, bytes], this.lineBytes.length + bytes.length) : bytes.slice(last + 1)
    this.lineBytes = line.length > LINE ? line.slice(-LINE) : line
  }

  /** The text of a piece before its first byte that is none in this encoding, and the line of that byte. */
  private faultIn(bytes: Uint8Array): { text: string; line: number } {
    const before = this.lineBytes.length
    const all = joined([this.lineBytes, bytes], before + bytes.length)
    const decoder = decoderOf(this.encoding)
    let [text, line, at] = ['', this.line, 0]
    try {
      // Line by line, then, in the line that has the fault, byte by byte.
      for (let end = all.indexOf(0x0a); end >= 0; end = all.indexOf(0x0a, at)) {
        decoderOf(this.encoding).decode(all.subarray(at, end + 1))
        text += decoder.decode(all.subarray(at, end + 1), { stream: true })
        at = end + 1
        line++
      }
    } catch {
      // The fault lies in this line.
    }
    try {
      for (; at < all.length; at++) text += decoder.decode(all.subarray(at, at + 1), { stream: true })
    } catch {
      // And at this byte.
    }
    // What stood in the line before this piece was read already.
    const known = decoderOf(this.encoding).decode(all.subarray(0, before), { stream: true })
    return { text: text.slice(known.length), line: this.encoding.startsWith('utf-16') ? 1 : line }
  }

  private refuse(code: Problem['code'], key: Problem['key'], values: Problem['values']): void {
    this.waiting = []
    this.waitingBytes = 0
    this.wrong = problem(code, key, { path: this.path, ...values }, { path: '/data/path' })
  }
}

const decoderOf = (encoding: TableEncoding): InstanceType<typeof TextDecoder> => new TextDecoder(encoding, { fatal: true, ignoreBOM: true })

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Line feeds among bytes. */
function feedsIn(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++
  return count
}
