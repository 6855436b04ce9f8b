import { create } from 'zustand'
import type { JournalEntry, KeptDocument as Reopened, LostEntry } from '../../electron/contract'
import type { Problem } from '../../engine/base/problem'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { holds } from '../editing/learned'
import { createDocument, type DocumentStore, type KeptDocument } from '../editing/store'
import { titleOf } from './titles'
import { alreadyKept, forgetTab } from './journal'
import { readEntry, type KeptLearned } from './keptDocument'
import { isOpen, putTabs, removeTab, type Tab } from './tabs'
import { keepText } from './texts'

interface Restored {
  readonly tab: Tab
  /** What the document's file holds. */
  readonly disk: string | null
}

/** What was training when the program ended. */
interface Trained {
  readonly tab: Tab
  readonly learned: KeptLearned
}

/** What of the journal was left out, and why. */
export interface Loss {
  /** What the document is called; empty where that is not known. */
  readonly name: string
  readonly what: LostEntry['what'] | 'history' | 'file'
  readonly fault: LostEntry['fault']
  /** What is wrong with a document that can be read as a text. */
  readonly problem?: Problem
  /** The name of what was put aside; null where nothing was. */
  readonly file: string | null
}

interface RestoredState {
  /** Documents that were brought back with unsaved changes after the program had ended unexpectedly. */
  readonly restored: readonly Restored[]
  readonly trained: readonly Trained[]
  /** Documents that were open when the window ended on its own: each is opened when a person says so. */
  readonly offered: readonly JournalEntry[]
  /** Whether what is offered was open when it did. */
  readonly crashed: boolean
  readonly losses: readonly Loss[]
}

export const useRestored = create<RestoredState>(() => ({ restored: [], trained: [], offered: [], crashed: false, losses: [] }))

/** Milliseconds after which what was opened counts as something that does not end the window. */
const STANDS = 1000

/** The text of a document as it stands once it is open, where every node has a place. */
function openedText(document: GraphDocument): string {
  const documents = createDocument()
  documents.open(document, { path: null, name: '' })
  return serializeDocument(documents.store.getState().document)
}

/** A document as it was left; one without changes and training of its own is that of its file, whatever became of that meanwhile. */
function bringBack(kept: KeptDocument, learned: KeptLearned | undefined, { disk, unreachable }: Reopened): DocumentStore {
  const documents = createDocument()
  documents.restore(kept)
  if (disk !== null) keepText(documents, disk)
  const { unsaved, origin } = documents.store.getState()
  if (unsaved || origin.path === null || unreachable) return documents
  if (disk === null) {
    documents.detach()
    return documents
  }
  // What no file holds stays, whatever the file is now: that it was changed is told, and the person chooses.
  if (learned && !holds(kept.document, learned.checkpoint)) return documents
  const { document } = parseDocument(disk, registry)
  // Changed by another program: steps of the history do not lead there.
  if (document && openedText(document) !== openedText(kept.document)) {
    documents.open(document, origin)
    // What is there now is what saving goes over.
    void acceptFile(origin.path, disk)
  }
  return documents
}

/** Says that a document is that of its file as it was just read. */
async function acceptFile(path: string, content: string): Promise<void> {
  const result = await window.unfold.look(path)
  if (result.ok && result.content === content) await window.unfold.accept({ path, print: result.print })
}

interface Found {
  readonly id: string
  readonly documents: DocumentStore
  readonly disk: string | null
  readonly learned: KeptLearned | undefined
  readonly kept: KeptDocument
  readonly bare: boolean
}

const lose = (...losses: readonly Loss[]): void => useRestored.setState((state) => ({ losses: [...state.losses, ...losses] }))
const isLost = (answer: Reopened | LostEntry): answer is LostEntry => 'fault' in answer

/** Reads one document of the journal; what cannot be read of it is put aside and told, and stops nothing else. */
async function find({ id, name }: JournalEntry): Promise<Found | undefined> {
  try {
    const answer = await window.unfold.reopen(id)
    if (isLost(answer)) {
      lose({ ...answer, name: answer.name || name })
      return undefined
    }
    lose(...answer.lost.map((loss) => ({ ...loss, name: loss.name || name })))
    const read = readEntry(answer)
    if (!('kept' in read)) {
      const file = await window.unfold.putAside({ id, what: 'entry' })
      lose({ name, what: 'entry', fault: 'damaged', ...(read[0] ? { problem: read[0] } : {}), file })
      return undefined
    }
    const { kept, learned, without } = read
    for (const what of without) {
      // An entry without a part of its history is written anew as it is now; the old one is kept for who wants that part.
      const file = await window.unfold.putAside({ id, what: what === 'history' ? 'entry' : what })
      lose({ name, what, fault: 'damaged', file })
    }
    if (answer.unreachable) lose({ name, what: 'file', fault: 'too-slow', file: null })
    return { id, documents: bringBack(kept, learned, answer), disk: answer.disk, learned, kept, bare: without.includes('weights') || answer.weights === null }
  } catch (error) {
    console.warn('A document of the journal could not be brought back.', error)
    lose({ name, what: 'entry', fault: 'unreadable', file: null })
    return undefined
  }
}

/** Puts documents of the journal into tabs; says of those with changes of their own that they are back. */
function put(found: readonly Found[], shown: string | null, told: boolean): void {
  const unsaved = found.map(({ documents }) => documents.store.getState().unsaved)
  const tabs = putTabs(found, shown)
  for (const [i, tab] of tabs.entries()) alreadyKept(tab, found[i]!.bare ? undefined : found[i]!.kept.document.weights, found[i]!.learned !== undefined)
  if (!told) return
  const pairs = tabs.map((tab, i) => ({ tab, ...found[i]! }))
  useRestored.setState(({ restored, trained }) => ({
    restored: [...restored, ...pairs.filter((_, i) => unsaved[i])],
    trained: [...trained, ...pairs.flatMap(({ tab, learned }) => (learned?.running ? [{ tab, learned }] : []))],
  }))
}

/** Brings back what was open when the program ended; after an end that a document may have caused, offers it. */
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

/** Opens a document that was offered. */
export async function openOffered(entry: JournalEntry): Promise<void> {
  if (!useRestored.getState().offered.includes(entry)) return
  useRestored.setState(({ offered }) => ({ offered: offered.filter((other) => other !== entry) }))
  const found = await find(entry)
  if (found) put([found], entry.id, true)
}

/** Puts a document that was offered where the next start does not find it. */
export async function putOfferedAside(entry: JournalEntry): Promise<void> {
  useRestored.setState(({ offered }) => ({ offered: offered.filter((other) => other !== entry) }))
  await window.unfold.putAside({ id: entry.id, what: 'entry' })
}

export const forgetLosses = (): void => useRestored.setState({ losses: [] })
export const keepRestored = (): void => useRestored.setState({ restored: [], trained: [] })

/** What a document that was brought back is called. */
export const nameOf = (tab: Tab): string => titleOf(tab.documents.store.getState())

/** Goes back to what the files hold; what no file holds goes. */
export function discardRestored(): void {
  const { restored } = useRestored.getState()
  keepRestored()
  for (const { tab, disk } of restored) {
    if (!isOpen(tab)) continue
    const { origin } = tab.documents.store.getState()
    const document = origin.path === null || disk === null ? undefined : parseDocument(disk, registry).document
    if (document) tab.documents.open(document, origin)
    else {
      removeTab(tab)
      void forgetTab(tab)
    }
  }
}
