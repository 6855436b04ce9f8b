import { create } from 'zustand'
import type { JournalEntry, KeptDocument as Reopened, LostEntry } from '../../electron/contract'
import type { Problem } from '../../engine/base/problem'
import { parsing } from '../../engine/document/parse'
import { documentPieces } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { slowly } from '../controls/slowly'
import { holding } from '../editing/learned'
import { createDocument, type DocumentStore, type KeptDocument } from '../editing/store'
import { titleOf } from './titles'
import { alreadyKept, forgetTab } from './journalTab'
import { readingEntry, type KeptLearned } from './keptDocument'
import { isOpen, putTabs, removeTab, type Tab } from './tabs'
import { keepText } from './texts'

interface RecoveredTab {
  readonly tab: Tab
  /** The content of the document's file. */
  readonly disk: string | null
}

/** A document that was training when the program ended. */
interface InterruptedTraining {
  readonly tab: Tab
  readonly learned: KeptLearned
}

/** A part of the journal that was left out, and why. */
export interface Loss {
  /** The document's name; empty if unknown. */
  readonly name: string
  readonly what: LostEntry['what'] | 'history' | 'file'
  readonly fault: LostEntry['fault']
  /** The problem of a document that can be read as text. */
  readonly problem?: Problem
  /** The name of the file that was set aside; null if there is none. */
  readonly file: string | null
}

interface RestoredState {
  /** Documents restored with unsaved changes after an unexpected end of the program. */
  readonly restored: readonly RecoveredTab[]
  readonly trained: readonly InterruptedTraining[]
  /** Documents that were open when the window crashed; each is opened on request. */
  readonly offered: readonly JournalEntry[]
  /** Whether the offered documents were open during the crash. */
  readonly crashed: boolean
  readonly losses: readonly Loss[]
}

export const useRestored = create<RestoredState>(() => ({ restored: [], trained: [], offered: [], crashed: false, losses: [] }))

/** Milliseconds after which an opened document counts as not causing crashes. */
const STANDS = 1000

/** The text of a document after opening it, which adds missing positions, in pieces. */
function openedText(document: GraphDocument): readonly string[] {
  const documents = createDocument()
  documents.open(document, { path: null, name: '' })
  return documentPieces(documents.store.getState().document)
}

/** Restores a document; one without changes or training of its own is replaced by the current content of its file. */
async function bringBack(kept: KeptDocument, learned: KeptLearned | undefined, { disk, unreachable }: Reopened): Promise<DocumentStore> {
  const documents = createDocument()
  documents.restore(kept)
  if (disk !== null) keepText(documents, disk)
  const { unsaved, origin } = documents.store.getState()
  if (unsaved || origin.path === null || unreachable) return documents
  if (disk === null) {
    documents.detach()
    return documents
  }
  // Keep unsaved work whatever the file contains; changes of the file are reported, and the user chooses.
  if (learned && !(await slowly(holding(kept.document, learned.checkpoint)))) return documents
  const { document } = (await slowly(parsing(disk, registry)))!
  // If another program has changed the file, the steps of history do not lead to its content.
  const [now, then] = document ? [openedText(document), openedText(kept.document)] : [[], []]
  if (document && (now.length !== then.length || now.some((piece, i) => piece !== then[i]))) {
    documents.open(document, origin)
    // Saving may overwrite this content.
    void acceptFile(origin.path, disk)
  }
  return documents
}

/** Registers the content of a document's file, which was just read. */
async function acceptFile(path: string, content: string): Promise<void> {
  const result = await window.unfold.look(path)
  if (result.ok && result.content === content) await window.unfold.accept({ path, print: result.print })
}

interface RecoveredDocument {
  readonly id: string
  readonly documents: DocumentStore
  readonly disk: string | null
  readonly learned: KeptLearned | undefined
  readonly kept: KeptDocument
  readonly bare: boolean
}

const lose = (...losses: readonly Loss[]): void => useRestored.setState((state) => ({ losses: [...state.losses, ...losses] }))
const isLost = (answer: Reopened | LostEntry): answer is LostEntry => 'fault' in answer

