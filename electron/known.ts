import { stat } from 'node:fs/promises'
import type { FileState } from './contract'
import { onDisk } from './disk'
import { readFingerprint } from './files'

/** Whether two paths lead to one file, also through links or names in another case. */
export async function sameFile(...paths: readonly [string, string]): Promise<boolean> {
  const [a, b] = await Promise.all(paths.map((path) => onDisk(path, () => stat(path, { bigint: true })).catch(() => undefined)))
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino
}

interface KnownFile {
  readonly print: string
  /** Size, times and inode at the last check; if they are unchanged, `stateOf` does not read the file again. */
  mark: string | undefined
}

/** Fingerprint of a file that does not exist. */
export const NO_FILE = ''

const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | null)?.code ?? '')

/** The content of files when last read or written here, to notice changes by other programs. */
export class KnownFiles {
  private readonly files = new Map<string, KnownFile>()

  /** Records the content of a file that was just read or written. */
  set(path: string, print: string): void {
    this.files.set(path, { print, mark: undefined })
  }

  /** Whether a path leads to a file that was read or written here, under any name. */
  async holds(path: string): Promise<boolean> {
    for (const known of this.files.keys()) if (await sameFile(known, path)) return true
    return false
  }

  printOf(path: string): string | undefined {
    return this.files.get(path)?.print
  }

  /**
   * Returns the fingerprint of the file's current content, regardless of its time stamps.
   * @throws FileError or the system's error if it cannot be read.
   */
  async currentPrint(path: string): Promise<string> {
    return readFingerprint(path).catch((error: unknown) => {
      if (isGone(error)) return NO_FILE
      throw error
    })
  }

  /** Returns whether a file has changed; one that cannot be read counts as unchanged until it is used. */
  async stateOf(path: string): Promise<FileState> {
    const held = this.files.get(path)
    try {
      const info = await onDisk(path, () => stat(path))
      if (!info.isFile()) return 'gone'
      if (!held) return 'unread'
      const mark = [info.size, info.mtimeMs, info.ctimeMs, info.ino].join(' ')
      if (held.mark === mark) return 'same'
      const same = (await this.currentPrint(path)) === held.print
      if (same) held.mark = mark
      return same ? 'same' : 'changed'
    } catch (error) {
      return isGone(error) ? 'gone' : 'same'
    }
  }
}
