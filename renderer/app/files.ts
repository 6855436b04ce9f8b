import i18next from 'i18next'
import type { OpenedFile } from '../../electron/contract'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { setDataFile } from '../document/commands'
import { documentStore, edit, emptyDocument, markSaved, open as openDocument, setWeights, type DocumentState } from '../document/store'
import { show } from './dialogStore'
import { engineStore, play, provideData, weights, type EngineState } from './engine'

const EXTENSION = '.unfold'
const FIRST = 'elman-sunspots.unfold'

const current = (): DocumentState => documentStore.getState()

/** What the document is called on screen: its file, or else the name that it gives itself. */
export function titleOf({ origin, document }: Pick<DocumentState, 'origin' | 'document'>): string {
  if (origin.path !== null) return origin.name.endsWith(EXTENSION) ? origin.name.slice(0, -EXTENSION.length) : origin.name
  return document.name ?? i18next.t('shell.untitled')
}

/** Updates that the weights in the file have had since the document was opened. */
let savedUpdate = 0
documentStore.subscribe((state, old) => {
  if (state.opened !== old.opened) savedUpdate = 0
})

/** Whether closing would lose something: edits, or what a document of the person's own has learned since it was saved. */
export function isUnsaved({ edited, origin }: Pick<DocumentState, 'edited' | 'origin'>, { state }: Pick<EngineState, 'state'>): boolean {
  return edited || (origin.path !== null && state.update !== savedUpdate)
}

export const unsaved = (): boolean => isUnsaved(current(), engineStore.getState())

/** Asks about unsaved work; whether whatever would replace it may go on. */
async function mayReplace(): Promise<boolean> {
  if (!unsaved()) return true
  const answer = await window.unfold.askToSave(titleOf(current()))
  if (answer === 'save') return save()
  return answer === 'discard'
}

const fail = (title: string, name: string, reason: string): void => show({ kind: 'failure', title, values: { name }, reason })

/** Puts a file's document on the canvas; one that cannot be read leaves what is there, and says what is wrong. */
function place(file: OpenedFile): boolean {
  const { document, errors } = parseDocument(file.text, registry)
  if (!document) {
    show({ kind: 'problems', name: file.name, problems: errors })
    return false
  }
  openDocument(document, { path: file.path, name: file.name, ...(file.example === undefined ? {} : { example: file.example }) })
  return true
}

/** Plays the document once the engine has compiled it. */
function playWhenReady(): void {
  const { revision } = current()
  const stop = engineStore.subscribe(({ compiled, state }) => {
    if (current().opened > revision) return stop()
    if (!compiled || compiled.revision < revision || state.status === 'empty') return
    stop()
    if (state.status === 'ready' || state.status === 'paused') play()
  })
}

async function openFile(file: OpenedFile): Promise<boolean> {
  return (await mayReplace()) && place(file)
}

export async function openFromDialog(): Promise<void> {
  const result = await window.unfold.open()
  if (result?.ok) await openFile(result.file)
  else if (result) fail('shell.failed.open', '', result.reason)
}

export async function openRecent(path: string): Promise<void> {
  const result = await window.unfold.openRecent(path)
  if (result.ok) await openFile(result.file)
  else fail('shell.failed.open', path, result.reason)
}

export async function openExample(file: string, text: string): Promise<void> {
  if (await openFile({ path: null, name: file, text, example: file })) playWhenReady()
}

export async function newDocument(): Promise<void> {
  if (await mayReplace()) openDocument(emptyDocument, { path: null, name: '' })
}

/** A drop on the window: a document opens, a table may become the data. */
export async function takeDropped(file: File): Promise<void> {
  if (/\.(csv|tsv|txt)$/i.test(file.name) || (/\.json$/i.test(file.name) && !(await looksLikeDocument(file)))) {
    show({ kind: 'data', file })
    return
  }
  const result = await window.unfold.openDropped(file)
  if (result.ok) await openFile(result.file)
  else fail('shell.failed.open', file.name, result.reason)
}

