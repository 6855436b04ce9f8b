import { readdirSync, rmSync } from 'node:fs'
import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { all, atMost, choice, flag, nullable, type Filled } from '../engine/contract/schema'
import { recovered } from '../engine/document/accept'
import { limits } from '../engine/document/limits'
import { writeAtomically } from './atomic'
import { id } from './check'
import type { SessionEnd, LostEntry, NotKept, DocumentPlace } from './contract'
import type { DataFiles } from './data'
import { makeFolder } from './folder'
import { EntryError, fileOf, formatEntry, idOf, isId, parseEntry, partFileOf, partOf, PARTS, readRegular, within, type Entry, type Part } from './journal-entry'
import { Store } from './store'

const ids = atMost(limits.tabs, id)
const sessionSchema = all({
  order: ids,
  shown: nullable({ is: 'text' }, { default: null }),
  /** Whether the window was closed properly. */
  clean: flag({ default: false }),
  /** Whether the window was restoring documents, hung or had crashed when this was written. */
  trouble: nullable(choice(['opening', 'unresponsive', 'crashed']), { default: null }),
  /** Ids of documents offered after a crash and not opened since. */
  waiting: ids,
})
type Session = Filled<typeof sessionSchema>
export type Trouble = NonNullable<Session['trouble']>

/** An open document to store; an absent part leaves the stored one, null removes it. */
export interface DocumentToKeep {
  readonly id: string
  readonly place: DocumentPlace
  readonly name: string
  /** Fingerprint of its file's content when last read or written here. */
  readonly base?: string
  readonly text: string
  readonly parts: Readonly<Partial<Record<Part, string | null>>>
}

/** Milliseconds to wait for one step of reading the journal, and for all of its entries at the start. */
const FILE_PATIENCE = 3000
const START_PATIENCE = 8000
/** Subfolder for files that cannot be read. */
const ASIDE = 'aside'

/** Removes temporary files of a program that was killed while it wrote. */
function removeTemporary(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
  } catch {
    /* the first start */
  }
}

const notKept = (error: unknown): NotKept => {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no-permission'
    default:
      return 'other'
  }
}

/**
 * Stores the open documents with their histories, apart from the user's own files. Each document has its own files, so
 * that a damaged one affects no other. Written while the user works; read at the next start.
 */
export class Journal {
  private readonly session: Store<Session>
  /** The session that the last start left. */
  private readonly found: Session
  private writing: Promise<unknown> = Promise.resolve()
  /** Number of the current file of each part, by document. */
  private readonly parts = new Map<string, Partial<Record<Part, number>>>()
  /** Size in bytes of each file. */
  private readonly sizes = new Map<string, number>()
  private listed = false

  /** @param folder Subfolder of the settings folder. */
  constructor(
    private readonly folder: string,
    private readonly data: DataFiles,
  ) {
    removeTemporary(folder)
    this.session = new Store(join(folder, 'session.json'), (raw) => recovered(sessionSchema, raw))
    this.found = this.session.get()
  }

  /** Folder of entries that could not be read. */
  get asideFolder(): string {
    return join(this.folder, ASIDE)
  }

  /**
   * Returns the documents that were open when the program ended, in tab order. Moves an entry that cannot be read aside
   * and reports it; leaves and reports a file whose disk does not answer. Neither stops the others from being read.
   */
  async list(): Promise<{
    readonly ended: SessionEnd
    readonly shown: string | null
    readonly entries: readonly Entry[]
    readonly offered: readonly Entry[]
    readonly lost: readonly LostEntry[]
  }> {
    const session = this.listed ? this.session.get() : this.found
    const ended: SessionEnd = session.trouble !== null ? 'crashed' : this.listed ? 'reloaded' : session.clean ? 'clean' : 'killed'
    this.listed = true
    const until = Date.now() + START_PATIENCE
    const left = (): number => Math.max(1, Math.min(FILE_PATIENCE, until - Date.now()))
    const names = await within(left(), readdir(this.folder)).catch((): string[] => [])
    const rank = (id: string): number => (session.order.includes(id) ? session.order.indexOf(id) : session.order.length)
    const entries: Entry[] = []
    const lost: LostEntry[] = []
    const unread = new Set<string>()
    for (const id of names.flatMap((name) => idOf(name) ?? []).sort((a, b) => rank(a) - rank(b))) {
      try {
        const entry = await within(left(), this.read(id))
        entries.push(entry)
      } catch (error) {
        unread.add(id)
        lost.push(await this.moveLost(error, { id, name: '' }, 'entry', [fileOf(id), ...names.filter((name) => partOf(name)?.id === id)]))
      }
    }
    await this.measure(names, entries, unread)
    const waits = (id: string): boolean => ended === 'crashed' || session.waiting.includes(id)
    const offered = entries.filter(({ id }) => waits(id))
    this.session.set({
      ...this.session.get(),
      order: session.order,
      shown: session.shown,
      clean: false,
      trouble: 'opening',
      waiting: offered.map(({ id }) => id),
    })
    // If reopening these documents crashes the program, the next start must know.
    await within(FILE_PATIENCE, this.session.settled()).catch(() => undefined)
    return { ended, shown: session.shown, entries: entries.filter(({ id }) => !waits(id)), offered, lost }
  }

