import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { isBundleName, type Bundle } from '../engine/archive/bundle'
import { isRunFile } from '../engine/archive/runs'
import { isZip } from '../engine/archive/zip'
import { removeLeftovers, writeAtomically } from './atomic'
import type { Bundles } from './bundles'
import type { ExampleEntry, FileState, OpenedFile, DocumentPlace, Result, Saved } from './contract'
import { DataFiles } from './data'
import { onDisk, onDiskFor } from './disk'
import { failure, FileError, writeFailure } from './failure'
import { isPng, readContent, readHead, readText } from './files'
import { fingerprint } from './in-pieces'
import { KnownFiles, NO_FILE, sameFile } from './known'
import { text } from './language'
import { runsOf, unpackRuns } from './packed-runs'
import type { RecentDocuments } from './recent'

export const EXTENSION = '.unfold'

/** Extensions of pictures. Documents are not saved under them, because other programs would find no picture. */
const PICTURES: readonly string[] = ['.svg', '.png']

/** Extensions of tables. A `.json` file is a table unless the mark of a document stands near its beginning. */
const TABLES: readonly string[] = ['.csv', '.tsv', '.tab', '.txt', '.jsonl', '.ndjson']

const MARK = '"unfold-graph"'
/** Whether a file is opened as a table. */
async function isTable(path: string): Promise<boolean> {
  const extension = extname(path).toLowerCase()
  if (extension !== '.json') return TABLES.includes(extension)
  const head = await readHead(path)
  return !isZip(head) && !isPng(head) && !head.includes(MARK)
}

/** A document is JSON and never starts with `<`. */
const isPicture = (content: string | Uint8Array): boolean => typeof content !== 'string' || /^\s{0,64}</.test(content)

/** Reads and writes documents: only examples and files that the user has opened or chosen. */
export class Documents {
  /** Documents that the renderer may save over and whose data files it may read. */
  private readonly open = new Set<string>()
  /** Real paths, without links, by path of what was opened. */
  private readonly reals = new Map<string, string>()
  /** Opened pictures: documents in them may read data files beside them; nothing is saved over them. */
  private readonly pictures = new Set<string>()
  readonly data = new DataFiles((place) => this.folderOf(place))
  /** Content of documents and data files when they were last read or written here. */
  readonly known = new KnownFiles()
  /** Files of bundles that `look` read; the document gets them once it is based on that content. */
  private readonly seen = new Map<string, { readonly print: string; readonly files: readonly (readonly [string, string])[] }>()
  /** Folders already cleared of abandoned temporary files. */
  private readonly cleared = new Set<string>()

  constructor(
    private readonly examplesFolder: string,
    private readonly recent: RecentDocuments,
    private readonly bundles: Bundles,
  ) {}

