import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

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

/**
 * Replaces a file's content as a whole: written beside it, brought to the disk, then renamed over it. Whatever fails,
 * and whenever the machine stops, the file has its old content or its new one. Its mode is kept; a symbolic link stays
 * one and its target is replaced.
 * @throws The system's error (`code` as ENOSPC, EACCES, …); the file is then as it was and nothing is left beside it.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return path
    throw error
  })
  const present = await stat(target).catch(() => null)
  if (present?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  const folder = dirname(target)
  const beside = join(folder, `.${basename(target).slice(0, 200)}.${randomBytes(6).toString('hex')}.tmp`)
  const handle = await open(beside, 'wx', present ? present.mode & 0o777 : 0o666)
  try {
    try {
      if (present) await handle.chmod(present.mode & 0o777) // `open` takes the umask off
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await syncFolder(folder).catch(() => undefined) // the file itself is safe; some file systems refuse this
}
