import { createHash, randomBytes } from 'node:crypto'
import {
  accessSync, chmodSync, chownSync, closeSync, constants, fsyncSync, openSync, readSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats,
} from 'node:fs'
import { dirname, join, parse, resolve } from 'node:path'
import { reasonOf } from './reason'
import { UsageError } from './usage'

/** Links that lead to one another, as many as systems follow. */
const LINKS = 40
const PIECE = 2 ** 20
/** Names that are tried for what may not take the place of another program's file. */
const NAMES = 1_000

/** What is at a path, links followed; undefined where nothing is. */
function found(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The file that a path means: links are followed, also one to a file that is not there yet. */
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

/** What a file was when it was looked at: it is read anew only where the system says that it has changed. */
interface Seen {
  readonly stamp: string
  readonly digest: string
}
const stampOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`

/** Names of files that are being written: short enough for every disk, and they tell by whom. */
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

/** Removes what programs that were killed while they wrote have left in a folder. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(BESIDE.exec(name)?.[1])
    if (pid > 0 && pid !== process.pid && !runs(pid)) rmSync(join(folder, name), { force: true })
  }
}

/**
 * Where a command writes. It is tried before the work: a name that is too long, a folder that may not be written, a
 * file that may not be changed are told then. A plain file is replaced as a whole, with its mode and owner; a link stays
 * one, and what it leads to is replaced; into a device or a pipe it is written.
 */
export class Target {
  private seen: Seen | undefined
  /** Whether it is a device or a pipe, beside which nothing belongs. */
  readonly special: boolean

  /** @throws UsageError where it could not be written. */
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
   * Writes it whole or not at all. A file that another program has written since it was looked at stays as it is, and
   * the content goes beside it.
   * @returns where it went.
   * @throws UsageError where it could not be written; what was there is as it was.
   */
  write(content: string | Uint8Array): string {
    try {
      if (this.special) {
        writeFileSync(this.path, content)
        return this.path
      }
      let file = followed(this.path)
      let present = found(file)
      const changed = !this.same(file, present)
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

  /** Whether the file is the one that was looked at. */
  private same(file: string, present: Stats | undefined): boolean {
    if (!present || !this.seen) return !present && !this.seen
    return stampOf(present) === this.seen.stamp || (present.isFile() && digestOf(file) === this.seen.digest)
  }

  /** A new file could be put in the place of a protected one wherever the folder allows that: who protected it meant something else. */
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
        // What `open` gave is less what the umask takes off.
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
      // Only the system's administrator may give files away.
    }
  }

  /** A name beside a file that nothing has yet. */
  private free(file: string): string {
    const { dir, name, ext } = parse(file)
    for (let n = 2; n < NAMES; n++) {
      const path = join(dir, `${name.slice(0, 200)}-${n}${ext.slice(0, 40)}`)
      if (!found(path)) return path
    }
    throw new UsageError('cli-changed-meanwhile', { path: this.path })
  }
}
