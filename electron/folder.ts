import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder with those above it. Node reports ENOENT for a read-only disk; this throws the reason of the first
 * folder that cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    let first = path
    while (dirname(first) !== first && !(await isThere(dirname(first)))) first = dirname(first)
    await mkdir(first)
    await mkdir(path, { recursive: true })
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
