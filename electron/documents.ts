import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { writeAtomically } from './atomic'
import type { ExampleEntry, OpenedFile, Place, Result } from './contract'
import { DataFiles } from './data'
import { failure, FileError, readContent, readText } from './files'
import { text } from './language'
import type { RecentDocuments } from './recent'

export const EXTENSION = '.unfold'

/** Names of pictures, in which no document is saved: other programs would find no picture there. */
const PICTURES: readonly string[] = ['.svg', '.png']

/** A document's text, JSON, never starts with `<`. */
const isPicture = (content: string | Uint8Array): boolean => typeof content !== 'string' || /^\s{0,64}</.test(content)

/** Reads and writes documents; only those that a person has opened or chosen here, and examples. */
export class Documents {
  /** Documents that the renderer may save over and whose data files it may read. */
  private readonly open = new Set<string>()
  /** Pictures that were opened: what they held may read data files beside them, and nothing is saved over them. */
  private readonly pictures = new Set<string>()
  readonly data = new DataFiles((place) => this.folderOf(place))

  constructor(private readonly examplesFolder: string, private readonly recent: RecentDocuments) {}

  /** Opens the document at a path that came from a person: a dialog, a drop, the recent list, the command line. */
  async read(path: string): Promise<Result<{ file: OpenedFile }>> {
    const full = resolve(path)
    try {
      const content = await readContent(full)
      ;(isPicture(content) ? this.pictures : this.open).add(full)
      this.recent.add(full)
      return { ok: true, file: { path: full, name: basename(full), content } }
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
      return { ok: true, file: { path: null, name: example, content: await readText(join(this.examplesFolder, example)), example } }
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
      if (PICTURES.includes(extname(full).toLowerCase())) throw new FileError(text('error.picture', { name: basename(full) }))
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

  /** The picture of a document that was open when the program ended: what stands beside it may be read. */
  reopenPicture(path: string): void {
    this.pictures.add(resolve(path))
  }

  isOpen(path: string): boolean {
    return this.open.has(path)
  }

  /** Whether a place is one that a person has opened here, or none at all. */
  isKnown({ path, picture }: Place): boolean {
    return (path === null || this.open.has(path)) && (picture === undefined || this.pictures.has(picture))
  }

  private folderOf(place: Place): string | null {
    const beside = place.path ?? place.picture
    if (beside !== undefined) {
      if (!this.isKnown(place)) throw new FileError(text('error.not-open', { name: basename(beside) }))
      return dirname(beside)
    }
    if (place.example === undefined) return null
    this.assertExample(place.example)
    return this.examplesFolder
  }

  private assertExample(example: string): void {
    if (!/^[\w-][\w.-]*\.unfold$/.test(example)) throw new FileError(text('error.example-unknown', { name: example }))
  }
}
