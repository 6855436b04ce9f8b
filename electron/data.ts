import { realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, sep } from 'node:path'
import { isBundleName } from '../engine/archive/bundle'
import { createAtomically } from './atomic'
import type { DocumentPlace } from './contract'
import { onDisk, onDiskFor } from './disk'
import { FileError } from './failure'
import { makeFolder } from './folder'
import { assertUnchanged, changedWhileRead, openFile } from './files'
import { text } from './language'

/** Bytes compared or copied per step. */
const PIECE = 2 ** 20

/** Returns `name` if a document may use it as a path: relative, below the folder, with `/`. */
function checkedName(name: string): string {
  const parts = name.split('/')
  const sound = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\:\0]/.test(name)
  if (!sound) throw new FileError(text('error.data-outside', { name }))
  return name
}

/**
 * Returns the real path of the data file `name` in `folder`, or null if there is none.
 * @throws FileError if it lies outside the folder, also through a symbolic link.
 */
async function locate(folder: string, name: string): Promise<string | null> {
  checkedName(name)
  const path = join(folder, name)
  const real = await onDisk(path, () => realpath(path)).catch((error: NodeJS.ErrnoException) => {
    // A name too long for the disk cannot exist there.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code ?? '')) return null
    throw error
  })
  if (real === null) return null
  await assertInside(folder, real, name)
  return real
}

async function assertInside(folder: string, real: string, name: string): Promise<void> {
  const inside = await onDisk(join(folder, name), () => realpath(folder))
  const holds = real === inside || real.startsWith(inside.endsWith(sep) ? inside : inside + sep)
  if (!holds) throw new FileError(text('error.data-outside', { name }))
}

async function sameContent(a: string, b: string): Promise<boolean> {
  const first = await openFile(a)
  try {
    const second = await openFile(b)
    try {
      const [one, other] = [first.info, second.info]
      if (one.dev === other.dev && one.ino === other.ino && one.ino !== 0) return true
      if (one.size !== other.size) return false
      const pieces = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)] as const
      for (let at = 0; at < one.size; ) {
        const x = await onDisk(a, () => first.handle.read(pieces[0], 0, PIECE, at))
        const y = await onDisk(b, () => second.handle.read(pieces[1], 0, PIECE, at))
        if (x.bytesRead === 0 || x.bytesRead !== y.bytesRead || !pieces[0].subarray(0, x.bytesRead).equals(pieces[1].subarray(0, x.bytesRead))) return false
        at += x.bytesRead
      }
      return true
    } finally {
      void second.handle.close().catch(() => undefined)
    }
  } finally {
    void first.handle.close().catch(() => undefined)
  }
}

/** Copies `source` to `target`, where no file is yet; the copy appears complete or not at all. */
async function copy(source: string, target: string): Promise<void> {
  const { handle, info } = await openFile(source)
  try {
    await createAtomically(
      target,
      async (to) => {
        const piece = Buffer.alloc(PIECE)
        for (let at = 0; at < info.size; ) {
          const { bytesRead } = await onDisk(source, () => handle.read(piece, 0, Math.min(PIECE, info.size - at), at))
          if (bytesRead === 0) throw changedWhileRead(source)
          await onDisk(target, () => to.writeFile(piece.subarray(0, bytesRead)))
          at += bytesRead
        }
        await assertUnchanged(source, handle, info)
      },
      onDiskFor(target),
    )
  } finally {
    void handle.close().catch(() => undefined)
  }
}

function keyOf({ path, picture, example }: DocumentPlace): string {
  if (path !== null) return path
  // A copy that is not yet saved uses the files of the bundle from which it was made.
  if (picture !== undefined) return isBundleName(picture) ? picture : `picture ${picture}`
  return example !== undefined ? `example ${example}` : ''
}

/** The data files that documents may read: those in their folders, and those that the user chose for them in a dialog. */
export class DataFiles {
  /** Paths of chosen files, by document and then by the name it uses. */
  private readonly chosen = new Map<string, Map<string, string>>()

