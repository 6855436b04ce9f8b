import { createHash, type Hash } from 'node:crypto'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { limits } from '../engine/document/limits'
import { ask } from './disk'
import { FileError } from './failure'
import { assertUnchanged, cut, openFile } from './files'
import { text } from './language'

/** Bytes that cross to the renderer at once. */
const PIECE = 2 ** 19

interface Reading {
  readonly path: string
  readonly handle: FileHandle
  readonly info: Stats
  readonly hash: Hash
  at: number
}

/** Data files that are being read piece by piece, by number. */
export class Pieces {
  private readonly files = new Map<number, Reading>()
  private opened = 0
  private opening = 0

  /** @param read hears of each file that was read to its end, and the fingerprint of what it held. */
  constructor(private readonly read: (path: string, print: string) => void = () => undefined) {}

  /**
   * Opens a file that the renderer may read; answers its number and its size in bytes.
   * @throws FileError where it is above 512 MiB, no file, or too many are open; the system's error where it cannot be read.
   */
  async open(path: string): Promise<{ file: number; size: number }> {
    if (this.files.size + this.opening >= limits.openFiles) throw new FileError(text('error.too-many'))
    this.opening++
    try {
      const { handle, info } = await openFile(path)
      const number = ++this.opened
      this.files.set(number, { path, handle, info, hash: createHash('sha256'), at: 0 })
      return { file: number, size: info.size }
    } finally {
      this.opening--
    }
  }

  /**
   * The next bytes of a file; null at its end, where it is closed, and for one that is not open. The end is where it
   * was when the file was opened: one that grows while it is read has an end too.
   * @throws FileError where the file was cut or written over since it was opened; it is closed then.
   */
  async next(number: number): Promise<Uint8Array | null> {
    const entry = this.files.get(number)
    if (!entry) return null
    const { path, handle, info, hash } = entry
    try {
      const buffer = new Uint8Array(Math.min(PIECE, info.size - entry.at))
      if (buffer.length > 0) {
        const { bytesRead } = await ask(path, () => handle.read(buffer, 0, buffer.length, entry.at))
        if (bytesRead === 0) throw cut(path)
        entry.at += bytesRead
        const bytes = bytesRead === buffer.length ? buffer : buffer.slice(0, bytesRead)
        hash.update(bytes)
        return bytes
      }
      await assertUnchanged(path, handle, info)
      this.read(path, hash.digest('hex'))
    } catch (error) {
      this.close(number)
      throw error
    }
    this.close(number)
    return null
  }

  close(number: number): void {
    const entry = this.files.get(number)
    this.files.delete(number)
    void entry?.handle.close().catch(() => undefined)
  }

  /** For a page that is loaded anew and knows of none. */
  closeAll(): void {
    for (const number of [...this.files.keys()]) this.close(number)
  }
}
