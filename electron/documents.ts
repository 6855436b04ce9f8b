import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { removeLeftovers, writeAtomically } from './atomic'
import type { ExampleEntry, FileState, OpenedFile, Place, Result, Saved } from './contract'
import { DataFiles } from './data'
import { ask, askAbout } from './disk'
import { failure, FileError, writeFailure } from './failure'
import { fingerprint, readContent, readText } from './files'
import { KnownFiles, NOWHERE } from './known'
import { text } from './language'
import type { RecentDocuments } from './recent'

export const EXTENSION = '.unfold'

/** Names of pictures, in which no document is saved: other programs would find no picture there. */
const PICTURES: readonly string[] = ['.svg', '.png']

/** Names of tables. A `.json` is one where it is no document, which says so near its beginning. */
const TABLES: readonly string[] = ['.csv', '.tsv', '.tab', '.txt', '.jsonl', '.ndjson']
const MARK = '"unfold-graph"'
const HEAD = 4096

/** A document's text, JSON, never starts with `<`. */
const isPicture = (content: string | Uint8Array): boolean => typeof content !== 'string' || /^\s{0,64}</.test(content)

/** Reads and writes documents; only those that a person has opened or chosen here, and examples. */
export class Documents {
  /** Documents that the renderer may save over and whose data files it may read. */
  private readonly open = new Set<string>()
  /** By path of what was opened: the path without links. */
  private readonly reals = new Map<string, string>()
  /** Pictures that were opened: what they held may read data files beside them, and nothing is saved over them. */
  private readonly pictures = new Set<string>()
  readonly data = new DataFiles((place) => this.folderOf(place))
  /** What documents and data files held when they were read or written here. */
  readonly known = new KnownFiles()
  /** Folders that have been cleared of what was left half written. */
  private readonly cleared = new Set<string>()

  constructor(private readonly examplesFolder: string, private readonly recent: RecentDocuments) {}

  /** Opens the document at a path that came from a person: a dialog, a drop, the recent list, the command line. */
  async read(path: string): Promise<Result<{ file: OpenedFile }>> {
    const full = resolve(path)
    try {
      if (TABLES.includes(extname(full).toLowerCase())) return await this.readTable(full)
      const { content, print } = await readContent(full)
      if (extname(full).toLowerCase() === '.json' && typeof content === 'string' && !content.slice(0, HEAD).includes(MARK)) return await this.readTable(full)
      ;(isPicture(content) ? this.pictures : this.open).add(full)
      // A document that is open already is still that of what the file held before.
      if (this.known.printOf(full) === undefined) this.known.set(full, print)
      this.recent.add(full)
      this.clear(dirname(full))
      return { ok: true, file: { path: full, name: basename(full), content, also: await this.alsoOf(full), print } }
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) this.recent.remove(full)
      return failure(error, full)
    }
  }

  /** A table that was opened where a document could be: it may become the data of a new one. */
  private async readTable(path: string): Promise<Result<{ file: OpenedFile }>> {
    const name = basename(path)
    return { ok: true, file: { path: null, name, content: '', table: await this.data.choose({ path: null }, path) } }
  }

  /** What the file of an open document holds now, for a look; the document is still that of what it held before. */
  async look(path: string): Promise<Result<{ content: string; print: string }>> {
    try {
      this.assertOpen(path)
      const { content, print } = await readContent(path)
      if (typeof content !== 'string') throw new FileError(text('error.picture-now', { name: basename(path) }))
      return { ok: true, content, print }
    } catch (error) {
      return failure(error, path)
    }
  }

  /** The document at `path` is now that of what its file held with this fingerprint. */
  accept(path: string, print: string): void {
    this.assertOpen(path)
    this.known.set(path, print)
  }

  /** Whether the file of an open document is as it was read or written here. */
  async stateOf(path: string): Promise<FileState> {
    return this.open.has(path) ? this.known.look(path) : 'unread'
  }

  /** The same for a data file. */
  async dataState(from: Place, name: string): Promise<FileState> {
    const path = await this.data.find(from, name).catch(() => null)
    return path === null ? 'gone' : this.known.look(path)
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

  /**
   * Writes a document, with its data file, at a path that the person has just chosen.
   * @param over where it is the document's own file that nobody was asked about: the fingerprint of what may be written
   * over besides what was read or written here; `changed` in the answer says that the file holds something else.
   */
  async save(path: string, content: string, from: Place, data: string | null, over?: { readonly seen: string | null }): Promise<Result<Saved>> {
    const full = resolve(path)
    try {
      if (PICTURES.includes(extname(full).toLowerCase())) throw new FileError(text('error.picture', { name: basename(full) }))
      const changed = over && await this.changed(full, over.seen)
      if (changed) return changed
      const brought = data === null ? null : await this.data.bring(from, full, data)
      try {
        await writeAtomically(full, content, askAbout(full))
      } catch (error) {
        if (brought?.copied === true) await this.data.takeBack(brought.target)
        throw error
      }
      const print = brought && this.known.printOf(brought.source)
      if (brought && print) this.known.set(brought.target, print)
      this.open.add(full)
      this.known.set(full, fingerprint(content))
      this.recent.add(full)
      this.clear(dirname(full))
      return {
        ok: true, path: full, name: basename(full), also: await this.alsoOf(full),
        ...(brought?.copied === true ? { copied: basename(brought.target) } : {}), ...(data !== null && !brought && !over ? { missing: data } : {}),
      }
    } catch (error) {
      return writeFailure(error, full)
    }
  }

  private async changed(path: string, seen: string | null): Promise<Result<Saved> | undefined> {
    const held = this.known.printOf(path)
    const print = await this.known.now(path)
    if (held === undefined || print === held || print === seen) return undefined
    const gone = print === NOWHERE
    return { ok: false, reason: text(gone ? 'error.gone' : 'error.changed', { name: basename(path) }), changed: { gone, print } }
  }

  /**
   * A document that was open when the program ended: it may be saved over.
   * @param base fingerprint of what its file held then; what it holds now where that is not known.
   * @returns What its file holds now; null where that cannot be read.
   */
  async reopen(path: string, base?: string): Promise<string | null> {
    const full = resolve(path)
    this.open.add(full)
    this.clear(dirname(full))
    try {
      const { content, print } = await readContent(full)
      this.known.set(full, base ?? print)
      await this.alsoOf(full)
      return typeof content === 'string' ? content : null
    } catch {
      if (base !== undefined) this.known.set(full, base)
      return null
    }
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
    return (path === null || this.open.has(path)) && (picture === undefined || this.pictures.has(picture) || this.open.has(picture))
  }

  /** Other paths that were opened here and lead to the same file. */
  private async alsoOf(path: string): Promise<readonly string[]> {
    const real = await ask(path, () => realpath(path)).catch(() => path)
    this.reals.set(path, real)
    return [...this.reals].flatMap(([other, same]) => (other !== path && same === real ? [other] : []))
  }

  /** Removes what was left half written in a folder, once. */
  private clear(folder: string): void {
    if (this.cleared.has(folder)) return
    this.cleared.add(folder)
    void removeLeftovers(folder, askAbout(join(folder, basename(folder)))).catch(() => undefined)
  }

  private assertOpen(path: string): void {
    if (!this.open.has(path)) throw new FileError(text('error.not-open', { name: basename(path) }))
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