  private async read(id: string): Promise<Entry> {
    return parseEntry(id, await readRegular(join(this.folder, fileOf(id)), 2 * limits.journalEntry, FILE_PATIENCE))
  }

  /** Measures the files on disk and removes parts that no entry refers to: the program was killed while it wrote them. */
  private async measure(names: readonly string[], entries: readonly Entry[], unread: ReadonlySet<string>): Promise<void> {
    for (const { id, parts } of entries) this.parts.set(id, parts)
    const aside = await within(FILE_PATIENCE, readdir(this.asideFolder)).catch((): string[] => [])
    for (const name of [...names, ...aside.map((file) => join(ASIDE, file))]) {
      const part = partOf(name)
      if (part && !unread.has(part.id) && this.parts.get(part.id)?.[part.part] !== part.number) {
        await within(FILE_PATIENCE, rm(join(this.folder, name), { force: true })).catch(() => undefined)
        continue
      }
      const info = await within(FILE_PATIENCE, lstat(join(this.folder, name))).catch(() => undefined)
      if (info?.isFile()) this.sizes.set(name, info.size)
    }
  }

  /** Opens an entry, with those of its parts that can be read. */
  async open(
    id: string,
  ): Promise<{ readonly entry: Entry; readonly parts: Readonly<Partial<Record<Part, string>>>; readonly lost: readonly LostEntry[] } | LostEntry> {
    this.markHandled(id)
    let entry: Entry
    try {
      entry = await this.read(id)
    } catch (error) {
      return this.moveLost(error, { id, name: '' }, 'entry', [fileOf(id), ...PARTS.flatMap((part) => this.partFile(id, part) ?? [])])
    }
    this.data.adopt(entry.place, entry.data)
    this.parts.set(id, { ...entry.parts })
    const parts: Partial<Record<Part, string>> = {}
    const lost: LostEntry[] = []
    for (const part of PARTS) {
      const file = this.partFile(id, part)
      if (file === undefined) continue
      try {
        parts[part] = await readRegular(join(this.folder, file), 2 * limits.journalEntry, 2 * FILE_PATIENCE)
      } catch (error) {
        lost.push(await this.moveLost(error, entry, part, [file]))
      }
    }
    return { entry, parts, lost }
  }

  /** Moves unreadable files to the `aside` folder, where the user can find them; returns the report. */
  private async moveLost(
    error: unknown,
    { id, name }: { readonly id: string; readonly name: string },
    what: LostEntry['what'],
    files: readonly string[],
  ): Promise<LostEntry> {
    const fault = error instanceof EntryError ? error.fault : 'unreadable'
    const stays = fault === 'newer' || fault === 'too-slow'
    return { id, name, what, fault, file: stays ? null : await this.moveAside(files) }
  }

  private async moveAside(files: readonly string[]): Promise<string | null> {
    const moved: string[] = []
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
    await this.queue(async () => {
      await makeFolder(this.asideFolder)
      for (const file of files) {
        const to = `${stamp} ${file}`
        await rename(join(this.folder, file), join(this.asideFolder, to))
          .then(() => {
            moved.push(to)
            this.sizes.set(join(ASIDE, to), this.sizes.get(file) ?? 0)
            this.sizes.delete(file)
          })
          .catch((error: NodeJS.ErrnoException) => {
            if (error.code !== 'ENOENT') throw error
          })
      }
    })
    return moved[0] ?? null
  }

  private partFile(id: string, part: Part): string | undefined {
    const number = this.parts.get(id)?.[part]
    return number === undefined ? undefined : partFileOf(id, part, number)
  }

