import i18next from 'i18next'
import type { OpenedFile } from '../../electron/contract'
import { limits } from '../../engine/document/limits'
import { newerOf } from '../../engine/document/newer'
import { parsingToShow, tooLong } from '../../engine/document/parse'
import type { Parsed } from '../../engine/document/types'
import { reasonOf } from '../../engine/run/careful'
import { registry } from '../../nodes'
import { slowly } from '../controls/slowly'
import { placing } from '../drawing/layout/arrange'
import type { DocumentState } from '../editing/store'
import { languageOf, problemText } from '../drawing/words'
import { documentIn } from '../picture/embedded'
import { notify } from '../controls/notice'
import { placeOf } from './loading'
import { show, useDialogs } from './dialogStore'
import { settleJournal } from './journal'
import { forgetTab } from './journalTab'
import { offerData } from './offer'
import { followTabs, isBlank, isOpen, newTab, openTab, removeTab, shownTab, showTab, tabIsUnsaved, tabOf, tabsStore, type Tab } from './tabs'
import { restoreTabs, useRestored } from './restored'
import { slowFirstShow } from './firstShow'
import { prepared } from './newest'
import { markSaved } from './saving'
import { keepRunsNow } from './keeping'
import { settleRuns } from './keptRuns'
import { longText } from './longText'
import { onceStarted } from './starting'
import { keepText, piecesOf } from './texts'
import { EXTENSION, titleOf } from './titles'
import { askAboutChange, lookForChanges, reload } from './changed'
import { writeFile } from './writing'

const FIRST = 'elman-sunspots.unfold'

export { titleOf } from './titles'

const stateOf = ({ documents }: Tab): DocumentState => documents.store.getState()

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '')

/** What the user has answered about documents that are to be closed. */
type Answers = Map<Tab, 'save' | 'discard'>

/**
 * Asks about unsaved work in tabs that are to be closed, one by one or for all at once, but not again where `answers`
 * has an answer; yields those that may close, until the user keeps one.
 */
async function* leaving(tabs: readonly Tab[], answers: Answers = new Map()): AsyncGenerator<Tab> {
  let all: 'save' | 'discard' | undefined
  // No question is needed about a document that is being saved.
  await Promise.all(tabs.flatMap((tab) => [tab.engine.settled(), saving.get(tab)]))
  for (const [i, tab] of tabs.entries()) {
    if (isOpen(tab) && tabIsUnsaved(tab)) {
      const others = tabs.slice(i + 1).filter((other) => isOpen(other) && tabIsUnsaved(other)).length
      const known = all ?? answers.get(tab)
      if (known !== 'discard') showTab(tab)
      const answer = known ?? (await window.unfold.askToSave(titleOf(stateOf(tab)), others))
      if (answer === 'cancel') return
      if (answer === 'save-all') all = 'save'
      else if (answer === 'discard-all') all = 'discard'
      const saves = answer === 'save' || answer === 'save-all'
      answers.set(tab, saves ? 'save' : 'discard')
      if (saves && !(await save(false, tab))) return
    }
    yield tab
  }
}

const fail = (title: string, name: string, reason: string): void => show({ kind: 'failure', title, values: { name }, reason })

/** Parses a document and adds missing positions, in several tasks, so that the window stays responsive. */
async function readDocument(text: string): Promise<Parsed> {
  const parsed = (await slowly(parsingToShow(text, registry)))!
  if (!parsed.document) return parsed
  return { ...parsed, document: (await slowly(placing(parsed.document)))! }
}

/** Opens a file's document in a tab; if it cannot be read, shows its problems. */
async function place(file: OpenedFile): Promise<Tab | undefined> {
  if (file.table !== undefined) {
    // A table becomes the data of a new network.
    const tab = isBlank(shownTab()) ? shownTab() : newTab()
    await offerData(file.table, tab)
    return tab
  }
  const { text, picture } = await documentIn(file.content)
  const { document, errors } = typeof text === 'string' ? await readDocument(text) : { document: undefined, errors: [text] }
  // Wait for tabs that are closing, because they must not be shown.
  await closings
  // A file has only one tab, also if opened through a link.
  const newer = document !== undefined && newerOf(document) !== undefined
  const there = file.path === null ? undefined : [file.path, ...(file.also ?? [])].map((path) => tabOf(path, newer)).find((tab) => tab !== undefined)
  if (there) {
    showTab(there)
    void lookForChanges()
    return there
  }
  if (!document) {
    show({ kind: 'problems', name: file.name, problems: errors })
    return undefined
  }
  // A document from a picture must not be saved over the picture; its data files are beside it.
  const beside = file.path === null ? {} : { picture: file.path }
  if (picture) return openTab(document, { path: null, name: stemOf(file.name) + EXTENSION, ...beside }, { edited: true })
  // Nor one of a newer version over its file, without asking.
  if (newer) {
    const tab = openTab(document, { path: null, name: file.name, ...beside })
    if (typeof text === 'string') keepText(tab.documents, text)
    return tab
  }
  if (file.path !== null && file.print !== undefined) void window.unfold.accept({ path: file.path, print: file.print })
  const tab = openTab(document, { path: file.path, name: file.name, ...(file.example === undefined ? {} : { example: file.example }) })
  if (typeof text === 'string') keepText(tab.documents, text)
  return tab
}

