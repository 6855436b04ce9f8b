import { nodeOf } from '../../engine/document/ends'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { addBlock as addBlockTo, block, type BlockName } from '../editing/blocks'
import * as commands from '../editing/commands'
import { setNote } from '../document/notes'
import type { End, Side } from '../document/ports'
import { typeOf, writeEnd } from '../document/ports'
import { wiresInto, wiresOutOf } from '../document/selectors'
import { documentStore, edit, select } from '../editing/store'
import type { DocumentDraft, Selection } from '../document/types'
import { boundsOf, middle, revealItems } from './camera'
import { expectVerdict, useCanvas } from './canvasStore'
import { boxOf, portPlace, type Point } from '../drawing/geometry'
import { freePlace, makeRoom } from '../drawing/layout/free'
import { joinEntered } from './groups/actions'
import { groupsOf } from '../document/groups'
import { FRAMED } from '../drawing/groups/shapes'

const current = () => documentStore.getState()
const grid = (n: number): number => Math.round(n / 4) * 4

const centred = (type: string, at: Point): Point => {
  const { width, height } = boxOf(registry.get(type))
  return { x: grid(at.x - width / 2), y: grid(at.y - height / 2) }
}

/** Pixels between a new node and the selection beside which it is placed. */
const GAP = 96

/** Puts what was added into the group that the canvas shows from inside. */
export const entered = (draft: DocumentDraft, added: Selection): Selection => {
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
  const sources = boundsOf(document, from.map(nodeOf))
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
  shiftAside(draft, from && nodeOf(from), node, to && nodeOf(to))
}

/** Adds a new node in the middle of an edge. */
export function insert(type: string, edge: string, at?: Point, size?: number): void {
  const id = edit('canvas.edit.insert', (draft) => {
    const { from, to } = draft.edges[edge] ?? {}
    const made = commands.insertOnEdge(draft, edge, type, at && centred(type, at))
    if (made !== undefined) shiftAside(draft, from && nodeOf(from), made, to && nodeOf(to))
    if (made && size !== undefined) commands.setNodeParameter(draft, made, 'size', size)
    if (made !== undefined && !groupsOf(draft as GraphDocument).of.has(made)) joinEntered(draft, [made])
    return made
  })
  if (id) select({ nodes: [id], edges: [] })
}
