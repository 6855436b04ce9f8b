import i18next from 'i18next'
import type { OpenedFile } from '../../electron/contract'
import { parseDocument } from '../../engine/document/parse'
import { reasonOf } from '../../engine/run/careful'
import { registry } from '../../nodes'
import { slowly } from '../controls/slowly'
import { placing } from '../drawing/layout/arrange'
import type { DocumentState } from '../editing/store'
import { documentIn } from '../picture/embedded'
import { notify } from '../controls/notice'
import { placeOf } from './loading'
import { show, useDialogs } from './dialogStore'
import { forgetTab, settleJournal } from './journal'
import { offerData } from './offer'
import { followTabs, isBlank, isOpen, newTab, openTab, removeTab, shownTab, showTab, tabIsUnsaved, tabOf, tabsStore, type Tab } from './tabs'
import { restoreTabs, useRestored } from './restored'
import { slowFirstShow } from './firstShow'
import { prepared } from './newest'
import { markSaved } from './saving'
import { onceStarted } from './starting'
import { keepText, textOf } from './texts'
import { EXTENSION, titleOf } from './titles'
import { askAboutChange, lookForChanges, reload } from './changed'
import { writeFile } from './writing'

const FIRST = 'elman-sunspots.unfold'

export { titleOf } from './titles'

const stateOf = ({ documents }: Tab): DocumentState => documents.store.getState()

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '')

/** Asks about the unsaved work of tabs that are to go, of each or of all that are left at once; answers those that may go, as far as until one is to stay. */
async function* leaving(tabs: readonly Tab[]): AsyncGenerator<Tab> {
  let all: 'save' | 'discard' | undefined
  await Promise.all(tabs.map(({ engine }) => engine.settled()))
  for (const [i, tab] of tabs.entries()) {
    if (isOpen(tab) && tabIsUnsaved(tab)) {
      const others = tabs.slice(i + 1).filter((other) => isOpen(other) && tabIsUnsaved(other)).length
      if (all !== 'discard') showTab(tab)
      const answer = all ?? (await window.unfold.askToSave(titleOf(stateOf(tab)), others))
      if (answer === 'cancel') return
      if (answer === 'save-all') all = 'save'
      else if (answer === 'discard-all') all = 'discard'
      if ((answer === 'save' || answer === 'save-all') && !(await save(false, tab))) return
    }
    yield tab
  }
}

const fail = (title: string, name: string, reason: string): void => show({ kind: 'failure', title, values: { name }, reason })

/** A text as a document with places. Reading, laying out and then drawing thousands of nodes are tasks of their own: the window answers in between. */
async function readDocument(text: string): Promise<ReturnType<typeof parseDocument>> {
  const parsed = parseDocument(text, registry)
  if (!parsed.document) return parsed
  return { ...parsed, document: (await slowly(placing(parsed.document)))! }
}

/** Opens a file's document in a tab; one that cannot be read leaves what is there, and says what is wrong. */
async function place(file: OpenedFile): Promise<Tab | undefined> {
  if (file.table !== undefined) {
    // A table is what a new network learns from.
    const tab = isBlank(shownTab()) ? shownTab() : newTab()
    await offerData(file.table, tab)
    return tab
  }
  const { text, picture } = await documentIn(file.content)
  const { document, errors } = typeof text === 'string' ? await readDocument(text) : { document: undefined, errors: [text] }
  // A tab that is closing is not one to come to the front.
  await closings
  // One file is one tab, through a link too.
  const there = file.path === null ? undefined : [file.path, ...(file.also ?? [])].map(tabOf).find((tab) => tab !== undefined)
  if (there) {
    showTab(there)
    void lookForChanges()
    return there
  }
  if (!document) {
    show({ kind: 'problems', name: file.name, problems: errors })
    return undefined
  }
  // What a picture held is a document of its own, which must not be saved over the picture; its data lie beside that.
  if (picture)
    return openTab(document, { path: null, name: stemOf(file.name) + EXTENSION, ...(file.path === null ? {} : { picture: file.path }) }, { edited: true })
  if (file.path !== null && file.print !== undefined) void window.unfold.accept({ path: file.path, print: file.print })
  const tab = openTab(document, { path: file.path, name: file.name, ...(file.example === undefined ? {} : { example: file.example }) })
  if (typeof text === 'string') keepText(tab.documents, text)
  return tab
}

/** Plays a document once the engine has compiled it. */
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

/** Opens an example and plays it; one that is open and as it was comes to the front. */
export async function openExample(file: string, text: string): Promise<void> {
  const there = tabsStore.getState().tabs.find((tab) => stateOf(tab).origin.example === file && !stateOf(tab).edited)
  if (there) return showTab(there)
  const tab = await place({ path: null, name: file, content: text, example: file })
  if (tab) playWhenReady(tab)
}

/** Opens the text of a document that was pasted; no file holds it yet. */
export function openText(text: string): void {
  const { document, errors } = parseDocument(text, registry)
  if (document) openTab(document, { path: null, name: '' }, { edited: true })
  else show({ kind: 'problems', name: i18next.t('tabs.pasted'), problems: errors })
}

