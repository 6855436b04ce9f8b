import { resolve } from 'node:path'
import { INVOKE, SEND } from './channels'
import { asideRequest, id, keepRequest, tabsMessage, take } from './check'
import type { JournalEntry, KeptDocument, LostEntry, NotKept } from './contract'
import type { Documents } from './documents'
import type { Journal } from './journal'
import { checkFile } from './files'
import { within, type Entry } from './journal-entry'

/** Milliseconds to wait for a document's file. */
const PATIENCE = 3000

type OnMessage = (channel: string, handler: (message: unknown) => void) => void
type Answer = (channel: string, handler: (request: unknown) => unknown, otherwise?: (error: unknown) => unknown) => void

const toJournalEntry = ({ id: of, name: called, place: { path } }: Entry): JournalEntry => ({ id: of, name: called, path })

/**
 * Handles the renderer's requests to the journal.
 * @param showFolder Shows a folder in the file manager.
 * @param closed Called with a document that is no longer open.
 */
export function answerRestoring(
  answer: Answer,
  onMessage: OnMessage,
  documents: Documents,
  journal: Journal,
  showFolder: (path: string) => Promise<unknown>,
  closed: (id: string) => Promise<unknown>,
): void {
  answer(INVOKE.restore, async () => {
    const { entries, offered, ...rest } = await journal.list()
    return { ...rest, entries: entries.map(toJournalEntry), offered: offered.map(toJournalEntry) }
  })
  answer(INVOKE.reopen, async (value): Promise<KeptDocument | LostEntry> => {
    const opened = await journal.open(take(id, value, 'id'))
    if ('fault' in opened) return opened
    const { entry, parts, lost } = opened
    if (entry.place.picture !== undefined) documents.reopenPicture(entry.place.picture)
    const { path } = entry.place
    let disk: string | null = null
    let unreachable = false
    if (path !== null) {
      const reopening = documents.reopen(path, entry.base)
      // A large file may take longer to read, but a disk that answers says at once that it is there.
      const answers = await within(PATIENCE, checkFile(path)).then(
        () => true,
        () => false,
      )
      disk = answers ? await reopening : null
      // A missing file is known to be gone; one that cannot be read now may still exist.
      unreachable = disk === null && (await within(PATIENCE, documents.known.stateOf(path)).catch(() => null)) !== 'gone'
    }
    return { id: entry.id, text: entry.text, weights: parts.weights ?? null, learned: parts.learned ?? null, disk, unreachable, lost }
  })
  answer(INVOKE.putAside, (value) => {
    const request = take(asideRequest, value, 'putAside')
    return journal.putAside(request.id, request.what)
  })
  answer(INVOKE.showAside, async () => void (await showFolder(journal.asideFolder)))
  answer(
    INVOKE.keep,
    async (value) => {
      const { weights, learned, ...request } = take(keepRequest, value, 'keep')
      if (!documents.isKnown(request.place)) return 'other'
      const base = request.place.path === null ? undefined : documents.known.printOf(resolve(request.place.path))
      return journal.keep({
        ...request,
        ...(base === undefined ? {} : { base }),
        parts: { ...(weights === undefined ? {} : { weights }), ...(learned === undefined ? {} : { learned }) },
      })
    },
    () => 'other' satisfies NotKept,
  )
  answer(INVOKE.forget, async (value) => {
    const document = take(id, value, 'id')
    await closed(document)
    return journal.forget(document)
  })
  onMessage(SEND.standing, () => journal.setTrouble(null))
  onMessage(SEND.tabs, (value) => {
    const { order, shown } = take(tabsMessage, value, 'tabs')
    journal.setOrder(order, shown)
  })
}
