import { readdirSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from './atomic'
import type { Place } from './contract'
import type { DataFiles } from './data'
import { Store } from './store'

/** What stands in the journal of one document. */
export interface Entry {
  readonly id: string
  readonly place: Place
  /** The document with its history, as the renderer wrote it. */
  readonly text: string
  /** Data files that were chosen for it: by name, where they are. */
  readonly data: readonly (readonly [string, string])[]
}

interface Session {
  readonly order: readonly string[]
  readonly shown: string | null
  /** Whether the window was closed as it should be. */
  readonly clean: boolean
}

const ID = /^[0-9a-f-]{36}$/
const isText = (value: unknown): value is string => typeof value === 'string'

function readSession(raw: unknown): Session {
  const { order, shown, clean } = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<Record<keyof Session, unknown>>
  return {
    order: Array.isArray(order) ? order.filter(isText).filter((id) => ID.test(id)) : [], shown: isText(shown) ? shown : null, clean: clean === true,
  }
}

function readEntry(id: string, raw: unknown): Entry | undefined {
  const { place, text, data } = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<Record<keyof Entry, unknown>>
  if (!isText(text) || typeof place !== 'object' || place === null) return undefined
  const { path, example, picture } = place as Partial<Record<keyof Place, unknown>>
  const pairs = Array.isArray(data) ? data.filter((pair): pair is [string, string] => Array.isArray(pair) && pair.length === 2 && pair.every(isText)) : []
  const where = { path: isText(path) ? path : null, ...(isText(example) ? { example } : {}), ...(isText(picture) ? { picture } : {}) }
  return { id, place: where, text, data: pairs }
}

/** A program that was killed while it wrote has left a part of a file that nobody will read. */
function clearHalfWritten(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true })
  } catch { /* the first start */ }
}

/**
 * What is open, with its history, apart from the person's own files: each document in a file of its own, so that one
 * that is damaged costs no other. Written while the person works; read at the next start.
 */
export class Journal {
  private readonly session: Store<Session>
  /** The session that this start found. */
  private readonly found: Session
  private writing: Promise<unknown> = Promise.resolve()

  /** @param folder in the user's folder of settings. */
  constructor(private readonly folder: string, private readonly data: DataFiles) {
    clearHalfWritten(folder)
    this.session = new Store(join(folder, 'session.json'), readSession)
    this.found = this.session.get()
  }

  /** What was open when the program ended, in the order of its tabs; a file that cannot be read is left out. */
  async read(): Promise<{ readonly clean: boolean; readonly shown: string | null; readonly entries: readonly Entry[] }> {
    const { clean, shown, order } = this.found
    const names = await readdir(this.folder).catch(() => [])
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)).filter((id) => ID.test(id))
    const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length)
    const entries: Entry[] = []
    for (const id of ids.sort((a, b) => rank(a) - rank(b))) {
      const entry = await readFile(this.path(id), 'utf8').then((text) => readEntry(id, JSON.parse(text))).catch(() => undefined)
      if (!entry) continue
      this.data.adopt(entry.place, entry.data)
      entries.push(entry)
    }
    return { clean, shown, entries }
  }

  /** Writes what a document is now; whether it is on the disk. */
  keep(id: string, place: Place, text: string): Promise<boolean> {
    return this.queue(async () => {
      await mkdir(this.folder, { recursive: true })
      await writeAtomically(this.path(id), JSON.stringify({ place, data: this.data.chosenFor(place), text }))
    })
  }

  forget(id: string): Promise<boolean> {
    return this.queue(() => rm(this.path(id), { force: true }))
  }

  setOrder(order: readonly string[], shown: string): void {
    this.session.set({ order, shown, clean: false })
  }

  /** The window closes as it should. */
  close(): void {
    this.session.set({ ...this.session.get(), clean: true })
  }

  async settled(): Promise<void> {
    await this.writing
    await this.session.settled()
  }

  private path(id: string): string {
    if (!ID.test(id)) throw new Error('not a name of a document in the journal')
    return join(this.folder, `${id}.json`)
  }

  private queue(work: () => Promise<unknown>): Promise<boolean> {
    const done = this.writing.then(work).then(() => true, () => false)
    this.writing = done
    return done
  }
}
