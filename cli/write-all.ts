import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder'
import { Target } from './target'

/**
 * Writes files, with the folders that they need. If one cannot be written, removes the new files and folders again, so
 * that a full disk leaves nothing half done.
 * @returns the paths written.
 * @throws UsageError
 */
export function writeAll(files: readonly { readonly path: string; readonly content: string | Uint8Array }[]): string[] {
  const made: string[] = []
  const added: string[] = []
  try {
    const targets = files.map(({ path }) => {
      const first = makeFolder(dirname(path), path)
      if (first !== undefined) for (const folder of foldersTo(dirname(path), first)) made.push(folder)
      return new Target(path)
    })
    return files.map(({ path, content }, i) => {
      const there = existsSync(path)
      const written = targets[i]!.write(content)
      if (!there || written !== path) added.push(written)
      return written
    })
  } catch (error) {
    for (const path of added) rmSync(path, { force: true })
    made.sort((a, b) => b.length - a.length).forEach(removeEmpty)
    throw error
  }
}

/** Returns a folder and those above it up to `first`. */
const foldersTo = (folder: string, first: string): string[] => (folder.length <= first.length ? [folder] : [folder, ...foldersTo(dirname(folder), first)])

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    /* Another program has put something into it. */
  }
}