/** Starts training once the engine has compiled the document. */
function playWhenReady({ documents, engine }: Tab): void {
  const { revision } = documents.store.getState()
  const stop = engine.store.subscribe(({ compiled, state }) => {
    if (documents.store.getState().opened > revision) return stop()
    if (!compiled || compiled.revision < revision || state.status === 'empty') return
    stop()
    if (state.status === 'ready' || state.status === 'paused') engine.play()
  })
}

export async function openFromDialog(): Promise<void> {
  const result = await window.unfold.open()
  if (result?.ok) await place(result.file)
  else if (result) fail('shell.failed.open', '', result.reason)
}

export async function openRecent(path: string): Promise<void> {
  const result = await window.unfold.openRecent(path)
  if (result.ok) await place(result.file)
  else fail('shell.failed.open', path, result.reason)
}

/** Opens an example and starts training; shows its tab if it is already open and unchanged. */
export async function openExample(file: string, text: string): Promise<void> {
  const there = tabsStore.getState().tabs.find((tab) => stateOf(tab).origin.example === file && !stateOf(tab).edited)
  if (there) return showTab(there)
  const tab = await place({ path: null, name: file, content: text, example: file })
  if (tab) playWhenReady(tab)
}

/** Opens the text of a document that was pasted, as unsaved. */
export async function openText(text: string): Promise<void> {
  const { document, errors } = await readDocument(text)
  if (document) openTab(document, { path: null, name: '' }, { edited: true })
  else show({ kind: 'problems', name: i18next.t('tabs.pasted'), problems: errors })
}

export const newDocument = (): void => void newTab()

/** Handles files dropped on the window: opens all documents; one table may become the data. */
export async function takeAllDropped(files: readonly File[]): Promise<void> {
  const tables: File[] = []
  for (const file of files) {
    if (await isTable(file)) tables.push(file)
    else await takeDropped(file)
  }
  if (tables[0]) await takeData(tables[0])
  if (tables.length > 1) notify('files.one-table', { name: tables[0]!.name })
}

const isTable = async (file: File): Promise<boolean> =>
  /\.(csv|tsv|tab|txt|jsonl|ndjson)$/i.test(file.name) || (/\.json$/i.test(file.name) && !(await looksLikeDocument(file)))

async function takeDropped(file: File): Promise<void> {
  const result = await window.unfold.openDropped(file)
  if (result.ok) await place(result.file)
  else fail('shell.failed.open', file.name, result.reason)
}

/** Offers a dropped table as the document's data. */
async function takeData(file: File): Promise<void> {
  const tab = shownTab()
  const result = await window.unfold.dropData({ from: placeOf(stateOf(tab).origin) }, file)
  if (result.ok) await offerData(result.name, tab)
  else fail('shell.failed.data', file.name, result.reason)
}

/** Folders and missing files have no text; opening them reports that. */
const looksLikeDocument = async (file: File): Promise<boolean> =>
  file
    .slice(0, 4096)
    .text()
    .then(
      (text) => text.includes('"unfold-graph"'),
      () => true,
    )

const saving = new Map<Tab, Promise<boolean>>()

/**
 * Saves to the document's file, or to one that the user chooses; returns whether it was saved.
 * @param seen fingerprint of another program's content that may be overwritten.
 */
export function save(ask = false, tab = shownTab(), seen: string | null = null, bundle = false): Promise<boolean> {
  const failed = (error: unknown): boolean => {
    fail('shell.failed.save', titleOf(stateOf(tab)), reasonOf(error))
    return false
  }
  const going =
    saving.get(tab)
    ?? write(tab, { ask, seen, bundle })
      .catch(failed)
      .finally(() => saving.delete(tab))
  saving.set(tab, going)
  return going
}

/** Saves the document with its data in one file, to share. */
export const saveBundle = (): Promise<boolean> => save(true, shownTab(), null, true)

/** The proposed name when a document is saved: that of its file or origin; for a copy, another one. */
function suggestedName(state: DocumentState): string {
  const { document, origin } = state
  if (origin.path === null && newerOf(document)) return i18next.t('files.copy-name', { name: titleOf(state) }) + EXTENSION
  const named = origin.path !== null || origin.example !== undefined || origin.picture !== undefined
  return (named ? origin.name : '') || `${titleOf(state)}${EXTENSION}`
}

