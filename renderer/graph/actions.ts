import { notify } from '../controls/notice'
import * as commands from '../editing/commands'
import { notesOf, notesWithin, placeNotes } from '../document/notes'
import type { End, Side } from '../document/ports'
import { wiresInto, wiresOf, wiresOutOf } from '../document/selectors'
import { documentStore, edit, endGesture, select } from '../editing/store'
import type { Selection } from '../document/types'
import { middle, onCanvas, onScreen, revealItems, revealPlace, screenOf } from './camera'
import { beginNaming, closeFloating, expectVerdict, openMenuOf, openSearch, useCanvas } from './canvasStore'
import { groupItem } from '../drawing/flowIds'
import type { Point } from '../drawing/geometry'
import type { Target } from '../keys/commands'
import { follow } from './keyboard/follow'
import { walkFrom } from './keyboard/walk'
import { selectedGroup } from './groups/actions'
import { groupsOf, wholeGroups } from '../document/groups'
import { scopeOf } from '../drawing/groups/scope'
import { writeNote } from './notes/actions'
import { noteShows } from '../drawing/notes/items'
import { objection, wiresAt } from '../drawing/rules'

export { goTo, goToNote, present, show } from './showing'
export { writeNote } from './notes/actions'
export { add, addBlock, addWired, insert, spliceIn } from './adding'
export { canPaste, clipboardHoldsPart, copy, copyAsText, copyTextOfSelection, cut, duplicate, paste, pasteByKeys, pasteText, sendToTab } from './copying'
export { tidy } from './tidying'
export { toggleMinimap } from './canvasStore'
export { attach, fit, fitSelection, focusCanvas, zoomIn, zoomOut, zoomReset } from './camera'

const current = () => documentStore.getState()
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
