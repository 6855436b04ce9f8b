import { stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { onDisk } from './disk'
import { openFile } from './files'
import { OpenFiles } from './open-files'

/** Bytes sent to the renderer at once. */
const PIECE = 2 ** 16

interface Followed {
  readonly path: string
  handle: FileHandle
  /** Identifies the file on the disk: device and inode. */
  identity: string
  /** Bytes read. */
  at: number
  busy: boolean
}

/** What was appended to a followed file. */
export interface AppendedBytes {
  readonly bytes: Uint8Array
  /** Whether the file was replaced or truncated, so that these bytes are its beginning. */
  readonly anew: boolean
}

const identityOf = ({ dev, ino }: { dev: number; ino: number }): string => `${dev} ${ino}`

/** Files that the user has chosen to follow as they grow, by number. */
export class FollowedFiles {
  private readonly files = new OpenFiles<Followed>()

  /** Opens a file to follow, as `OpenFiles.open`; returns its number and its name. */
  async open(path: string): Promise<{ file: number; name: string }> {
    const { file } = await this.files.open(path, ({ handle, info }) => ({ path, handle, identity: identityOf(info), at: 0, busy: false }))
    return { file, name: basename(path) }
  }

  /**
   * Returns the next bytes of a file, none if it has not grown; null for a number that is not open. If the file was
   * replaced under its name, as loggers do, is read to its end first, then the new one from its beginning; one that was
   * cut is read from its beginning.
   */
  async next(number: number): Promise<AppendedBytes | null> {
    const entry = this.files.get(number)
    if (!entry || entry.busy) return null
    entry.busy = true
    try {
      const gained = await this.read(entry)
      if (gained.bytes.length > 0 || gained.anew) return gained
      const now = await onDisk(entry.path, () => stat(entry.path)).catch((error: NodeJS.ErrnoException) => {
        // There is no file between the renaming of the old one and the creation of the new one.
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      if (!now || identityOf(now) === entry.identity) return gained
      const { handle, info } = await openFile(entry.path)
      void entry.handle.close().catch(() => undefined)
      Object.assign(entry, { handle, identity: identityOf(info), at: 0 })
      return { ...(await this.read(entry)), anew: true }
    } finally {
      entry.busy = false
    }
  }

  private async read(entry: Followed): Promise<AppendedBytes> {
    const { path, handle } = entry
    const { size } = await onDisk(path, () => handle.stat())
    const anew = size < entry.at
    if (anew) entry.at = 0
    const buffer = new Uint8Array(Math.min(PIECE, size - entry.at))
    if (buffer.length === 0) return { bytes: buffer, anew }
    const { bytesRead } = await onDisk(path, () => handle.read(buffer, 0, buffer.length, entry.at))
    entry.at += bytesRead
    return { bytes: buffer.slice(0, bytesRead), anew }
  }

  close(number: number): void {
    this.files.close(number)
  }

  closeAll(): void {
    this.files.closeAll()
  }
}
