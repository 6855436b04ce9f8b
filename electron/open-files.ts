import type { FileHandle } from 'node:fs/promises'
import { limits } from '../engine/document/limits'
import { FileError } from './failure'
import { openFile } from './files'
import { text } from './language'

type OpenedFile = Awaited<ReturnType<typeof openFile>>

/** Files that are open for the renderer, which knows their numbers but not their paths. */
export class OpenFiles<T extends { handle: FileHandle }> {
  private readonly files = new Map<number, T>()
  private opened = 0
  private opening = 0

  /**
   * Opens a file, and stores the entry that `make` returns; returns its number.
   * @throws FileError if it is above the limit, not a regular file, or too many are open; the system's error if it cannot
   * be read.
   */
  async open(path: string, make: (opened: OpenedFile) => T): Promise<{ readonly file: number; readonly entry: T }> {
    if (this.files.size + this.opening >= limits.openFiles) throw new FileError(text('error.too-many'))
    this.opening++
    try {
      const entry = make(await openFile(path))
      this.files.set(++this.opened, entry)
      return { file: this.opened, entry }
    } finally {
      this.opening--
    }
  }

  /** Undefined for a number that is not open. */
  get(file: number): T | undefined {
    return this.files.get(file)
  }

  close(file: number): void {
    const entry = this.files.get(file)
    this.files.delete(file)
    void entry?.handle.close().catch(() => undefined)
  }

  /** Closes all files, for a reloaded page, which knows none of them. */
  closeAll(): void {
    for (const file of [...this.files.keys()]) this.close(file)
  }
}