  /** Opens the document at a path that came from the user: a dialog, a drop, the recent list, the command line. */
  async read(path: string): Promise<Result<{ file: OpenedFile }>> {
    const full = resolve(path)
    try {
      if (await isTable(full)) return await this.readTable(full)
      const { content, bundle, print } = await readContent(full)
      if (bundle) await this.unpack(full, bundle)
      ;(isPicture(content) ? this.pictures : this.open).add(full)
      // A document that is already open stays based on the content it was read from.
      if (this.known.printOf(full) === undefined) this.known.set(full, print)
      this.recent.add(full)
      this.clear(dirname(full))
      return { ok: true, file: { path: full, name: basename(full), content, also: await this.alsoOf(full), print } }
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) this.recent.remove(full)
      return failure(error, full)
    }
  }

  private async unpack(path: string, files: Bundle['files']): Promise<void> {
    this.data.setPacked({ path }, await this.bundles.unpack(path, files))
    // A folder that is not writable does not prevent the document from opening.
    await unpackRuns(path, files).catch(() => undefined)
  }

  /** The files to put into a bundle of the document at `from`, by name: those of the bundle that it comes from, its runs, and its data file. */
  private async belonging(from: DocumentPlace, data: string | null): Promise<ReadonlyMap<string, string>> {
    const home = from.path ?? from.picture
    const carried = home !== undefined && isBundleName(home) ? this.data.chosenFor(from).filter(([name]) => !isRunFile(name)) : []
    const files = new Map([...carried, ...(from.path === null ? [] : await runsOf(from.path))])
    const source = data === null ? null : await this.data.readable(from, data)
    return data === null || source === null ? files : files.set(data, source)
  }

  /** Opens a table in place of a document; the renderer may make it the data of a new one. */
  private async readTable(path: string): Promise<Result<{ file: OpenedFile }>> {
    const name = basename(path)
    return { ok: true, file: { path: null, name, content: '', table: await this.data.choose({ path: null }, path) } }
  }

  /** Returns the current content of an open document's file; the document stays based on the content it was read from. */
  async look(path: string): Promise<Result<{ content: string; print: string }>> {
    try {
      this.assertOpen(path)
      const { content, bundle, print } = await readContent(path)
      if (bundle) this.seen.set(path, { print, files: await this.bundles.unpack(path, bundle) })
      if (typeof content !== 'string') throw new FileError(text('error.picture-now', { name: basename(path) }))
      return { ok: true, content, print }
    } catch (error) {
      return failure(error, path)
    }
  }

  /** Records that the document at `path` is now based on the content with this fingerprint. */
  accept(path: string, print: string): void {
    this.assertOpen(path)
    const seen = this.seen.get(path)
    if (seen?.print === print) this.data.setPacked({ path }, seen.files)
    this.seen.delete(path)
    this.known.set(path, print)
  }

  /** Returns whether the file of an open document changed since it was read or written here. */
  async stateOf(path: string): Promise<FileState> {
    return this.open.has(path) ? this.known.stateOf(path) : 'unread'
  }

  /** The same for a data file. */
  async dataState(from: DocumentPlace, name: string): Promise<FileState> {
    try {
      const path = await this.data.source(from, name)
      return path === null ? 'gone' : await this.known.stateOf(path)
    } catch {
      return 'unknown'
    }
  }

  async readRecent(path: string): Promise<Result<{ file: OpenedFile }>> {
    if (!this.recent.list().includes(path)) return { ok: false, reason: text('error.not-recent', { name: basename(path) }) }
    return this.read(path)
  }

  /** Reads an example by its file name. */
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
   * Writes a document, with its data file, at a path that the user chose; as a bundle, if the path is that of a bundle.
   * @param over Set when saving to the document's own file without a dialog: refuses, with `changed` in the result, if
   * the file's content is neither what was last read or written here nor has the fingerprint `seen`.
   */
  async save(path: string, content: string, from: DocumentPlace, data: string | null, over?: { readonly seen: string | null }): Promise<Result<Saved>> {
    const full = resolve(path)
    try {
      await this.refuseOther(full, from, data)
      const changed = over && (await this.changed(full, over.seen))
      if (changed) return changed
      const bundled = isBundleName(full)
      const copy = data === null || bundled ? null : await this.data.copyBeside(from, full, data)
      const packed = bundled ? await this.bundles.pack(full, content, await this.belonging(from, data)) : undefined
      const written = packed?.bytes ?? content
      const print = await fingerprint(written)
      try {
        await writeAtomically(full, written, onDiskFor(full))
      } catch (error) {
        if (copy?.copied === true) await this.data.removeCopy(copy.target)
        throw error
      }
      const source = copy && this.known.printOf(copy.source)
      if (copy && source) this.known.set(copy.target, source)
      this.open.add(full)
      if (packed) this.data.setPacked({ path: full }, packed.files)
      this.known.set(full, print)
      this.recent.add(full)
      this.clear(dirname(full))
      return {
        ok: true,
        path: full,
        name: basename(full),
        also: await this.alsoOf(full),
        ...(copy?.copied === true ? { copied: basename(copy.target) } : {}),
        ...(data !== null && !(copy ?? packed?.files.some(([name]) => name === data)) && !over ? { missing: data } : {}),
      }
    } catch (error) {
      return writeFailure(error, full)
    }
  }

  /** @throws FileError for names that would be opened as something other than a document, and for the document's own data. */
  private async refuseOther(path: string, from: DocumentPlace, data: string | null): Promise<void> {
    const extension = extname(path).toLowerCase()
    if (PICTURES.includes(extension)) throw new FileError(text('error.picture', { name: basename(path) }))
    if (TABLES.includes(extension)) throw new FileError(text('error.table-name', { name: basename(path) }))
    const source = data === null ? null : await this.data.readable(from, data)
    if (source !== null && (await sameFile(source, path))) throw new FileError(text('error.own-data', { name: basename(path) }))
  }

  private async changed(path: string, seen: string | null): Promise<Result<Saved> | undefined> {
    const held = this.known.printOf(path)
    const print = await this.known.currentPrint(path)
    if (held === undefined || print === held || print === seen) return undefined
    const gone = print === NO_FILE
    return { ok: false, reason: text(gone ? 'error.gone' : 'error.changed', { name: basename(path) }), changed: { gone, print } }
  }

  /**
   * Reopens the file of a document that was open when the program ended, so that it may be saved over.
   * @param base Fingerprint of its content then; if unknown, that of its current content.
   * @returns The current content; null if it cannot be read.
   */
  async reopen(path: string, base?: string): Promise<string | null> {
    const full = resolve(path)
    this.open.add(full)
    this.clear(dirname(full))
    try {
      const { content, bundle, print } = await readContent(full)
      if (bundle) await this.unpack(full, bundle)
      this.known.set(full, base ?? print)
      await this.alsoOf(full)
      return typeof content === 'string' ? content : null
    } catch {
      if (base !== undefined) this.known.set(full, base)
      return null
    }
  }

  /** Reopens the picture of a document that was open when the program ended, so that data files beside it may be read. */
  reopenPicture(path: string): void {
    this.pictures.add(resolve(path))
  }

  isOpen(path: string): boolean {
    return this.open.has(path)
  }

  /** Returns whether the user has opened this place here; true also for a document that was never saved. */
  isKnown({ path, picture }: DocumentPlace): boolean {
    return (path === null || this.open.has(path)) && (picture === undefined || this.pictures.has(picture) || this.open.has(picture))
  }

  /** Returns other paths opened here that lead to the same file. */
  private async alsoOf(path: string): Promise<readonly string[]> {
    const real = await onDisk(path, () => realpath(path)).catch(() => path)
    this.reals.set(path, real)
    return [...this.reals].flatMap(([other, same]) => (other !== path && same === real ? [other] : []))
  }

  /** Removes abandoned temporary files from a folder, once per session. */
  private clear(folder: string): void {
    if (this.cleared.has(folder)) return
    this.cleared.add(folder)
    void removeLeftovers(folder, onDiskFor(join(folder, basename(folder)))).catch(() => undefined)
  }

  private assertOpen(path: string): void {
    if (!this.open.has(path)) throw new FileError(text('error.not-open', { name: basename(path) }))
  }

  private folderOf(place: DocumentPlace): string | null {
    const beside = place.path ?? place.picture
    if (beside !== undefined) {
      // The files of a bundle are inside it.
      if (isBundleName(beside)) return null
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
