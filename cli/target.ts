import { createHash, randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { dirname, join, parse, resolve } from 'node:path'
import { reasonOf } from './reason'
import { UsageError } from './usage'

/** Most symbolic links followed in a row, as operating systems limit it. */
const LINKS = 40
const PIECE = 2 ** 20
/** Most names tried for a file beside one that another program has changed. */
const NAMES = 1_000

/** Returns what exists at a path, following links; undefined if nothing does. */
function found(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Resolves symbolic links, also one whose target does not exist yet. */
function followed(path: string, left = LINKS): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (reasonOf(error) !== 'ENOENT') throw error
  }
  let to: string
  try {
    to = readlinkSync(path)
  } catch {
    return path
  }
  if (left === 0) throw Object.assign(new Error('links lead to one another'), { code: 'ELOOP' })
  return followed(resolve(dirname(path), to), left - 1)
}

function digestOf(path: string): string {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  try {
    const buffer = new Uint8Array(PIECE)
    for (let count = readSync(file, buffer, 0, PIECE, null); count > 0; count = readSync(file, buffer, 0, PIECE, null)) hash.update(buffer.subarray(0, count))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

/** A file as last seen; it is read again only if its stamp has changed. */
interface FileState {
  readonly stamp: string
  readonly digest: string
}
const stampOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`

/** Temporary names, short enough for every disk, that contain the process that writes. */
const beside = (folder: string): string => join(folder, `.unfold-${process.pid}-${randomBytes(6).toString('hex')}.part`)
const BESIDE = /^\.unfold-(\d{1,10})-[0-9a-f]{12}\.part$/

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return reasonOf(error) === 'EPERM'
  }
}

/** Removes temporary files that killed programs left in a folder. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(BESIDE.exec(name)?.[1])
    if (pid > 0 && pid !== process.pid && !runs(pid)) rmSync(join(folder, name), { force: true })
  }
}

/**
 * The file that a command writes. Checks before the work starts whether the name is valid, the folder writable and the
 * file not protected. Replaces a plain file as a whole and keeps its mode and owner; keeps a link and replaces its
 * target; writes directly into a device or pipe.
 */
export class Target {
  private seen: FileState | undefined
  /** Whether it is a device or pipe, beside which no files are put. */
  readonly special: boolean

  /** @throws UsageError if it cannot be written. */
  constructor(readonly path: string) {
    try {
      const present = found(path)
      if (present?.isDirectory()) throw new UsageError('cli-file-folder', { path })
      this.special = present !== undefined && (!present.isFile() || /^\/(?:dev|proc)\//.test(path))
      if (this.special) return
      const file = followed(path)
      this.check(file, present)
      removeLeftovers(dirname(file))
      const trial = beside(dirname(file))
      closeSync(openSync(trial, 'wx', 0o600))
      rmSync(trial)
      if (present) this.seen = { stamp: stampOf(present), digest: digestOf(file) }
    } catch (error) {
      throw this.failure(error)
    }
  }

  /**
   * Writes the whole content or nothing. If another program changed the file meanwhile, writes beside it instead.
   * @returns the path written.
   * @throws UsageError if it cannot be written; an existing file stays as it was.
   */
  write(content: string | Uint8Array): string {
    return this.put(content, 'beside')
  }

  /**
   * Writes a file that only this program needs, as a checkpoint, again and again. Writes it anew if it was deleted.
   * @throws UsageError also if another program has changed it: files beside it would not be found when work resumes.
   */
  rewrite(content: string | Uint8Array): void {
    this.put(content, 'never')
  }

  private put(content: string | Uint8Array, otherwise: 'beside' | 'never'): string {
    try {
      if (this.special) {
        writeFileSync(this.path, content)
        return this.path
      }
      let file = followed(this.path)
      let present = found(file)
      const changed = !this.same(file, present) && (otherwise === 'beside' || present !== undefined)
      if (changed && otherwise === 'never') throw new UsageError('cli-changed-by-other', { path: this.path })
      if (changed) {
        file = this.free(file)
        present = undefined
      }
      this.check(file, present)
      this.replace(file, present, content)
      if (changed) return file
      this.seen = { stamp: stampOf(statSync(file)), digest: createHash('sha256').update(content).digest('hex') }
      return this.path
    } catch (error) {
      throw this.failure(error)
    }
  }

  private failure(error: unknown): UsageError {
    return error instanceof UsageError ? error : new UsageError('cli-write-failed', { path: this.path, reason: reasonOf(error) })
  }

  /** Returns whether the file is unchanged since last seen. */
  private same(file: string, present: Stats | undefined): boolean {
    if (!present || !this.seen) return !present && !this.seen
    return stampOf(present) === this.seen.stamp || (present.isFile() && digestOf(file) === this.seen.digest)
  }

  /** Refuses protected files: renaming over one would work wherever the folder is writable, against the owner's intent. */
  private check(file: string, present: Stats | undefined): void {
    const { path } = this
    if (!present) return
    if (present.isDirectory()) throw new UsageError('cli-file-folder', { path })
    let may = (present.mode & 0o222) !== 0
    try {
      accessSync(file, constants.W_OK)
    } catch (error) {
      if (reasonOf(error) !== 'EACCES' && reasonOf(error) !== 'EPERM') throw error
      may = false
    }
    if (!may) throw new UsageError('cli-write-protected', { path })
  }

  private replace(file: string, present: Stats | undefined, content: string | Uint8Array): void {
    const part = beside(dirname(file))
    try {
      const handle = openSync(part, 'wx', present ? present.mode & 0o777 : 0o666)
      try {
        writeFileSync(handle, content)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      if (present) {
        this.own(part, present)
        // `open` applied the umask.
        chmodSync(part, present.mode & 0o7777)
      }
      renameSync(part, file)
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
  }

  private own(part: string, { uid, gid }: Stats): void {
    if (uid === process.getuid?.() && gid === process.getgid?.()) return
    try {
      chownSync(part, uid, gid)
    } catch {
      // Only root may change the owner.
    }
  }

  /** Returns an unused name beside a file. */
  private free(file: string): string {
    const { dir, name, ext } = parse(file)
    for (let n = 2; n < NAMES; n++) {
      const path = join(dir, `${name.slice(0, 200)}-${n}${ext.slice(0, 40)}`)
      if (!found(path)) return path
    }
    throw new UsageError('cli-changed-meanwhile', { path: this.path })
  }
}
