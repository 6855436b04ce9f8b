import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { writeAtomically } from './atomic'
import type { ExampleEntry, OpenedFile, Place, Result } from './contract'
import { DataFiles } from './data'
import { failure, FileError, readText } from './files'
import { text } from './language'
import type { RecentDocuments } from './recent'

export const EXTENSION = '.unfold'

/** Reads and writes documents; only those that a person has opened or chosen here, and examples. */
export class Documents {
  /** Documents that the renderer may save over and whose data files it may read. */
  private readonly open = new Set<string>()
  readonly data = new DataFiles((place) => this.folderOf(place))

  constructor(private readonly examplesFolder: string, private readonly recent: RecentDocuments) {}

  /** Opens the document at a path that came from a person: a dialog, a drop, the recent list, the command line. */
  async read(path: string): Promise<Result<{ file: OpenedFile }>> {
    const full = resolve(path)
    try {
      const content = await readText(full)
      this.open.add(full)
      this.recent.add(full)
      return { ok: true, file: { path: full, name: basename(full), text: content } }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.recent.remove(full)
      return failure(error, full)
    }
  }

  async readRecent(path: string): Promise<Result<{ file: OpenedFile }>> {
    if (!this.recent.list().includes(path)) return { ok: false, reason: text('error.not-recent', { name: basename(path) }) }
    return this.read(path)
  }

  /** An example, by the name of its file. */
  async readExample(example: string): Promise<Result<{ file: OpenedFile }>> {
    try {
      this.assertExample(example)
      return { ok: true, file: { path: null, name: example, text: await readText(join(this.examplesFolder, example)), example } }
    } catch (error) {
      return failure(error, example)
    }
  }

  async examples(): Promise<readonly ExampleEntry[]> {
    const names = await readdir(this.examplesFolder).catch(() => [])
    const files = names.filter((name) => extname(name) === EXTENSION).sort()
    return Promise.all(files.map(async (file) => ({ file, text: await readText(join(this.examplesFolder, file)) })))
  }

  /** Writes a document at a path that the person has just chosen, or over the one it came from, with its data file. */
  async save(path: string, content: string, from: Place, data: string | null): Promise<Result<{ path: string; name: string }>> {
    const full = resolve(path)
    try {
      if (data !== null) await this.data.bring(from, full, data)
      await writeAtomically(full, content)
      this.open.add(full)
      this.recent.add(full)
      return { ok: true, path: full, name: basename(full) }
    } catch (error) {
      return failure(error, full)
    }
  }

  /** A document that was open when the program ended: it may be saved over. Answers what its file holds now; null where that cannot be read. */
  async reopen(path: string): Promise<string | null> {
    const full = resolve(path)
    this.open.add(full)
    return readText(full).catch(() => null)
  }

  isOpen(path: string): boolean {
    return this.open.has(path)
  }

  private folderOf(place: Place): string | null {
    if (place.path !== null) {
      if (!this.isOpen(place.path)) throw new FileError(text('error.not-open', { name: basename(place.path) }))
      return dirname(place.path)
    }
    if (place.example === undefined) return null
    this.assertExample(place.example)
    return this.examplesFolder
  }

  private assertExample(example: string): void {
    if (!/^[\w-][\w.-]*\.unfold$/.test(example)) throw new FileError(text('error.example-unknown', { name: example }))
  }
}