/** Makes a dropped table the document's data. */
export async function takeData(file: File): Promise<void> {
  const { origin } = current()
  const result = await window.unfold.dropData({ from: { path: origin.path, ...(origin.example === undefined ? {} : { example: origin.example }) } }, file)
  if (!result.ok) return fail('shell.failed.data', file.name, result.reason)
  provideData(result.name, result.text)
  edit('shell.edit.data', (draft) => setDataFile(draft, result.name))
}

const looksLikeDocument = async (file: File): Promise<boolean> => (await file.slice(0, 4096).text()).includes('"unfold-graph"')

/** The document with the weights as they are now, if it has been trained or had some. */
async function withWeights(): Promise<GraphDocument> {
  const { compiled, state } = engineStore.getState()
  const works = compiled !== undefined && compiled.errors.length === 0 && state.status !== 'empty' && state.status !== 'blocked'
  if (works && (state.update > 0 || current().document.weights !== undefined)) {
    const answer = await weights()
    if (Object.keys(answer.weights).length > 0) setWeights(answer.weights, answer.fitted)
  }
  return current().document
}

let saving: Promise<boolean> | undefined

/** Saves over the file it came from, or where the person says; whether the file now holds the document. */
export function save(ask = false): Promise<boolean> {
  saving ??= write(ask).finally(() => {
    saving = undefined
  })
  return saving
}

async function write(ask: boolean): Promise<boolean> {
  const { update } = engineStore.getState().state
  const document = await withWeights()
  const { origin, past } = current()
  const title = titleOf(current())
  const result = await window.unfold.save({
    path: origin.path, ask, suggestedName: (origin.path !== null || origin.example !== undefined ? origin.name : '') || `${title}${EXTENSION}`,
    text: serializeDocument(document), from: { path: origin.path, ...(origin.example === undefined ? {} : { example: origin.example }) },
    data: document.data?.kind === 'file' ? document.data.path : null,
  })
  if (result === null) return false
  if (!result.ok) {
    fail('shell.failed.save', title, result.reason)
    return false
  }
  // What was edited while the file was being written is not in it.
  if (current().past === past) markSaved({ path: result.path, name: result.name })
  savedUpdate = update
  // Whoever shows the unsaved mark looks again.
  engineStore.setState((state) => ({ state: { ...state.state } }))
  return true
}

/** Closes the window once unsaved work was dealt with. */
export async function closeWindow(): Promise<void> {
  if (await mayReplace()) window.unfold.closeWindow()
}

/** Shows the document that the app was started with; without one, a network that is already learning. */
export async function openInitial(): Promise<void> {
  const result = await window.unfold.initial()
  if (result?.ok) {
    if (place(result.file) && result.file.example !== undefined) playWhenReady()
    return
  }
  if (result) fail('shell.failed.open', '', result.reason)
  if (current().revision > 0) return
  const examples = await window.unfold.examples()
  const first = examples.find(({ file }) => file === FIRST) ?? examples[0]
  if (first && place({ path: null, name: first.file, text: first.text, example: first.file })) playWhenReady()
}

/** Listens to main, and tells it what is open. */
export function startFiles(): void {
  window.unfold.onOpenFile((file) => void openFile(file))
  let told = ''
  const tell = (): void => {
    const state = current()
    const edited = unsaved()
    const name = titleOf(state)
    const title = `${edited ? '• ' : ''}${name} — Unfold`
    const key = JSON.stringify([title, edited, state.origin.path])
    if (key === told) return
    told = key
    window.unfold.setDocumentState({ edited, title, path: state.origin.path })
    document.title = title
  }
  documentStore.subscribe(tell)
  engineStore.subscribe((state, old) => {
    if (state.state !== old.state) tell()
  })
  i18next.on('languageChanged', tell)
  tell()
}
