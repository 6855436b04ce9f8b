import { stat } from 'node:fs/promises'
import type { FileState } from './contract'
import { ask } from './disk'
import { fingerprint, readBytes } from './files'

interface Held {
  readonly print: string
  /** Size, time and place on the disk when it was last looked at; a file that has the same is not read again for a look. */
  mark: string | undefined
}

/** Fingerprint of a file that is not there. */
export const NOWHERE = ''

const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | null)?.code ?? '')

/** What files held when they were last read or written here, so that it is seen when another program has changed them. */
export class KnownFiles {
  private readonly files = new Map<string, Held>()

  /** A file has been read or written: this is what it holds. */
  set(path: string, print: string): void {
    this.files.set(path, { print, mark: undefined })
  }

  printOf(path: string): string | undefined {
    return this.files.get(path)?.print
  }

  /**
   * What a file holds now, whatever its time says.
   * @throws FileError or the system's error where that cannot be told.
   */
  async now(path: string): Promise<string> {
    return readBytes(path).then(fingerprint, (error: unknown) => {
      if (isGone(error)) return NOWHERE
      throw error
    })
  }

  /** Whether a file is as it was; one that does not answer, or cannot be read, counts as that until it is used. */
  async look(path: string): Promise<FileState> {
    const held = this.files.get(path)
    try {
      const info = await ask(path, () => stat(path))
      if (!held) return info.isFile() ? 'unread' : 'gone'
      const mark = [info.size, info.mtimeMs, info.ctimeMs, info.ino].join(' ')
      if (held.mark === mark) return 'same'
      const same = (await this.now(path)) === held.print
      if (same) held.mark = mark
      return same ? 'same' : 'changed'
    } catch (error) {
      return isGone(error) ? 'gone' : 'same'
    }
  }
}
