import { createHash, type Hash } from 'node:crypto'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { onDisk } from './disk'
import { assertUnchanged, changedWhileRead } from './files'
import { OpenFiles } from './open-files'

/** Bytes sent to the renderer at once. */
const PIECE = 2 ** 19

interface Reading {
  readonly path: string
  readonly handle: FileHandle
  readonly info: Stats
  readonly hash: Hash
  at: number
}

/** Data files that the renderer reads in pieces, by number. */
export class Pieces {
  private readonly files = new OpenFiles<Reading>()

  /** @param onRead Called with path and fingerprint of each file that was read to its end. */
  constructor(private readonly onRead: (path: string, print: string) => void = () => undefined) {}

  /** Opens a file that the renderer may read, as `OpenFiles.open`; returns its number and its size in bytes. */
  async open(path: string): Promise<{ file: number; size: number }> {
    const { file, entry } = await this.files.open(path, ({ handle, info }) => ({ path, handle, info, hash: createHash('sha256'), at: 0 }))
    return { file, size: entry.info.size }
  }

  /**
   * Returns the next bytes of a file, or null at its end, where it is closed, and for a number that is not open. Reads
   * up to the size that the file had when it was opened, so that reading a growing file ends.
   * @throws FileError if the file was truncated or overwritten since it was opened; it is closed then.
   */
  async next(number: number): Promise<Uint8Array | null> {
    const entry = this.files.get(number)
    if (!entry) return null
    const { path, handle, info, hash } = entry
    try {
      const buffer = new Uint8Array(Math.min(PIECE, info.size - entry.at))
      if (buffer.length > 0) {
        const { bytesRead } = await onDisk(path, () => handle.read(buffer, 0, buffer.length, entry.at))
        if (bytesRead === 0) throw changedWhileRead(path)
        entry.at += bytesRead
        const bytes = bytesRead === buffer.length ? buffer : buffer.slice(0, bytesRead)
        hash.update(bytes)
        return bytes
      }
      await assertUnchanged(path, handle, info)
      this.onRead(path, hash.digest('hex'))
    } catch (error) {
      this.close(number)
      throw error
    }
    this.close(number)
    return null
  }

  close(number: number): void {
    this.files.close(number)
  }

  closeAll(): void {
    this.files.closeAll()
  }
}