/** Reads one document of the journal; sets aside and reports what is invalid, without affecting others. */
async function find({ id, name }: JournalEntry): Promise<RecoveredDocument | undefined> {
  try {
    const answer = await window.unfold.reopen(id)
    if (isLost(answer)) {
      lose({ ...answer, name: answer.name || name })
      return undefined
    }
    lose(...answer.lost.map((loss) => ({ ...loss, name: loss.name || name })))
    const read = (await slowly(readingEntry(answer)))!
    if (!('kept' in read)) {
      const file = await window.unfold.putAside({ id, what: 'entry' })
      lose({ name, what: 'entry', fault: 'damaged', ...(read[0] ? { problem: read[0] } : {}), file })
      return undefined
    }
    const { kept, learned, without } = read
    for (const what of without) {
      // The entry will be overwritten without part of its history; keep the old one for the user.
      const file = await window.unfold.putAside({ id, what: what === 'history' ? 'entry' : what })
      lose({ name, what, fault: 'damaged', file })
    }
    if (answer.unreachable) lose({ name, what: 'file', fault: 'too-slow', file: null })
    return {
      id,
      documents: await bringBack(kept, learned, answer),
      disk: answer.disk,
      learned,
      kept,
      bare: without.includes('weights') || answer.weights === null,
    }
  } catch (error) {
    console.warn('A document of the journal could not be brought back.', error)
    lose({ name, what: 'entry', fault: 'unreadable', file: null })
    return undefined
  }
}

/** Opens documents of the journal in tabs; reports those with unsaved changes as restored. */
function put(found: readonly RecoveredDocument[], shown: string | null, reports: boolean): void {
  const unsaved = found.map(({ documents }) => documents.store.getState().unsaved)
  const tabs = putTabs(found, shown)
  for (const [i, tab] of tabs.entries()) alreadyKept(tab, found[i]!.bare ? undefined : found[i]!.kept.document.weights, found[i]!.learned !== undefined)
  if (!reports) return
  const pairs = tabs.map((tab, i) => ({ tab, ...found[i]! }))
  useRestored.setState(({ restored, trained }) => ({
    restored: [...restored, ...pairs.filter((_, i) => unsaved[i])],
    trained: [...trained, ...pairs.flatMap(({ tab, learned }) => (learned?.running ? [{ tab, learned }] : []))],
  }))
}

/**
 * Restores the documents that were open when the program ended; after a crash that a document may have caused, offers
 * them.
 */
export async function restoreTabs(): Promise<void> {
  try {
    const { ended, shown, entries, offered, lost } = await window.unfold.restore()
    lose(...lost)
    useRestored.setState({ offered, crashed: ended === 'crashed' })
    const found = (await Promise.all(entries.map(find))).filter((one) => one !== undefined)
    put(found, shown, ended === 'killed')
  } catch (error) {
    console.warn('The journal could not be read.', error)
    lose({ name: '', what: 'entry', fault: 'unreadable', file: null })
  }
  setTimeout(() => window.unfold.standing(), STANDS)
}

/** Opens an offered document. */
export async function openOffered(entry: JournalEntry): Promise<void> {
  if (!useRestored.getState().offered.includes(entry)) return
  useRestored.setState(({ offered }) => ({ offered: offered.filter((other) => other !== entry) }))
  const found = await find(entry)
  if (found) put([found], entry.id, true)
}

/** Sets an offered document aside, so that the next start does not find it. */
export async function putOfferedAside(entry: JournalEntry): Promise<void> {
  useRestored.setState(({ offered }) => ({ offered: offered.filter((other) => other !== entry) }))
  await window.unfold.putAside({ id: entry.id, what: 'entry' })
}

export const forgetLosses = (): void => useRestored.setState({ losses: [] })
export const keepRestored = (): void => useRestored.setState({ restored: [], trained: [] })

/** The name of a restored document. */
export const nameOf = (tab: Tab): string => titleOf(tab.documents.store.getState())

/** Returns to the contents of the files; documents without a file are closed. */
export async function discardRestored(): Promise<void> {
  const { restored } = useRestored.getState()
  keepRestored()
  for (const { tab, disk } of restored) {
    if (!isOpen(tab)) continue
    const { origin } = tab.documents.store.getState()
    const document = origin.path === null || disk === null ? undefined : (await slowly(parsing(disk, registry)))!.document
    if (!isOpen(tab)) continue
    if (document) tab.documents.open(document, origin)
    else {
      removeTab(tab)
      void forgetTab(tab)
    }
  }
}
