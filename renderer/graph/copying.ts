import { serializeDocument } from '../../engine/document/serialize'
import type { EdgeSpec, GraphDocument } from '../../engine/document/types'
import { copyDrawing, copyText, duplicate as duplicateIn, mayBePart, paste as pasteIn, readingPart, readPart } from '../editing/clipboard'
import * as commands from '../editing/commands'
import { notesOf } from '../document/notes'
import type { End } from '../document/ports'
import { wiresInto } from '../document/selectors'
import { slowly } from '../controls/slowly'
import { documentStore, edit, select, shownDocument, type DocumentStore } from '../editing/store'
import type { DocumentDraft, Selection } from '../document/types'
import { part } from '../editing/clipboard'
import { revealItems } from './camera'
import { entered } from './adding'
import type { Point } from '../drawing/geometry'
import { canvasHooks, reportUnreadable } from './hooks'
import { freeShift } from '../drawing/layout/free'

/** What asks for a paste: the browser's event for the keys, or a command of a menu or of the palette. */
type PasteSource = 'keys' | 'command'

/** The last copied text, for when the system clipboard cannot be read. */
let copied = ''
/** Wires that entered the copied part from outside it. */
let incoming: readonly { readonly from: End; readonly to: End; readonly spec: EdgeSpec }[] = []
/** How the last paste was asked for, and when. */
let last: { readonly by: PasteSource; readonly at: number } | undefined

/** Length of text that is parsed in one task; longer text is parsed in several. */
const AT_ONCE = 2 ** 18

const current = () => documentStore.getState()
const nothingToCopy = ({ nodes, notes = [] }: Selection): boolean => nodes.length + notes.length === 0

/** Clipboard text of the selection; undefined if neither a node nor a note is selected. */
export function copyTextOfSelection(): string | undefined {
  const { document, selection } = current()
  if (nothingToCopy(selection)) return undefined
  copied = copyText(document, selection)
  incoming = selection.nodes
    .flatMap((id) => wiresInto(document, id))
    .filter((wire) => !selection.nodes.includes(wire.from.node))
    .map(({ id, from, to }) => ({ from, to, spec: document.edges[id]! }))
  return copied
}

/** Ignores a refusal by the system clipboard: `copied` still serves pastes within this window. */
const write = (text: string): Promise<void> => navigator.clipboard.writeText(text).catch(() => undefined)

export function copy(): void {
  const text = copyTextOfSelection()
  if (text !== undefined) void write(text)
}

/** Copies the selection as text without weights, for example for an e-mail. */
export function copyAsText(): void {
  const { document, selection } = current()
  if (!nothingToCopy(selection)) void write(copyDrawing(document, selection))
}

/** Copies the selection into the document of another tab. */
export function sendToTab(tab: string): void {
  const text = copyTextOfSelection()
  if (text !== undefined) canvasHooks()?.sendToTab(tab, text)
}

export function cut(): void {
  const text = copyTextOfSelection()
  if (text === undefined) return
  void write(text)
  edit('canvas.edit.cut', (draft) => commands.removeSelection(draft, current().selection))
}

/**
 * Pastes part of a network at `at`, or beside its original. `documents` is the store to paste into, by default the one
 * on screen.
 */
export function pasteText(text: string, at?: Point, connected = false, documents = shownDocument(), asked: PasteSource = 'command'): boolean {
  const take = (source: GraphDocument | undefined): boolean => takePart(source, text, asked, at, connected, documents)
  if (text.length <= AT_ONCE || !mayBePart(text)) return take(readPart(text))
  void slowly(readingPart(text)).then(take)
  return true
}

function takePart(
  source: GraphDocument | undefined,
  text: string,
  asked: PasteSource,
  at: Point | undefined,
  connected: boolean,
  documents: DocumentStore,
): boolean {
  if (!source) return reportUnreadable(text)
  if (Object.keys(source.nodes).length + notesOf(source).size === 0) return false
  // One key press may raise both the menu's command and the browser's paste event: ignore the second, which arrives
  // once the first has finished.
  const twice = !connected && last !== undefined && last.by !== asked && performance.now() - last.at < 150
  if (!twice) pastePart(source, text, at, connected, documents)
  last = twice || connected ? undefined : { by: asked, at: performance.now() }
  return true
}

function pastePart(source: GraphDocument, text: string, at: Point | undefined, connected: boolean, documents: DocumentStore): void {
  // Text with a name, data or training settings is a whole document: open it in a tab.
  const window = canvasHooks()
  if (window && (source.name !== undefined || source.data !== undefined || source.training !== undefined))
    return window.openWhole(text.length > AT_ONCE ? text : serializeDocument(source))
  const offset = freeShift(documents.store.getState().document, source)
  const shown = documents === shownDocument()
  const added = documents.edit('canvas.edit.paste', (draft) => {
    const pasted = pasteIn(draft, source, at ? { at } : { offset })
    if (connected && text === copied) connectIncoming(draft, Object.keys(source.nodes), pasted.nodes)
    return shown ? entered(draft, pasted) : pasted
  })
  if (!added) return
  documents.select(added)
  if (shown) revealItems(added.nodes, added.nodes.length === 1)
}

/** Connects the copies to the same outside sources as their originals, where those exist here. */
function connectIncoming(draft: DocumentDraft, originals: readonly string[], copies: readonly string[]): void {
  for (const { from, to, spec } of incoming) {
    const node = copies[originals.indexOf(to.node)]
    if (node === undefined || !Object.hasOwn(draft.nodes, from.node)) continue
    const edge = draft.edges[commands.connect(draft, from, { node, port: to.port }, spec.kind)]
    if (edge) Object.assign(edge, { ...structuredClone(spec), from: edge.from, to: edge.to })
  }
}

export async function paste(at?: Point, connected = false): Promise<void> {
  let text = copied
  // The user may switch tabs while the clipboard is being read.
  const documents = shownDocument()
  try {
    text = (await navigator.clipboard.readText()) || copied
  } catch {
    // Reading the clipboard was denied.
  }
  if (!pasteText(text, at, connected, documents)) pasteText(copied, at, connected, documents)
}

export const canPaste = (): boolean => copied !== ''

/** Pastes the text of the browser's paste event, which the keys raise. */
export const pasteByKeys = (text: string): boolean => pasteText(text, undefined, false, shownDocument(), 'keys')

/** Whether this window or the system clipboard holds part of a network. */
export async function clipboardHoldsPart(): Promise<boolean> {
  if (canPaste()) return true
  try {
    const text = await navigator.clipboard.readText()
    return text.length > AT_ONCE ? mayBePart(text) : readPart(text) !== undefined
  } catch {
    return false
  }
}

export function duplicate(): void {
  const { document, selection } = current()
  if (nothingToCopy(selection)) return
  const offset = freeShift(document, part(document, selection))
  const added = edit('canvas.edit.duplicate', (draft) => entered(draft, duplicateIn(draft, document, selection, offset)))
  if (!added) return
  select(added)
  revealItems(added.nodes, added.nodes.length === 1)
}