async function write(tab: Tab, { ask, seen, bundle }: { readonly ask: boolean; readonly seen: string | null; readonly bundle: boolean }): Promise<boolean> {
  // A bundle has the runs too.
  await keepRunsNow(tab)
  const ready = await prepared(tab)
  if (!ready) return false
  const { document } = ready
  const { origin } = stateOf(tab)
  const pieces = piecesOf(tab.documents, document)
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (length > limits.documentText) {
    fail('shell.failed.save', titleOf(stateOf(tab)), problemText(languageOf(i18next.language), tooLong(length)))
    return false
  }
  const text = longText(pieces)
  const saved = await writeFile(tab, {
    path: origin.path,
    ask,
    bundle,
    suggestedName: suggestedName(stateOf(tab)),
    text,
    from: placeOf(origin),
    data: document.data?.kind === 'file' ? document.data.path : null,
    seen,
  })
  if (saved === null || saved === 'reloaded') return saved !== null
  // Another tab that had this file has lost it.
  for (const other of tabsStore.getState().tabs)
    if (other !== tab && [saved.path, ...saved.also].includes(stateOf(other).origin.path ?? '')) other.documents.detach()
  markSaved(tab, { path: saved.path, name: saved.name }, ready)
  if (origin.path === null) await settleRuns(tab)
  keepText(tab.documents, text)
  return true
}

/** Asks what to do about a document whose file another program has changed, and does it. */
export async function answerChange(tab: Tab, gone: boolean): Promise<void> {
  const answer = await askAboutChange(tab, { gone, print: '' })
  if (answer.kind === 'reload') await reload(tab)
  else if (answer.kind !== 'cancel') await save(answer.kind === 'save-as', tab, answer.kind === 'overwrite' ? answer.print : null)
}

/** Closes a tab after dealing with unsaved work; returns whether it is closed. */
export async function closeTab(tab: Tab = shownTab()): Promise<boolean> {
  await closeTabs([tab])
  return !isOpen(tab)
}

/** Pending closing of tabs. */
let closings: Promise<void> = Promise.resolve()

/** Closes tabs one by one, until the user keeps one. */
export async function closeTabs(tabs: readonly Tab[]): Promise<void> {
  const close = async (): Promise<void> => {
    for await (const tab of leaving(tabs)) {
      await keepRunsNow(tab)
      removeTab(tab)
    }
  }
  const done = close()
  closings = done.catch(() => undefined)
  return done
}

let closing = false

/** Closes the window after dealing with unsaved work in all tabs. */
export async function closeWindow(): Promise<void> {
  if (closing) return
  closing = true
  // The main process asks the user if closing takes long, unless a dialog is open.
  const works = (): void => window.unfold.closing(useDialogs.getState().request === undefined)
  const stop = useDialogs.subscribe(works)
  works()
  try {
    const { tabs } = tabsStore.getState()
    const answers: Answers = new Map()
    const mayClose = async (): Promise<boolean> => {
      let gone = 0
      for await (const _ of leaving(tabs, answers)) gone++
      return gone === tabs.length
    }
    if (!(await mayClose())) return
    // A document that was saved has trained on while the user was asked about others.
    for (const { engine } of tabs) engine.pause()
    if (!(await mayClose())) return
    await Promise.all(tabs.map(keepRunsNow))
    await settleJournal().catch(() => undefined) // reported where it failed; it must not keep the window open
    // Do not restore what the user chose not to save.
    await Promise.all(tabs.filter((tab) => tabIsUnsaved(tab) || stateOf(tab).origin.path === null).map(forgetTab))
    window.unfold.closeWindow()
  } catch (error) {
    show({ kind: 'failure', title: 'shell.failed.close', values: {}, reason: reasonOf(error) })
  } finally {
    stop()
    window.unfold.closing(false)
    closing = false
  }
}

/**
 * Restores the documents that were open, and opens the one with which the app was started; otherwise opens an example
 * and starts training it.
 */
export async function openInitial(): Promise<void> {
  await restoreTabs()
  const result = await window.unfold.initial()
  if (result?.ok) {
    const tab = await place(result.file)
    if (tab && result.file.example !== undefined) playWhenReady(tab)
    return
  }
  if (result) fail('shell.failed.open', '', result.reason)
  // After a crash, open nothing that the user has not asked for.
  if (stateOf(shownTab()).revision > 0 || useRestored.getState().offered.length > 0) return
  const examples = await window.unfold.examples()
  const first = examples.find(({ file }) => file === FIRST) ?? examples[0]
  const tab = first && (await place({ path: null, name: first.file, content: first.text, example: first.file }))
  if (!tab) return
  slowFirstShow()
  playWhenReady(tab)
}

/** Listens to the main process, and reports the open documents to it. */
export function startFiles(): void {
  window.unfold.onOpenFile((result) =>
    onceStarted(() => {
      if (result.ok) void place(result.file)
      else fail('shell.failed.open', '', result.reason)
    }),
  )
  let sent = ''
  const report = (): void => {
    const { tabs, shown } = tabsStore.getState()
    const state = stateOf(shown)
    const edited = tabs.some(tabIsUnsaved)
    const title = `${tabIsUnsaved(shown) ? '• ' : ''}${titleOf(state)} — Unfold`
    const key = JSON.stringify([title, edited, state.origin.path])
    if (key === sent) return
    sent = key
    window.unfold.setDocumentState({ edited, title, path: state.origin.path })
    document.title = title
  }
  followTabs(report)
  i18next.on('languageChanged', report)
  report()
}
