import { problem, type Problem } from '../base/problem'
import { tableReader, type TableFormat } from './read'
import type { TableRead, TableReader } from './table'

/** Reads a table from the bytes of its file, in UTF-8, piece by piece: what is held of it are its columns and one piece. */
export class TableIntake {
  /** Bytes that were taken. */
  bytes = 0
  private readonly reader: TableReader
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  private wrong: Problem | undefined

  constructor(private readonly path: string, format: TableFormat) {
    this.reader = tableReader(path, format)
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
    if (!this.refused) this.take(() => this.decoder.decode(bytes, { stream: true }))
  }

  end(): TableRead {
    if (!this.wrong) this.take(() => this.decoder.decode())
    return this.wrong ? { errors: [this.wrong] } : this.reader.end()
  }

  private take(decode: () => string): void {
    let text: string
    try {
      text = decode()
    } catch {
      this.wrong = problem('data-shape', 'data-encoding', { path: this.path }, { path: '/data/path' })
      return
    }
    this.reader.push(text)
  }
}
