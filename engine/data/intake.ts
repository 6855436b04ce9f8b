import { problem, type Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { TableEncoding } from '../document/types'
import { beyondAscii, markOf, recognizeEncoding } from './encoding'
import { tableReader, type TableFormat } from './read'
import type { ReadOptions, ReadingWarning, TableRead, TableReader } from './table'

const ENCODINGS: Readonly<Record<TableEncoding, string>> = {
  'utf-8': 'UTF-8', 'utf-16le': 'UTF-16 (little-endian)', 'utf-16be': 'UTF-16 (big-endian)', shift_jis: 'Shift_JIS', 'euc-jp': 'EUC-JP',
  'windows-1252': 'windows-1252 (Western European)',
}

/** Bytes of which an encoding is told. */
const SAMPLE = limits.head

/**
 * Reads a table from the bytes of its file, piece by piece: what is held of it are its columns and what its encoding
 * and shape are told from. Bytes are ASCII, which all encodings share, up to the first that are not; there the
 * encoding is recognized, unless a person has said it.
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
  private started = false
  private line = 1
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
    return this.reader.rows
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
    // A mark of three bytes may come one by one.
    if (!this.started && this.waitingBytes < 4 && !last) return
    const all = joined(this.waiting, this.waitingBytes)
    const plain = beyondAscii(all)
    const marked = !this.started && markOf(all) !== undefined
    if (plain < 0 && !marked) {
      this.forget()
      this.started = true
      this.pushText(new TextDecoder('utf-8').decode(all))
      return
    }
    if (this.waitingBytes < SAMPLE && !last) return
    const { encoding, mark, certainty } = recognizeEncoding(this.started ? all.subarray(Math.max(0, plain)) : all, last)
    const line = this.line + linesIn(all.subarray(0, Math.max(0, plain)))
    this.forget()
    if (certainty === 'unsure') {
      this.refuse('data-shape', 'data-encoding-unsure', { line, encoding: ENCODINGS[encoding] })
      return
    }
    if (certainty === 'likely')
      this.doubt = {
        ...problem('table-encoding', 'table-encoding', { path: this.path, line, encoding: ENCODINGS[encoding] }, { path: '/data' }),
        choices: (['shift_jis', 'euc-jp', 'windows-1252'] as const).map((choice) => ({ encoding: choice })),
      }
    this.decode(encoding)
    this.text(all.subarray(mark))
  }

  private forget(): void {
    this.waiting = []
    this.waitingBytes = 0
  }

  private decode(encoding: TableEncoding): void {
    this.encoding = encoding
    this.decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  }

  private text(bytes: Uint8Array | undefined): void {
    let text: string
    try {
      text = bytes ? this.decoder!.decode(bytes, { stream: true }) : this.decoder!.decode()
    } catch {
      if (bytes) this.refuse('data-shape', 'data-encoding', { line: this.line + faultLine(bytes, this.encoding), encoding: ENCODINGS[this.encoding] })
      else this.refuse('data-shape', 'data-cut', {})
      return
    }
    this.pushText(text)
  }

  private pushText(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line++
    this.reader.push(text)
  }

  private refuse(code: Problem['code'], key: Problem['key'], values: Problem['values']): void {
    this.forget()
    this.wrong = problem(code, key, { path: this.path, ...values }, { path: '/data/path' })
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

function linesIn(bytes: Uint8Array): number {
  let count = 0
  for (const code of bytes) if (code === 0x0a) count++
  return count
}

/** Lines of a piece before the first that is no text in an encoding of single bytes for line ends. */
function faultLine(bytes: Uint8Array, encoding: TableEncoding): number {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return 0
  const decoder = new TextDecoder(encoding, { fatal: true })
  let lines = 0
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from)
    const stop = end < 0 ? bytes.length : end + 1
    try {
      decoder.decode(bytes.subarray(from, stop), { stream: true })
    } catch {
      return lines
    }
    lines++
    from = stop
  }
  return lines
}
