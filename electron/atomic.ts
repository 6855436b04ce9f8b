import { createHash, randomBytes } from 'node:crypto'
import { readlinkSync, type Stats } from 'node:fs'
import { access, constants, link, open, readdir, readlink, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** How a step of writing is done: at once, or by somebody who gives a disk up that does not answer. */
export type Doing = <T>(work: () => Promise<T>, options?: { readonly slow?: boolean; readonly late?: (value: T) => unknown }) => Promise<T>
const plainly: Doing = (work) => work()

export interface Written {
  readonly path: string
  readonly content: string | Uint8Array
}

/** Bytes that are written at once. */
const PIECE = 4 * 2 ** 20
/** Links that lead to one another, as many as systems follow. */
const LINKS = 40
/** Milliseconds after which a half-written file is left over whoever began it. */
const OLD = 24 * 3_600_000

/** This computer, and the space in which its process numbers count: in another one they mean other processes. */
const HERE = (() => {
  let space = ''
  try {
    space = readlinkSync('/proc/self/ns/pid')
  } catch { /* only Linux has several */ }
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8)
})()

/** A name for a file that is being written, short enough for every disk. It says who writes, so that it can be told whether anybody still does. */
const halfWritten = (folder: string): string => join(folder, `.unfold-${HERE}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
const HALF_WRITTEN = /^\.unfold-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.tmp$/

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes from a folder what programs that were ended while they wrote have left there; what is being written stays. */
export async function removeLeftovers(folder: string, doing: Doing = plainly): Promise<void> {
  for (const name of await doing(() => readdir(folder)).catch(() => [])) {
    const [, host, pid] = HALF_WRITTEN.exec(name) ?? []
    if (host === undefined || Number(pid) === process.pid && host === HERE) continue
    const path = join(folder, name)
    const over = host === HERE && !runs(Number(pid)) ? true : await doing(() => stat(path)).then(({ mtimeMs }) => Date.now() - mtimeMs > OLD, () => false)
    if (over) await doing(() => rm(path, { force: true })).catch(() => undefined)
  }
}

/** Brings a folder's entries to the disk, where the system can do that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const failed = (code: string, message: string): Error => Object.assign(new Error(message), { code })

/** The file that a path means: links are followed, also one to a file that is not there yet. */
async function followed(path: string, left = LINKS): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const to = await readlink(path).catch(() => null)
  if (to === null) return path
  if (left === 0) throw failed('ELOOP', 'links lead to one another')
  return followed(resolve(dirname(path), to), left - 1)
}

/**
 * What is there now at a path that is to be written; null where nothing is.
 * @throws `code` EISDIR for a folder, ENOTFILE for a pipe or a device, EREADONLY for a file that may not be written.
 */
async function replaceable(target: string): Promise<Stats | null> {
  const present = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!present) return null
  if (present.isDirectory()) throw failed('EISDIR', 'is a folder')
  if (!present.isFile()) throw failed('ENOTFILE', 'is no file')
  // A new file could be put in its place wherever the folder allows that: who protected it meant something else.
  const may = (present.mode & 0o222) !== 0 && await access(target, constants.W_OK).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EROFS') throw error
    return false
  })
  if (!may) throw failed('EREADONLY', 'may not be written')
  return present
}

async function fill(handle: FileHandle, content: string | Uint8Array, doing: Doing): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await doing(() => handle.write(bytes, at, Math.min(PIECE, bytes.length - at)))
    at += bytesWritten
  }
}

/** Writes a whole file beside `target` and brings it to the disk; answers where it is. */
async function besides(target: string, present: Stats | null, doing: Doing, write: (handle: FileHandle) => Promise<void>): Promise<string> {
  const beside = halfWritten(dirname(target))
  const gone = (): Promise<void> => rm(beside, { force: true }).catch(() => undefined)
  const handle = await doing(() => open(beside, 'wx', present ? present.mode & 0o777 : 0o666), { late: (late) => late.close().then(gone, gone) })
  try {
    try {
      if (present) {
        // Another person's file stays theirs where that may be; the mode after it, for a new owner takes some of it away.
        if (present.uid !== process.getuid?.() || present.gid !== process.getgid?.()) await doing(() => handle.chown(present.uid, present.gid)).catch(() => undefined)
        await doing(() => handle.chmod(present.mode & 0o777)) // `open` takes the umask off
      }
      await write(handle)
      await doing(() => handle.sync(), { slow: true })
    } finally {
      await doing(() => handle.close(), { slow: true })
    }
  } catch (error) {
    await doing(gone).catch(() => undefined)
    throw error
  }
  return beside
}

const about = (error: unknown, path: string): Error => Object.assign(error instanceof Error ? error : new Error(String(error)), { about: path })

/** The path that an error of writing is about, where it says so. */
export const pathOf = (error: unknown): string | undefined => (error as { about?: string } | null)?.about

/**
 * Replaces the content of files as wholes: all are written beside their places and brought to the disk, then renamed
 * over them. Where one cannot be written, none is. Whatever fails, and whenever the machine stops, each file has its
 * old content or its new one. Modes are kept; symbolic links stay and what they lead to is replaced.
 * @throws The system's error (`code` as ENOSPC, EACCES, …) or one with the code EISDIR, ENOTFILE (a pipe, a device) or
 * EREADONLY; `pathOf` tells which file it is about. Nothing is left beside the files then.
 */
export async function writeAllAtomically(files: readonly Written[], doing: Doing = plainly): Promise<void> {
  const ready: { readonly target: string; readonly beside: string }[] = []
  let at = 0
  try {
    for (const { path, content } of files) {
      const target = await doing(() => followed(path))
      const present = await doing(() => replaceable(target))
      ready.push({ target, beside: await besides(target, present, doing, (handle) => fill(handle, content, doing)) })
      at++
    }
    for (at = 0; at < ready.length; at++) await doing(() => rename(ready[at]!.beside, ready[at]!.target))
  } catch (error) {
    for (const { beside } of ready) await doing(() => rm(beside, { force: true })).catch(() => undefined)
    throw about(error, files[at]?.path ?? '')
  }
  // The files themselves are safe; some file systems refuse this.
  for (const folder of new Set(ready.map(({ target }) => dirname(target)))) await doing(() => syncFolder(folder), { slow: true }).catch(() => undefined)
}

/** Replaces one file's content as a whole, as `writeAllAtomically`. */
export const writeAtomically = (path: string, content: string | Uint8Array, doing?: Doing): Promise<void> => writeAllAtomically([{ path, content }], doing)

/**
 * Makes the new file `target` of what `write` puts into it: it is there whole or not at all.
 * @throws `code` EEXIST where something is there already; the system's error where it cannot be written.
 */
export async function createAtomically(target: string, write: (handle: FileHandle) => Promise<void>, doing: Doing = plainly): Promise<void> {
  const beside = await besides(target, null, doing, write)
  try {
    await doing(() => link(beside, target)).catch(async (error: NodeJS.ErrnoException) => {
      // Disks without hard links; a rename would go over what is there.
      if (error.code === 'EEXIST' || await stat(target).then(() => true, () => false)) throw failed('EEXIST', 'is there already')
      await doing(() => rename(beside, target))
    })
  } finally {
    await doing(() => rm(beside, { force: true })).catch(() => undefined)
  }
  await doing(() => syncFolder(dirname(target)), { slow: true }).catch(() => undefined)
}
