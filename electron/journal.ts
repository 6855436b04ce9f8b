import { readdirSync, rmSync } from 'node:fs'
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { limits } from '../engine/document/limits'
import { writeAtomically } from './atomic'
import type { Ended, LostEntry, NotKept, Place } from './contract'
import type { DataFiles } from './data'
import { EntryError, fileOf, formatEntry, idOf, isId, parseEntry, partFileOf, partOf, PARTS, readRegular, within, type Entry, type Part } from './journal-entry'
import { Store } from './store'

interface Session {
  readonly order: readonly string[]
  readonly shown: string | null
  /** Whether the window was closed as it should be. */
  readonly clean: boolean
  /** What the window was doing or suffering when this was written: opened what there was, did not answer, or had ended on its own. */
  readonly trouble: Trouble | null
  /** Documents that were offered after such an end, and that nobody has opened since. */
  readonly waiting: readonly string[]
}

const TROUBLES = ['opening', 'unresponsive', 'crashed'] as const
export type Trouble = (typeof TROUBLES)[number]

/** An open document as it is to be kept; a part that is absent is as it was, one that is null is not there any more. */
export interface Keeping {
  readonly id: string
  readonly place: Place
  readonly name: string
  /** Fingerprint of what its file held when it was last read or written. */
  readonly base?: string
  readonly text: string
  readonly parts: Readonly<Partial<Record<Part, string | null>>>
}

/** Milliseconds for one file of the journal, and for all of them, at the start. */
const ONE = 3000
const ALL = 8000
/** Folder within the journal's for what cannot be read. */
const ASIDE = 'aside'

function readSession(raw: unknown): Session {
  const { order, shown, clean, trouble, waiting } = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<Record<keyof Session, unknown>>
  const ids = (list: unknown): string[] => Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string' && isId(id)).slice(0, limits.tabs) : []
  return {
    order: ids(order), shown: typeof shown === 'string' ? shown : null, clean: clean === true,
    trouble: TROUBLES.find((one) => one === trouble) ?? null, waiting: ids(waiting),
  }
}

/** A program that was killed while it wrote has left a part of a file that nobody will read. */
function clearHalfWritten(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
  } catch { /* the first start */ }
}

const notKept = (error: unknown): NotKept => {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC': case 'EDQUOT': return 'disk-full'
    case 'EACCES': case 'EPERM': case 'EROFS': return 'no-permission'
    default: return 'other'
  }
}

/**
 * What is open, with its history, apart from the person's own files: each document in files of its own, so that one
 * that is damaged costs no other. Written while the person works; read at the next start.
 */
export class Journal {
  private readonly session: Store<Session>
  /** The session that this start found. */
  private readonly found: Session
  private writing: Promise<unknown> = Promise.resolve()
  /** Which file holds each part of a document. */
  private readonly parts = new Map<string, Partial<Record<Part, number>>>()
  /** Bytes of each file. */
  private readonly sizes = new Map<string, number>()
  private listed = false

  /** @param folder in the user's folder of settings. */
  constructor(private readonly folder: string, private readonly data: DataFiles) {
    clearHalfWritten(folder)
    this.session = new Store(join(folder, 'session.json'), readSession)
    this.found = this.session.get()
  }

  /** Where entries that could not be read were put. */
  get asideFolder(): string {
    return join(this.folder, ASIDE)
  }

