import { open, type FileHandle } from 'node:fs/promises'
import { limits } from '../engine/document/limits'
import { checkedSize, FileError } from './files'
import { text } from './language'

/** Bytes that cross to the renderer at once. */
const PIECE = 2 ** 19

/** Data files that are being read piece by piece, by number. */
export class Pieces {
  private readonly files = new Map<number, { readonly file: FileHandle; read: number }>()
  private opened = 0

  /**
   * Opens a file that the renderer may read; answers its number and its size in bytes.
   * @throws FileError where it is above 512 MiB or too many are open; the system's error where it cannot be read.
   */
  async open(path: string): Promise<{ file: number; size: number }> {
    const size = await checkedSize(path)
    if (this.files.size >= limits.openFiles) throw new FileError(text('error.too-many'))
    const number = ++this.opened
    this.files.set(number, { file: await open(path, 'r'), read: 0 })
    return { file: number, size }
  }

  /** The next bytes of a file; null at its end, where it is closed, and for one that is not open. */
  async next(number: number): Promise<Uint8Array | null> {
    const entry = this.files.get(number)
    if (!entry) return null
    const buffer = new Uint8Array(PIECE)
    const { bytesRead } = await entry.file.read(buffer, 0, PIECE, null)
    entry.read += bytesRead
    // A file that grows while it is read has an end too.
    if (bytesRead === 0 || entry.read > limits.textLength) {
      await this.close(number)
      return null
    }
    return bytesRead === PIECE ? buffer : buffer.slice(0, bytesRead)
  }

  async close(number: number): Promise<void> {
    const entry = this.files.get(number)
    this.files.delete(number)
    await entry?.file.close()
  }

  /** For a page that is loaded anew and knows of none. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.files.keys()].map((number) => this.close(number)))
  }
}