  /** @param folderOf Returns the folder of an open document or of the examples; null if there is none. */
  constructor(private readonly folderOf: (place: DocumentPlace) => string | null) {}

  /** Returns where a data file is; null if there is none. */
  async source(from: DocumentPlace, name: string): Promise<string | null> {
    const folder = this.folderOf(from)
    return (folder === null ? null : await locate(folder, name)) ?? this.chosen.get(keyOf(from))?.get(checkedName(name)) ?? null
  }

  /** As `source`, but null also for a folder, a pipe and whatever else cannot be read: a document is saved without it. */
  async readable(from: DocumentPlace, name: string): Promise<string | null> {
    try {
      const path = await this.source(from, name)
      return path !== null && (await onDisk(path, () => stat(path))).isFile() ? path : null
    } catch {
      return null
    }
  }

  /**
   * Returns the path of the data file that the document at `from` calls `name`.
   * @throws FileError if there is none that it may read.
   */
  async find(from: DocumentPlace, name: string): Promise<string> {
    const path = await this.source(from, name)
    if (path === null) throw new FileError(text('error.data-missing', { name }))
    return path
  }

  /** Returns name and path of each data file chosen for the document at `place`. */
  chosenFor(place: DocumentPlace): (readonly [string, string])[] {
    return [...(this.chosen.get(keyOf(place)) ?? [])]
  }

  /** Restores a document's access to the files chosen for it in an earlier session. */
  adopt(place: DocumentPlace, files: readonly (readonly [string, string])[]): void {
    if (files.length > 0) this.chosen.set(keyOf(place), new Map([...(this.chosen.get(keyOf(place)) ?? []), ...files]))
  }

  /** Lets the document at `from` read `path`; returns a name for it that no other file has there. */
  async choose(from: DocumentPlace, path: string): Promise<string> {
    const extension = extname(path)
    const stem = basename(path, extension).replace(/[\\:]/g, '_') // characters that no document may use in a path
    for (let i = 1; ; i++) {
      const name = i === 1 ? stem + extension : `${stem}-${i}${extension}`
      const present = await this.source(from, name)
      if (present !== null && present !== path && !(await sameContent(present, path))) continue
      const names = this.chosen.get(keyOf(from)) ?? new Map<string, string>()
      this.chosen.set(keyOf(from), names.set(name, path))
      return name
    }
  }

  /** Lets the document at `from` read these files of its bundle, by name, and no others. */
  setPacked(from: DocumentPlace, files: readonly (readonly [string, string])[]): void {
    this.chosen.set(keyOf(from), new Map(files))
  }

  /**
   * Copies the data file of a document that moves from `from` to `path` beside it, unless the same content is there.
   * @returns Its new path, the path it came from, and whether it was copied; null if it does not exist or is no file.
   * @throws FileError if a different file of that name is there; nothing has been written then.
   */
  async copyBeside(
    from: DocumentPlace,
    path: string,
    name: string,
  ): Promise<{ readonly source: string; readonly target: string; readonly copied: boolean } | null> {
    const names = this.chosen.get(keyOf(from))
    if (names) this.chosen.set(path, new Map(names))
    const source = await this.readable(from, name)
    if (source === null) return null // missing before the move too; the document reports that
    const folder = dirname(path)
    const present = await locate(folder, name)
    if (present !== null) {
      if (present !== source && !(await sameContent(source, present).catch(() => false))) throw new FileError(text('error.data-differs', { name }))
      return { source, target: present, copied: false }
    }
    const target = join(folder, name)
    await onDisk(target, () => makeFolder(dirname(target)))
    await assertInside(folder, await onDisk(target, () => realpath(dirname(target))), name)
    await copy(source, target)
    return { source, target, copied: true }
  }

  /** Removes a copy made by `copyBeside` for a document that could then not be written. */
  async removeCopy(target: string): Promise<void> {
    await onDisk(target, () => rm(target, { force: true })).catch(() => undefined)
  }
}