  /**
   * What was open when the program ended, in the order of its tabs. An entry that cannot be read is put aside and told,
   * and keeps no other from being read; a file that does not answer is left where it is and told.
   */
  async list(): Promise<{ readonly ended: Ended; readonly shown: string | null; readonly entries: readonly Entry[]; readonly offered: readonly Entry[]; readonly lost: readonly LostEntry[] }> {
    const session = this.listed ? this.session.get() : this.found
    const ended: Ended = session.trouble !== null ? 'crashed' : this.listed ? 'reloaded' : session.clean ? 'clean' : 'killed'
    this.listed = true
    const until = Date.now() + ALL
    const left = (): number => Math.max(1, Math.min(ONE, until - Date.now()))
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
        lost.push(await this.loses(error, { id, name: '' }, 'entry', [fileOf(id), ...names.filter((name) => partOf(name)?.id === id)]))
      }
    }
    await this.measure(names, entries, unread)
    const waits = (id: string): boolean => ended === 'crashed' || session.waiting.includes(id)
    const offered = entries.filter(({ id }) => waits(id))
    this.session.set({ ...this.session.get(), order: session.order, shown: session.shown, clean: false, trouble: 'opening', waiting: offered.map(({ id }) => id) })
    // Should what is opened now end the program, the next start must know.
    await within(ONE, this.session.settled()).catch(() => undefined)
    return { ended, shown: session.shown, entries: entries.filter(({ id }) => !waits(id)), offered, lost }
  }

  private async read(id: string): Promise<Entry> {
    return parseEntry(id, await readRegular(join(this.folder, fileOf(id)), 2 * limits.journalEntry))
  }

  /** What is on the disk already, and which parts belong to it; a part that belongs to nothing was being written when the program was killed. */
  private async measure(names: readonly string[], entries: readonly Entry[], unread: ReadonlySet<string>): Promise<void> {
    for (const { id, parts } of entries) this.parts.set(id, parts)
    const aside = await within(ONE, readdir(this.asideFolder)).catch((): string[] => [])
    for (const name of [...names, ...aside.map((file) => join(ASIDE, file))]) {
      const part = partOf(name)
      if (part && !unread.has(part.id) && this.parts.get(part.id)?.[part.part] !== part.number) {
        await within(ONE, rm(join(this.folder, name), { force: true })).catch(() => undefined)
        continue
      }
      const info = await within(ONE, lstat(join(this.folder, name))).catch(() => undefined)
      if (info?.isFile()) this.sizes.set(name, info.size)
    }
  }

  /** Opens an entry: all of it, in so far as it can be read. */
  async open(id: string): Promise<{ readonly entry: Entry; readonly parts: Readonly<Partial<Record<Part, string>>>; readonly lost: readonly LostEntry[] } | LostEntry> {
    this.heeded(id)
    let entry: Entry
    try {
      entry = await within(ONE, this.read(id))
    } catch (error) {
      return this.loses(error, { id, name: '' }, 'entry', [fileOf(id), ...PARTS.flatMap((part) => this.partFile(id, part) ?? [])])
    }
    this.data.adopt(entry.place, entry.data)
    this.parts.set(id, { ...entry.parts })
    const parts: Partial<Record<Part, string>> = {}
    const lost: LostEntry[] = []
    for (const part of PARTS) {
      const file = this.partFile(id, part)
      if (file === undefined) continue
      try {
        parts[part] = await within(2 * ONE, readRegular(join(this.folder, file), 2 * limits.journalEntry))
      } catch (error) {
        lost.push(await this.loses(error, entry, part, [file]))
      }
    }
    return { entry, parts, lost }
  }

  /** Moves what cannot be read out of the way, where a person can get it; answers what to say. */
  private async loses(error: unknown, { id, name }: { readonly id: string; readonly name: string }, what: LostEntry['what'], files: readonly string[]): Promise<LostEntry> {
    const fault = error instanceof EntryError ? error.fault : 'unreadable'
    const stays = fault === 'newer' || fault === 'too-slow'
    return { id, name, what, fault, file: stays ? null : await this.moveAside(files) }
  }

  private async moveAside(files: readonly string[]): Promise<string | null> {
    const moved: string[] = []
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
    await this.queue(async () => {
      await mkdir(this.asideFolder, { recursive: true })
      for (const file of files) {
        const to = `${stamp} ${file}`
        await rename(join(this.folder, file), join(this.asideFolder, to)).then(() => {
          moved.push(to)
          this.sizes.set(join(ASIDE, to), this.sizes.get(file) ?? 0)
          this.sizes.delete(file)
        }).catch((error: NodeJS.ErrnoException) => {
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

  /** Takes out of the way what the renderer could not make a document of, or a part of one; answers the file's name in the folder aside. */
  putAside(id: string, what: LostEntry['what']): Promise<string | null> {
    this.heeded(id)
    const files = what === 'entry' ? [fileOf(id), ...PARTS.flatMap((part) => this.partFile(id, part) ?? [])] : [this.partFile(id, what) ?? []].flat()
    if (what === 'entry') this.parts.delete(id)
    else this.parts.set(id, { ...this.parts.get(id), [what]: undefined })
    return this.moveAside(files)
  }

  /** Writes what a document is now; why it is not on the disk, or null where it is. */
  async keep(keeping: Keeping): Promise<NotKept | null> {
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

  private async write({ id, place, name, base, text, parts: given }: Keeping): Promise<void> {
    const before = this.parts.get(id) ?? {}
    const numbers = { ...before }
    const files: [string, string][] = []
    for (const part of PARTS) {
      const content = given[part]
      if (content === undefined) continue
      numbers[part] = content === null ? undefined : (before[part] ?? 0) + 1
      if (content !== null) files.push([partFileOf(id, part, numbers[part]!), content])
    }
    // The entry last: until it is there, the one before it names the parts that belong to it.
    files.push([fileOf(id), formatEntry({ place, name, ...(base === undefined ? {} : { base }), text, data: this.data.chosenFor(place), parts: numbers })])
    this.makeRoom(id, files)
    await mkdir(this.folder, { recursive: true })
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

  /** @throws TooMuch where the journal would take more of the disk than it may. */
  private makeRoom(id: string, files: readonly (readonly [string, string])[]): void {
    const present = this.sizes.has(fileOf(id))
    const entries = [...this.sizes.keys()].filter((name) => idOf(name) !== undefined).length
    if (!present && entries >= limits.tabs) throw new TooMuch()
    const taken = [...this.sizes].reduce((sum, [name, size]) => sum + (files.some(([file]) => file === name) ? 0 : size), 0)
    // Text that is not English has up to three bytes a unit.
    if (taken + files.reduce((sum, [, content]) => sum + content.length, 0) > limits.journalBytes) throw new TooMuch()
  }

  private async remove(file: string): Promise<void> {
    await rm(join(this.folder, file), { force: true })
    this.sizes.delete(file)
  }

  /** Takes a document out of the journal; whether it is gone. */
  forget(id: string): Promise<boolean> {
    this.heeded(id)
    return this.queue(async () => {
      await this.remove(fileOf(id))
      for (const part of PARTS) {
        const file = this.partFile(id, part)
        if (file !== undefined) await this.remove(file)
      }
      this.parts.delete(id)
    })
  }

  /** A document that was offered is dealt with. */
  private heeded(id: string): void {
    if (!isId(id)) throw new Error('not a name of a document in the journal')
    const session = this.session.get()
    if (session.waiting.includes(id)) this.session.set({ ...session, waiting: session.waiting.filter((other) => other !== id) })
  }

  setOrder(order: readonly string[], shown: string): void {
    this.session.set({ ...this.session.get(), order, shown, clean: false })
  }

  /** The window opens something, does not answer, has ended on its own; null: it is well. */
  setTrouble(trouble: Trouble | null): void {
    const session = this.session.get()
    if (session.trouble !== trouble && !session.clean) this.session.set({ ...session, trouble })
  }

  /** The window closes as it should. */
  close(): void {
    this.session.set({ ...this.session.get(), clean: true, trouble: null })
  }

  async settled(): Promise<void> {
    await this.writing
    await this.session.settled()
  }

  /** One after the other; one that fails holds up none that follows. */
  private queue(work: () => Promise<unknown>): Promise<boolean> {
    const done = this.writing.then(work).then(() => true, () => false)
    this.writing = done
    return done
  }
}

class TooMuch extends Error {}