export const newDocument = (): void => void newTab()

/** What was dropped on the window: every document opens; of the tables, one may become the data. */
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

/** A folder, or a file that is gone, has no text; main says so when it is opened. */
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
 * Saves over the file it came from, or where the person says; whether the file now holds the document.
 * @param seen fingerprint of what another program wrote there, which may be written over.
 */
export function save(ask = false, tab = shownTab(), seen: string | null = null): Promise<boolean> {
  const failed = (error: unknown): boolean => {
    fail('shell.failed.save', titleOf(stateOf(tab)), reasonOf(error))
    return false
  }
  const going =
    saving.get(tab)
    ?? write(tab, ask, seen)
      .catch(failed)
      .finally(() => saving.delete(tab))
  saving.set(tab, going)
  return going
}

async function write(tab: Tab, ask: boolean, seen: string | null): Promise<boolean> {
  const ready = await prepared(tab)
  if (!ready) return false
  const { document } = ready
  const { origin } = stateOf(tab)
  const title = titleOf(stateOf(tab))
  const text = textOf(tab.documents, document)
  const saved = await writeFile(tab, {
    path: origin.path,
    ask,
    suggestedName: (origin.path !== null || origin.example !== undefined || origin.picture !== undefined ? origin.name : '') || `${title}${EXTENSION}`,
    text,
    from: placeOf(origin),
    data: document.data?.kind === 'file' ? document.data.path : null,
    seen,
  })
  if (saved === null || saved === 'reloaded') return saved !== null
  // What another tab had in that file is no longer there.
  for (const other of tabsStore.getState().tabs)
    if (other !== tab && [saved.path, ...saved.also].includes(stateOf(other).origin.path ?? '')) other.documents.detach()
  markSaved(tab, { path: saved.path, name: saved.name }, ready)
  keepText(tab.documents, text)
  return true
}

/** Asks what is to become of a document whose file another program has changed, and does it. */
export async function answerChange(tab: Tab, gone: boolean): Promise<void> {
  const answer = await askAboutChange(tab, { gone, print: '' })
  if (answer.kind === 'reload') await reload(tab)
  else if (answer.kind !== 'cancel') await save(answer.kind === 'save-as', tab, answer.kind === 'overwrite' ? answer.print : null)
}

/** Closes a tab once its unsaved work was dealt with; whether it is gone. */
export async function closeTab(tab: Tab = shownTab()): Promise<boolean> {
  await closeTabs([tab])
  return !isOpen(tab)
}

/** The closing of tabs that is under way. */
let closings: Promise<void> = Promise.resolve()

/** Closes tabs one after the other until one is to stay. */
export async function closeTabs(tabs: readonly Tab[]): Promise<void> {
  const close = async (): Promise<void> => {
    for await (const tab of leaving(tabs)) removeTab(tab)
  }
  const done = close()
  closings = done.catch(() => undefined)
  return done
}

let closing = false

/** Closes the window once the unsaved work of every tab was dealt with. */
export async function closeWindow(): Promise<void> {
  if (closing) return
  closing = true
  // Main asks the person when this takes long; it does not while a dialog waits for one.
  const works = (): void => window.unfold.closing(useDialogs.getState().request === undefined)
  const stop = useDialogs.subscribe(works)
  works()
  try {
    const { tabs } = tabsStore.getState()
    let gone = 0
    for await (const _ of leaving(tabs)) gone++
    if (gone < tabs.length) return
    await settleJournal().catch(() => undefined) // told where it failed; it keeps no window open
    // What the person did not want to save must not come back.
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
 * Brings back what was open, and shows the document that the app was started with; without any, a network that is
 * already learning.
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
  // After a crash nothing opens that nobody has asked for.
  if (stateOf(shownTab()).revision > 0 || useRestored.getState().offered.length > 0) return
  const examples = await window.unfold.examples()
  const first = examples.find(({ file }) => file === FIRST) ?? examples[0]
  const tab = first && (await place({ path: null, name: first.file, content: first.text, example: first.file }))
  if (!tab) return
  slowFirstShow()
  playWhenReady(tab)
}

/** Listens to main, and tells it what is open. */
export function startFiles(): void {
  window.unfold.onOpenFile((file) => onceStarted(() => void place(file)))
  let told = ''
  const tell = (): void => {
    const { tabs, shown } = tabsStore.getState()
    const state = stateOf(shown)
    const edited = tabs.some(tabIsUnsaved)
    const title = `${tabIsUnsaved(shown) ? '• ' : ''}${titleOf(state)} — Unfold`
    const key = JSON.stringify([title, edited, state.origin.path])
    if (key === told) return
    told = key
    window.unfold.setDocumentState({ edited, title, path: state.origin.path })
    document.title = title
  }
  followTabs(tell)
  i18next.on('languageChanged', tell)
  tell()
}