  /** Moves aside an entry, or a part of one, that the renderer could not parse; returns the file's name there. */
  putAside(id: string, what: LostEntry['what']): Promise<string | null> {
    this.markHandled(id)
    const files = what === 'entry' ? [fileOf(id), ...PARTS.flatMap((part) => this.partFile(id, part) ?? [])] : [this.partFile(id, what) ?? []].flat()
    if (what === 'entry') this.parts.delete(id)
    else this.parts.set(id, { ...this.parts.get(id), [what]: undefined })
    return this.moveAside(files)
  }

  /** Stores a document; returns why it could not, or null on success. */
  async keep(keeping: DocumentToKeep): Promise<NotKept | null> {
    let failed: NotKept | null = null
    await this.queue(async () => {
      try {
        await this.write(keeping)
      } catch (error) {
        failed = error instanceof TooMuch ? 'too-much' : notKept(error)
      }
    })
    return failed
  }

  private async write({ id, place, name, base, text, parts: given }: DocumentToKeep): Promise<void> {
    const before = this.parts.get(id) ?? {}
    const numbers = { ...before }
    const files: [string, string][] = []
    for (const part of PARTS) {
      const content = given[part]
      if (content === undefined) continue
      numbers[part] = content === null ? undefined : (before[part] ?? 0) + 1
      if (content !== null) files.push([partFileOf(id, part, numbers[part]!), content])
    }
    // Write the entry last: until then, the previous entry refers to the previous parts.
    files.push([fileOf(id), formatEntry({ place, name, ...(base === undefined ? {} : { base }), text, data: this.data.chosenFor(place), parts: numbers })])
    this.makeRoom(id, files)
    await makeFolder(this.folder)
    for (const [file, content] of files) {
      await writeAtomically(join(this.folder, file), content)
      this.sizes.set(file, Buffer.byteLength(content))
    }
    this.parts.set(id, numbers)
    for (const part of PARTS) {
      const old = before[part]
      if (old !== undefined && old !== numbers[part]) await this.remove(partFileOf(id, part, old))
    }
  }

  /** @throws TooMuch if the journal would exceed its limits. */
  private makeRoom(id: string, files: readonly (readonly [string, string])[]): void {
    const present = this.sizes.has(fileOf(id))
    const entries = [...this.sizes.keys()].filter((name) => idOf(name) !== undefined).length
    if (!present && entries >= limits.tabs) throw new TooMuch()
    const taken = [...this.sizes].reduce((sum, [name, size]) => sum + (files.some(([file]) => file === name) ? 0 : size), 0)
    // This counts UTF-16 units, although a unit of text that is not ASCII takes up to three bytes.
    if (taken + files.reduce((sum, [, content]) => sum + content.length, 0) > limits.journalBytes) throw new TooMuch()
  }

  private async remove(file: string): Promise<void> {
    await rm(join(this.folder, file), { force: true })
    this.sizes.delete(file)
  }

  /** Removes a document from the journal; resolves whether that succeeded. */
  forget(id: string): Promise<boolean> {
    this.markHandled(id)
    return this.queue(async () => {
      await this.remove(fileOf(id))
      for (const part of PARTS) {
        const file = this.partFile(id, part)
        if (file !== undefined) await this.remove(file)
      }
      this.parts.delete(id)
    })
  }

  /** Marks an offered document as handled. */
  private markHandled(id: string): void {
    if (!isId(id)) throw new Error('not a name of a document in the journal')
    const session = this.session.get()
    if (session.waiting.includes(id)) this.session.set({ ...session, waiting: session.waiting.filter((other) => other !== id) })
  }

  setOrder(order: readonly string[], shown: string): void {
    this.session.set({ ...this.session.get(), order, shown, clean: false })
  }

  /** Records that the window restores documents, hangs or has crashed; null: it works. */
  setTrouble(trouble: Trouble | null): void {
    const session = this.session.get()
    if (session.trouble !== trouble && !session.clean) this.session.set({ ...session, trouble })
  }

  /** Records that the window was closed properly. */
  close(): void {
    this.session.set({ ...this.session.get(), clean: true, trouble: null })
  }

  async settled(): Promise<void> {
    await this.writing
    await this.session.settled()
  }

  /** Runs jobs one after the other; a failed one does not stop those that follow. */
  private queue(work: () => Promise<unknown>): Promise<boolean> {
    const done = this.writing.then(work).then(
      () => true,
      () => false,
    )
    this.writing = done
    return done
  }
}

class TooMuch extends Error {}
