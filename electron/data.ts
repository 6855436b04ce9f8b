import { mkdir, realpath, rm } from 'node:fs/promises'
import { basename, dirname, extname, join, sep } from 'node:path'
import { createAtomically } from './atomic'
import type { Place } from './contract'
import { ask, askAbout } from './disk'
import { FileError } from './failure'
import { assertUnchanged, cut, openFile } from './files'
import { text } from './language'

/** Bytes that are compared at once. */
const PIECE = 2 ** 20

/** A path as a document may name it: relative, downward, with `/`. */
function checkedName(name: string): string {
  const parts = name.split('/')
  const sound = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\:\0]/.test(name)
  if (!sound) throw new FileError(text('error.data-outside', { name }))
  return name
}

/**
 * The real path of the data file `name` in `folder`, or null where there is none.
 * @throws FileError where it leads out of the folder, through a symbolic link too.
 */
async function locate(folder: string, name: string): Promise<string | null> {
  checkedName(name)
  const path = join(folder, name)
  const real = await ask(path, () => realpath(path)).catch((error: NodeJS.ErrnoException) => {
    // No file can have a name that is too long for the disk.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code ?? '')) return null
    throw error
  })
  if (real === null) return null
  await assertInside(folder, real, name)
  return real
}

async function assertInside(folder: string, real: string, name: string): Promise<void> {
  const inside = await ask(join(folder, name), () => realpath(folder))
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
      for (let at = 0; at < one.size;) {
        const x = await ask(a, () => first.handle.read(pieces[0], 0, PIECE, at))
        const y = await ask(b, () => second.handle.read(pieces[1], 0, PIECE, at))
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

/** Copies a file to a place where none is; it is there whole or not at all. */
async function copy(source: string, target: string): Promise<void> {
  const { handle, info } = await openFile(source)
  try {
    await createAtomically(target, async (to) => {
      const piece = Buffer.alloc(PIECE)
      for (let at = 0; at < info.size;) {
        const { bytesRead } = await ask(source, () => handle.read(piece, 0, Math.min(PIECE, info.size - at), at))
        if (bytesRead === 0) throw cut(source)
        await ask(target, () => to.writeFile(piece.subarray(0, bytesRead)))
        at += bytesRead
      }
      await assertUnchanged(source, handle, info)
    }, askAbout(target))
  } finally {
    void handle.close().catch(() => undefined)
  }
}

const keyOf = ({ path, picture, example }: Place): string =>
  path ?? (picture !== undefined ? `picture ${picture}` : example !== undefined ? `example ${example}` : '')

/** The data files that documents may read: those in their folders, and those that were chosen for them in a dialog. */
export class DataFiles {
  /** By document, by the name it uses: where the file is. */
  private readonly chosen = new Map<string, Map<string, string>>()

  /** @param folderOf Folder of a document that is open, or of the examples; null where there is none. */
  constructor(private readonly folderOf: (place: Place) => string | null) {}

  private async source(from: Place, name: string): Promise<string | null> {
    const folder = this.folderOf(from)
    return (folder === null ? null : await locate(folder, name)) ?? this.chosen.get(keyOf(from))?.get(checkedName(name)) ?? null
  }

  /**
   * Where the data file is that the document at `from` calls `name`.
   * @throws FileError where there is none, or none that it may read.
   */
  async find(from: Place, name: string): Promise<string> {
    const path = await this.source(from, name)
    if (path === null) throw new FileError(text('error.data-missing', { name }))
    return path
  }

  /** Data files that were chosen for the document at `place`. */
  chosenFor(place: Place): (readonly [string, string])[] {
    return [...this.chosen.get(keyOf(place)) ?? []]
  }

  /** Lets a document read again what had been chosen for it. */
  adopt(place: Place, files: readonly (readonly [string, string])[]): void {
    if (files.length > 0) this.chosen.set(keyOf(place), new Map([...this.chosen.get(keyOf(place)) ?? [], ...files]))
  }

  /** Lets the document at `from` read `path`; answers the name for it, one that means nothing else there yet. */
  async choose(from: Place, path: string): Promise<string> {
    const extension = extname(path)
    const stem = basename(path, extension).replace(/[\\:]/g, '_') // names that no document may use
    for (let i = 1; ; i++) {
      const name = i === 1 ? stem + extension : `${stem}-${i}${extension}`
      const present = await this.source(from, name)
      if (present !== null && present !== path && !await sameContent(present, path)) continue
      const names = this.chosen.get(keyOf(from)) ?? new Map<string, string>()
      this.chosen.set(keyOf(from), names.set(name, path))
      return name
    }
  }

  /**
   * Puts the data file of a document that moves from `from` to `path` beside it, unless the same is there.
   * @returns Where it stands now, where it came from, and whether it was copied there; null where there is none.
   * @throws FileError where another file of that name is there; nothing has been written then.
   */
  async bring(from: Place, path: string, name: string): Promise<{ readonly source: string; readonly target: string; readonly copied: boolean } | null> {
    const names = this.chosen.get(keyOf(from))
    if (names) this.chosen.set(path, new Map(names))
    const source = await this.source(from, name)
    if (source === null) return null // it was missing before, and the document says so
    const folder = dirname(path)
    const present = await locate(folder, name)
    if (present !== null) {
      if (!await sameContent(source, present)) throw new FileError(text('error.data-differs', { name }))
      return { source, target: present, copied: false }
    }
    const target = join(folder, name)
    await ask(target, () => mkdir(dirname(target), { recursive: true }))
    await assertInside(folder, await ask(target, () => realpath(dirname(target))), name)
    await copy(source, target)
    return { source, target, copied: true }
  }

  /** Takes away again what `bring` has put there for a document that could not be written after all. */
  async takeBack(target: string): Promise<void> {
    await ask(target, () => rm(target, { force: true })).catch(() => undefined)
  }
}
