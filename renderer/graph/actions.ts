import { serializeDocument } from '../../engine/document/serialize'
import type { EdgeSpec, GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { notify } from '../controls/notice'
import { addBlock as addBlockTo, block, type BlockName } from '../editing/blocks'
import { copyDrawing, copyText, duplicate as duplicateIn, paste as pasteIn, readPart } from '../editing/clipboard'
import * as commands from '../editing/commands'
import { notesOf, notesWithin, placeNotes, setNote } from '../document/notes'
import type { End, Side } from '../document/ports'
import { typeOf, writeEnd } from '../document/ports'
import { wiresInto, wiresOf, wiresOutOf } from '../document/selectors'
import { documentStore, edit, endGesture, select, shownDocument, type DocumentStore } from '../editing/store'
import type { DocumentDraft, Selection } from '../document/types'
import { part } from '../editing/clipboard'
import { boundsOf, middle, onCanvas, onScreen, revealItems, revealPlace, screenOf } from './camera'
import { beginNaming, closeFloating, expectVerdict, openMenuOf, openSearch, useCanvas } from './canvasStore'
import { groupItem } from '../drawing/flowIds'
import { boxOf, portPlace, type Point } from '../drawing/geometry'
import { canvasHooks, reportUnreadable } from './hooks'
import type { Target } from '../keys/commands'
import { follow } from './keyboard/follow'
import { walkFrom } from './keyboard/walk'
import { freePlace, freeShift, makeRoom } from '../drawing/layout/free'
import { joinEntered, selectedGroup } from './groups/actions'
import { groupsOf, wholeGroups } from '../document/groups'
import { scopeOf } from '../drawing/groups/scope'
import { FRAMED } from '../drawing/groups/shapes'
import { writeNote } from './notes/actions'
import { noteShows } from '../drawing/notes/items'
import { objection, wiresAt } from '../drawing/rules'

export { goTo, goToNote, present, show } from './showing'
export { writeNote } from './notes/actions'
export { tidy } from './tidying'
export { toggleMinimap } from './canvasStore'
export { attach, fit, fitSelection, focusCanvas, zoomIn, zoomOut, zoomReset } from './camera'

/** The last copied text, for when the system clipboard cannot be read. */
let copied = ''
/** Wires that entered the copied part from outside it. */
let incoming: readonly { readonly from: End; readonly to: End; readonly spec: EdgeSpec }[] = []
let pastedAt = -Infinity

const current = () => documentStore.getState()
const grid = (n: number): number => Math.round(n / 4) * 4

const centred = (type: string, at: Point): Point => {
  const { width, height } = boxOf(registry.get(type))
  return { x: grid(at.x - width / 2), y: grid(at.y - height / 2) }
}

/** Pixels between a new node and the selection beside which it is placed. */
const GAP = 96

const entered = (draft: DocumentDraft, added: Selection): Selection => {
  joinEntered(draft, added.nodes)
  const { inside } = useCanvas.getState()
  if (inside !== undefined) for (const id of added.notes ?? []) if (draft.view?.notes?.[id]?.group === undefined) setNote(draft, id, 'group', inside)
  return added
}

/**
 * Adds a node centred at `at`, or in free space: right of the selected nodes, otherwise in the middle of the screen.
 * Returns its id, undefined at the limit of nodes.
 */
export function add(type: string, at?: Point, size?: number): string | undefined {
  const { document, selection } = current()
  const beside = at || selection.nodes.length === 0 ? undefined : boundsOf(document, selection.nodes)
  const box = boxOf(registry.get(type))
  const wanted =
    beside && Number.isFinite(beside.x)
      ? { x: grid(beside.x + beside.width + GAP), y: grid(beside.y + (beside.height - box.height) / 2) }
      : centred(type, at ?? middle())
  const place = at ? wanted : freePlace(document, wanted, box)
  const id = edit('canvas.edit.add', (draft) => {
    const made = commands.addNode(draft, type, place, { size })
    joinEntered(draft, [made])
    return made
  })
  if (id === undefined) return undefined
  select({ nodes: [id], edges: [] })
  revealItems([id], true)
  return id
}

/**
 * Adds a node and connects it to the dropped end of a wire, as one step of history. Returns its id, undefined at the
 * limit of nodes.
 */
export function addWired(type: string, at: Point, pending: { readonly end: End; readonly side: Side }, port: string, size?: number): string | undefined {
  const declared = registry.get(type)
  const other: Side = pending.side === 'from' ? 'to' : 'from'
  const place = portPlace(declared, other, port, false)
  const id = edit('canvas.edit.add', (draft) => {
    const made = commands.addNode(draft, type, { x: grid(at.x - place.x), y: grid(at.y - place.y) }, { size })
    const end = { node: made, port }
    const edge = pending.side === 'from' ? commands.connect(draft, pending.end, end) : commands.connect(draft, end, pending.end)
    expectVerdict(edge)
    joinEntered(draft, [made])
    return made
  })
  if (id !== undefined) select({ nodes: [id], edges: [] })
  return id
}

/**
 * Adds a block centred at `at`, or in free space. Connects its inputs to `pending` (the dropped end of a wire),
 * otherwise to the selected nodes, otherwise to inputs that feed nothing yet. Connects its outputs to the selected
 * output nodes, otherwise to output nodes without input, unless the block contains an output.
 */
export function addBlock(name: BlockName, size: number, at?: Point, pending?: { readonly end: End; readonly side: Side }): void {
  const { document, selection } = current()
  const { part: drawn } = block(name, size)
  const own = Object.keys(drawn.nodes).some((id) => typeOf(drawn, id)?.isOutput)
  const idle = Object.keys(document.nodes).filter((id) =>
    typeOf(document, id)?.isInput ? wiresOutOf(document, id).length === 0 : typeOf(document, id)?.isOutput && wiresInto(document, id).length === 0,
  )
  const chosen = pending ? [] : (selection.nodes.length > 0 ? selection.nodes : idle).map((id) => ({ id, type: typeOf(document, id) }))
  const from = pending
    ? pending.side === 'from'
      ? [writeEnd(document, pending.end, 'from')]
      : []
    : chosen.filter(({ type }) => type && type.outputs.length > 0 && !type.isOutput).map(({ id }) => id)
  const to = pending
    ? pending.side === 'to'
      ? [writeEnd(document, pending.end, 'to')]
      : []
    : chosen.filter(({ type }) => type?.isOutput && !own).map(({ id }) => id)
  const bounds = boundsOf(drawn, Object.keys(drawn.nodes))
  const box = { width: bounds.width, height: bounds.height, ...FRAMED }
  const sources = boundsOf(
    document,
    from.map((end) => end.split('.')[0]!),
  )
  let wanted: Point
  if (pending && at) wanted = { x: pending.side === 'from' ? at.x : at.x - box.width, y: at.y - box.height / 2 }
  else if (at) wanted = { x: at.x - box.width / 2, y: at.y - box.height / 2 }
  else if (from.length > 0) wanted = { x: sources.x + sources.width + GAP, y: sources.y + (sources.height - box.height) / 2 }
  else wanted = { x: middle().x - box.width / 2, y: middle().y - box.height / 2 }
  const place = freePlace(document, { x: grid(wanted.x), y: grid(wanted.y) }, box)
  // `bounds` includes what is drawn above a node, such as a cell's loop; a block is placed by its nodes alone.
  const lift = Math.min(...Object.values(drawn.view?.nodes ?? {}).map((p) => p.y)) - bounds.y
  const added = edit('canvas.edit.add-block', (draft) => entered(draft, addBlockTo(draft, name, size, { x: place.x, y: place.y + lift }, { from, to })))
  if (!added) return
  select(added)
  revealItems(added.nodes, true)
}

/** Moves the neighbours of a node that was inserted into a wire aside. */
function shiftAside(draft: DocumentDraft, from: string | undefined, node: string, to: string | undefined): void {
  if (from !== undefined && to !== undefined) commands.moveNodes(draft, makeRoom(draft as GraphDocument, node, from, to))
}

/** Reroutes a wire through the node that was dropped on it. */
export function spliceIn(draft: DocumentDraft, edge: string, node: string): void {
  const { from, to } = draft.edges[edge] ?? {}
  commands.splice(draft, edge, node)
  shiftAside(draft, from?.split('.')[0], node, to?.split('.')[0])
}

/** Adds a new node in the middle of an edge. */
export function insert(type: string, edge: string, at?: Point, size?: number): void {
  const id = edit('canvas.edit.insert', (draft) => {
    const { from, to } = draft.edges[edge] ?? {}
    const made = commands.insertOnEdge(draft, edge, type, at && centred(type, at))
    if (made !== undefined) shiftAside(draft, from?.split('.')[0], made, to?.split('.')[0])
    if (made && size !== undefined) commands.setNodeParameter(draft, made, 'size', size)
    if (made !== undefined && !groupsOf(draft as GraphDocument).of.has(made)) joinEntered(draft, [made])
    return made
  })
  if (id) select({ nodes: [id], edges: [] })
}

/** Connects two ports; if they are already connected, selects the existing wire instead. */
export function connect(from: End, to: End): void {
  const { document } = current()
  const twin = objection(document, from, to)
  if (twin?.key === 'canvas.reason.twice') {
    select({ nodes: [], edges: [twin.edge] })
    notify('canvas.notice.twice', { edge: twin.edge })
    return
  }
  const id = edit('canvas.edit.connect', (draft) => commands.connect(draft, from, to))
  if (id !== undefined) expectVerdict(id)
}

export function reconnect(edge: string, side: Side, end: End): void {
  edit('canvas.edit.reconnect', (draft) => commands.reconnect(draft, edge, side, end))
  expectVerdict(edge)
}

export const removeEdge = (edge: string): void => edit('canvas.edit.remove', (draft) => commands.removeEdge(draft, edge))

export function unplug(end: End, side: Side): void {
  const wires = wiresAt(current().document, end, side)
  if (wires.length === 0) return
  edit('canvas.edit.remove', (draft) => {
    for (const wire of wires) commands.removeEdge(draft, wire.id)
  })
}

export const isEmpty = ({ nodes, edges, notes = [] }: Selection): boolean => nodes.length + edges.length + notes.length === 0
const nothingToCopy = ({ nodes, notes = [] }: Selection): boolean => nodes.length + notes.length === 0

export function remove(): void {
  const { selection } = current()
  if (isEmpty(selection)) return
  closeFloating()
  edit('canvas.edit.remove', (draft) => commands.removeSelection(draft, selection))
}

export function removeAndReconnect(): void {
  const { selection } = current()
  if (isEmpty(selection)) return
  closeFloating()
  edit('canvas.edit.remove-reconnect', (draft) => commands.removeAndReconnect(draft, selection))
}

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
export function pasteText(text: string, at?: Point, connected = false, documents = shownDocument()): boolean {
  const source = readPart(text)
  if (!source) return reportUnreadable(text)
  if (Object.keys(source.nodes).length + notesOf(source).size === 0) return false
  // One key press may raise both the menu's command and the browser's paste event: ignore the second, which arrives
  // once the first has finished.
  if (performance.now() - pastedAt > 150) pastePart(source, text, at, connected, documents)
  pastedAt = performance.now()
  return true
}

function pastePart(source: GraphDocument, text: string, at: Point | undefined, connected: boolean, documents: DocumentStore): void {
  // Text with a name, data or training settings is a whole document: open it in a tab.
  const window = canvasHooks()
  if (window && (source.name !== undefined || source.data !== undefined || source.training !== undefined)) return window.openWhole(serializeDocument(source))
  const offset = freeShift(documents.store.getState().document, source)
  const shown = documents === shownDocument()
  const added = documents.edit('canvas.edit.paste', (draft) => {
    const pasted = pasteIn(draft, source, at ? { at } : { offset })
    if (connected && text === copied) plugIncoming(draft, Object.keys(source.nodes), pasted.nodes)
    return shown ? entered(draft, pasted) : pasted
  })
  if (!added) return
  documents.select(added)
  if (shown) revealItems(added.nodes)
}

/** Connects the copies to the same outside sources as their originals, where those exist here. */
function plugIncoming(draft: DocumentDraft, originals: readonly string[], copies: readonly string[]): void {
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

/** Whether this window or the system clipboard holds part of a network. */
export async function clipboardHoldsPart(): Promise<boolean> {
  if (canPaste()) return true
  try {
    return readPart(await navigator.clipboard.readText()) !== undefined
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
  revealItems(added.nodes)
}

export function selectAll(): void {
  const { document } = current()
  const scope = scopeOf(document, useCanvas.getState().inside)
  const { item } = scope
  const nodes = Object.keys(document.nodes).filter((id) => item(id) !== undefined)
  const within = new Set(nodes)
  select({
    nodes,
    edges: wiresOf(document)
      .filter((w) => within.has(w.from.node) && within.has(w.to.node))
      .map((w) => w.id),
    notes: [...notesOf(document).values()].filter((note) => noteShows(scope, note)).map((note) => note.id),
  })
}

export const selectNone = (): void => select({ nodes: [], edges: [] })

/** Extends the selection to all nodes upstream, downstream, or in either direction. */
export function selectFlow(way: 'upstream' | 'downstream' | 'connected'): void {
  const { document, selection } = current()
  const nodes = new Set(selection.nodes)
  const work = [...nodes]
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const next = [
      ...(way === 'downstream' ? [] : wiresInto(document, at).map((w) => w.from.node)),
      ...(way === 'upstream' ? [] : wiresOutOf(document, at).map((w) => w.to.node)),
    ]
    for (const id of next) {
      if (nodes.has(id)) continue
      nodes.add(id)
      work.push(id)
    }
  }
  select({
    nodes: [...nodes],
    edges: wiresOf(document)
      .filter((w) => nodes.has(w.from.node) && nodes.has(w.to.node))
      .map((w) => w.id),
  })
}

/** Starts renaming the target, or else the selection. */
export function rename({ node, group = node === undefined ? selectedGroup()?.id : undefined, note }: Target = {}): void {
  const { nodes, notes = [] } = current().selection
  const id = note !== undefined ? undefined : (node ?? (group !== undefined ? groupItem(group) : nodes[0]))
  const text = note ?? notes[0]
  if (id !== undefined) beginNaming(id)
  else if (text !== undefined) writeNote(text)
}

/**
 * Moves the selected nodes and notes by an offset, and with whole groups their notes. Consecutive presses merge into
 * one step of history.
 */
export function nudge(dx: number, dy: number): void {
  const { document, selection } = current()
  const moved: Record<string, Point> = {}
  for (const id of selection.nodes) {
    const at = document.view?.nodes?.[id]
    if (at) moved[id] = { x: at.x + dx, y: at.y + dy }
  }
  const notes = notesOf(document)
  const carried = wholeGroups(groupsOf(document), selection.nodes)
    .flatMap(({ id }) => notesWithin(document, id))
    .map(({ id }) => id)
  const movedNotes = Object.fromEntries(
    [...new Set([...(selection.notes ?? []), ...carried])].flatMap((id) => {
      const at = notes.get(id)
      return at ? [[id, { x: at.x + dx, y: at.y + dy }]] : []
    }),
  )
  if (Object.keys(moved).length + Object.keys(movedNotes).length === 0) return
  edit(
    'canvas.edit.move',
    (draft) => {
      commands.moveNodes(draft, moved)
      placeNotes(draft, movedNotes)
    },
    { merge: 'nudge' },
  )
}

export const endNudge = (): void => endGesture()

/** Moves the selection to the nearest item in a direction. */
export function walk(dx: number, dy: number): void {
  const { document, selection } = current()
  const next = walkFrom(document, selection, useCanvas.getState().inside, dx, dy)
  if (!next) return
  select(next.selection)
  if (next.node !== undefined) revealItems([next.node])
  for (const id of next.selection.notes ?? []) revealPlace(notesOf(document).get(id)!)
}

/** Opens the context menu of the selection, beside its first node or note, or in the middle of the canvas. */
export function openMenu(): void {
  const { document, selection } = current()
  const box = screenOf()
  if (!box) return
  const group = selectedGroup()?.id
  const [node] = selection.nodes
  const [edge] = selection.edges
  const [note] = selection.notes ?? []
  const place = middle()
  const spot = node !== undefined ? document.view?.nodes?.[node] : edge === undefined && note !== undefined ? notesOf(document).get(note) : undefined
  const at = spot ? onScreen({ x: spot.x + 24, y: spot.y + 24 }) : { x: box.left + box.width / 2 - 104, y: box.top + box.height / 3 }
  if (group !== undefined) openMenuOf('group', { at, group })
  else if (node !== undefined) openMenuOf('node', { at, node })
  else if (edge !== undefined) openMenuOf('edge', { at, place, edge })
  else if (note !== undefined) openMenuOf('note', { at, place, note })
  else openMenuOf('canvas', { at, place })
}

/** Moves the selection one step along the wires. */
export function followWire(way: Parameters<typeof follow>[2]): void {
  const { document, selection } = current()
  const next = follow(document, selection, way)
  if (!next) return
  select(next)
  const ends = wiresOf(document)
    .filter((w) => next.edges.includes(w.id))
    .map((w) => w.to.node)
  revealItems([...next.nodes, ...ends])
}

/** Opens the search for a node to add, by default in the middle of the canvas. */
export function openAdd(at?: Point): void {
  const box = screenOf()
  if (!box) return
  const screen = at ?? { x: box.left + box.width / 2 - 140, y: box.top + box.height / 3 }
  openSearch({ at: screen, place: at ? onCanvas(at) : middle(), free: !at })
}
