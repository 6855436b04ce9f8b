import { resolve } from 'node:path'
import { limits } from '../engine/document/limits'
import { INVOKE, SEND } from './channels'
import { id, list, name, nullable, oneOf, optional, place, record, string } from './check'
import type { DesktopApi, JournalEntry, KeptDocument, LostEntry } from './contract'
import type { Documents } from './documents'
import type { Journal } from './journal'
import { within, type Entry } from './journal-entry'

/** Milliseconds to wait for a document's file. */
const PATIENCE = 3000

type OnMessage = (channel: string, handler: (message: unknown) => void) => void
type Answer = (channel: string, handler: (request: unknown) => unknown) => void

const text = string(limits.journalEntry)
const keeping = record<Parameters<DesktopApi['keep']>[0]>({ id, place, name, text, weights: optional(nullable(text)), learned: optional(nullable(text)) })
const aside = record<Parameters<DesktopApi['putAside']>[0]>({ id, what: oneOf('entry', 'weights', 'learned') })
const tabs = record<Parameters<DesktopApi['setTabs']>[0]>({ order: list(id, limits.tabs), shown: id })

const toJournalEntry = ({ id: of, name: called, place: { path } }: Entry): JournalEntry => ({ id: of, name: called, path })

/**
 * Handles the renderer's requests to the journal.
 * @param showFolder Shows a folder in the file manager.
 */
export function answerRestoring(
  answer: Answer,
  onMessage: OnMessage,
  documents: Documents,
  journal: Journal,
  showFolder: (path: string) => Promise<unknown>,
): void {
  answer(INVOKE.restore, async () => {
    const { entries, offered, ...rest } = await journal.list()
    return { ...rest, entries: entries.map(toJournalEntry), offered: offered.map(toJournalEntry) }
  })
  answer(INVOKE.reopen, async (value): Promise<KeptDocument | LostEntry> => {
    const opened = await journal.open(id(value, 'id'))
    if ('fault' in opened) return opened
    const { entry, parts, lost } = opened
    if (entry.place.picture !== undefined) documents.reopenPicture(entry.place.picture)
    const { path } = entry.place
    let disk: string | null = null
    let unreachable = false
    if (path !== null) {
      disk = await within(PATIENCE, documents.reopen(path, entry.base)).catch(() => null)
      // A missing file is known to be gone; one that cannot be read now may still exist.
      unreachable = disk === null && (await within(PATIENCE, documents.known.stateOf(path)).catch(() => null)) !== 'gone'
    }
    return { id: entry.id, text: entry.text, weights: parts.weights ?? null, learned: parts.learned ?? null, disk, unreachable, lost }
  })
  answer(INVOKE.putAside, (value) => {
    const request = aside(value, 'putAside')
    return journal.putAside(request.id, request.what)
  })
  answer(INVOKE.showAside, async () => void (await showFolder(journal.asideFolder)))
  answer(INVOKE.keep, async (value) => {
    const { weights, learned, ...request } = keeping(value, 'keep')
    if (!documents.isKnown(request.place)) return 'other'
    const base = request.place.path === null ? undefined : documents.known.printOf(resolve(request.place.path))
    return journal.keep({
      ...request,
      ...(base === undefined ? {} : { base }),
      parts: { ...(weights === undefined ? {} : { weights }), ...(learned === undefined ? {} : { learned }) },
    })
  })
  answer(INVOKE.forget, (value) => journal.forget(id(value, 'id')))
  onMessage(SEND.standing, () => journal.setTrouble(null))
  onMessage(SEND.tabs, (value) => {
    const { order, shown } = tabs(value, 'tabs')
    journal.setOrder(order, shown)
  })
}
