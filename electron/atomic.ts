import { createHash, randomBytes } from 'node:crypto'
import { readlinkSync, type Stats } from 'node:fs'
import { access, constants, link, open, readdir, readlink, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { bytesOf } from './in-pieces'

/** Runs one file operation of a write: directly, or with a time limit (`onDiskFor`). */
export type RunStep = <T>(work: () => Promise<T>, options?: { readonly slow?: boolean; readonly late?: (value: T) => unknown }) => Promise<T>
const runDirectly: RunStep = (work) => work()

export interface FileToWrite {
  readonly path: string
  readonly content: string | Uint8Array
}

/** Most symbolic links followed in a row, as operating systems limit it. */
const MOST_LINKS = 40
/** Age in milliseconds at which a temporary file counts as abandoned, whoever made it. */
const ABANDONED_AFTER = 24 * 3_600_000

/** Identifies this computer and its PID namespace; process numbers of another namespace mean other processes. */
const HERE = (() => {
  let space = ''
  try {
    space = readlinkSync('/proc/self/ns/pid')
  } catch {
    /* only Linux has several */
  }
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8)
})()

/** Returns a new temporary path in `folder`. The name holds computer and process, so that a later start knows whether the writer still runs. */
const temporaryPath = (folder: string): string => join(folder, `.unfold-${HERE}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
const TEMPORARY_NAME = /^\.unfold-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.tmp$/

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes temporary files from `folder` that ended programs left there; those of running programs stay. */
export async function removeLeftovers(folder: string, run: RunStep = runDirectly): Promise<void> {
  for (const name of await run(() => readdir(folder)).catch(() => [])) {
    const [, host, pid] = TEMPORARY_NAME.exec(name) ?? []
    if (host === undefined || (Number(pid) === process.pid && host === HERE)) continue
    const path = join(folder, name)
    const abandoned =
      host === HERE && !isRunning(Number(pid))
        ? true
        : await run(() => stat(path)).then(
            ({ mtimeMs }) => Date.now() - mtimeMs > ABANDONED_AFTER,
            () => false,
          )
    if (abandoned) await run(() => rm(path, { force: true })).catch(() => undefined)
  }
}

/** Syncs a folder's entries to the disk, where the system supports it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const codedError = (code: string, message: string): Error => Object.assign(new Error(message), { code })

/** Resolves symbolic links, also one whose target does not exist yet. */
async function resolveLinks(path: string, left = MOST_LINKS): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const to = await readlink(path).catch(() => null)
  if (to === null) return path
  if (left === 0) throw codedError('ELOOP', 'links lead to one another')
  return resolveLinks(resolve(dirname(path), to), left - 1)
}

/**
 * Returns what exists at `target`, or null if nothing does.
 * @throws `code` EISDIR for a folder, ENOTFILE for a pipe or device, EREADONLY for a write-protected file.
 */
async function statReplaceable(target: string): Promise<Stats | null> {
  const present = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!present) return null
  if (present.isDirectory()) throw codedError('EISDIR', 'is a folder')
  if (!present.isFile()) throw codedError('ENOTFILE', 'is no file')
  // Renaming over a protected file would work wherever the folder is writable, against the owner's intent.
  const may =
    (present.mode & 0o222) !== 0
    && (await access(target, constants.W_OK).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EROFS') throw error
        return false
      },
    ))
  if (!may) throw codedError('EREADONLY', 'may not be written')
  return present
}

async function writeContent(handle: FileHandle, content: string | Uint8Array, run: RunStep): Promise<void> {
  for (const bytes of bytesOf(content))
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await run(() => handle.write(bytes, at, bytes.length - at))
      at += bytesWritten
    }
}

/** Writes a temporary file beside `target`, syncs it to the disk, and returns its path. */
async function writeBeside(target: string, present: Stats | null, run: RunStep, write: (handle: FileHandle) => Promise<void>): Promise<string> {
  const beside = temporaryPath(dirname(target))
  const removeTemporary = (): Promise<void> => rm(beside, { force: true }).catch(() => undefined)
  const handle = await run(() => open(beside, 'wx', present ? present.mode & 0o777 : 0o666), {
    late: (late) => late.close().then(removeTemporary, removeTemporary),
  })
  try {
    try {
      if (present) {
        // Keep the owner where the system allows it. Set the mode afterwards, because chown clears some of its bits.
        if (present.uid !== process.getuid?.() || present.gid !== process.getgid?.())
          await run(() => handle.chown(present.uid, present.gid)).catch(() => undefined)
        await run(() => handle.chmod(present.mode & 0o777)) // `open` applied the umask
      }
      await write(handle)
      await run(() => handle.sync(), { slow: true })
    } finally {
      await run(() => handle.close(), { slow: true })
    }
  } catch (error) {
    await run(removeTemporary).catch(() => undefined)
    throw error
  }
  return beside
}

const withPath = (error: unknown, path: string): Error => Object.assign(error instanceof Error ? error : new Error(String(error)), { about: path })

/** Returns the path that a write error is about, if it names one. */
export const pathOf = (error: unknown): string | undefined => (error as { about?: string } | null)?.about

/**
 * Replaces the whole content of several files: writes all beside their targets, syncs them, then renames them over the
 * targets. If one cannot be written, none is. After any failure, also a power cut, each file has its old or its new
 * content. Keeps modes and symbolic links; a link's target is replaced.
 * @throws The system's error (`code` ENOSPC, EACCES, …) or one with code EISDIR, ENOTFILE (pipe or device) or
 * EREADONLY; `pathOf` returns the file that it is about. No temporary files remain.
 */
export async function writeAllAtomically(files: readonly FileToWrite[], run: RunStep = runDirectly): Promise<void> {
  const ready: { readonly target: string; readonly beside: string }[] = []
  let at = 0
  try {
    for (const { path, content } of files) {
      const target = await run(() => resolveLinks(path))
      const present = await run(() => statReplaceable(target))
      ready.push({ target, beside: await writeBeside(target, present, run, (handle) => writeContent(handle, content, run)) })
      at++
    }
    for (at = 0; at < ready.length; at++) await run(() => rename(ready[at]!.beside, ready[at]!.target))
  } catch (error) {
    for (const { beside } of ready) await run(() => rm(beside, { force: true })).catch(() => undefined)
    throw withPath(error, files[at]?.path ?? '')
  }
  // The files are complete by now; some file systems refuse to sync folders.
  for (const folder of new Set(ready.map(({ target }) => dirname(target)))) await run(() => syncFolder(folder), { slow: true }).catch(() => undefined)
}

/** Replaces the whole content of one file, as `writeAllAtomically` does. */
export const writeAtomically = (path: string, content: string | Uint8Array, run?: RunStep): Promise<void> => writeAllAtomically([{ path, content }], run)

/**
 * Creates the file `target` with what `write` writes; it appears complete or not at all.
 * @throws `code` EEXIST if something exists there; the system's error if it cannot be written.
 */
export async function createAtomically(target: string, write: (handle: FileHandle) => Promise<void>, run: RunStep = runDirectly): Promise<void> {
  const beside = await writeBeside(target, null, run, write)
  try {
    await run(() => link(beside, target)).catch(async (error: NodeJS.ErrnoException) => {
      // On disks without hard links, check first: a rename would overwrite an existing file.
      if (
        error.code === 'EEXIST'
        || (await stat(target).then(
          () => true,
          () => false,
        ))
      )
        throw codedError('EEXIST', 'is there already')
      await run(() => rename(beside, target))
    })
  } finally {
    await run(() => rm(beside, { force: true })).catch(() => undefined)
  }
  await run(() => syncFolder(dirname(target)), { slow: true }).catch(() => undefined)
}
