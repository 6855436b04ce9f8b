import { useStoreApi, type EdgeChange, type NodeChange, type NodeDimensionChange } from '@xyflow/react'
import { useCallback, useRef, useState, type RefObject } from 'react'
import { moveNodes } from '../editing/commands'
import { groupsOf } from '../document/groups'
import { notesOf, notesWithin, placeNotes } from '../document/notes'
import { typeOf } from '../document/ports'
import { wiresInto, wiresOf, wiresOutOf } from '../document/selectors'
import { documentStore, edit, endGesture, select } from '../editing/store'
import { sendToTab, spliceIn } from './actions'
import { aim, useCanvas } from './canvasStore'
import { noteItem, readItem } from '../drawing/flowIds'
import type { Place, Point } from '../drawing/geometry'
import { frameUnder, joinFrame } from './groups/joining'
import type { FlowEdge, FlowItem, Scene } from '../drawing/model'
import { wireAt } from './wires/pointed'

/** Moving a node and dropping it on a wire, or into a frame, fold into one step. */
const DROP = 'drop'
const none: ReadonlyMap<string, Place> = new Map()

/** The tab under a point of the window, but for the one that is shown. */
const tabAt = (at: Point): string | undefined =>
  window.document.elementFromPoint(at.x, at.y)?.closest('.tabs-tab[data-shown="false"]')?.querySelector<HTMLElement>('[data-tab]')?.dataset.tab

function spliceable(id: string): boolean {
  const drawn = documentStore.getState().document
  const type = typeOf(drawn, id)
  return !!type && type.inputs.length > 0 && type.outputs.length > 0 && wiresInto(drawn, id).length === 0 && wiresOutOf(drawn, id).length === 0
}

/** The nodes and notes that an item of the canvas stands for, and how far it has been moved from where the document has it. */
function moved(item: string, to: Point, scene: Scene | undefined, places: Readonly<Record<string, Point>>): readonly (readonly [string, Point])[] {
  const { kind, id } = readItem(item)
  if (kind === 'node' || kind === 'note') return [[item, to]]
  const at = scene?.items.find((known) => known.id === item)?.position
  if (kind === 'portal' || !at) return []
  const { document } = documentStore.getState()
  const along = ({ x, y }: Point): Point => ({ x: x + to.x - at.x, y: y + to.y - at.y })
  return [
    ...(groupsOf(document).byId.get(id)?.all ?? []).flatMap((node) => (places[node] ? [[node, along(places[node])] as const] : [])),
    ...notesWithin(document, id).map((note) => [noteItem(note.id), along(note)] as const),
  ]
}

/** Selecting and moving on the canvas, what moves being drawn before it is in the document. `rest` is the scene with nothing in motion. */
export function useMoving(rest: RefObject<Scene | undefined>) {
  const flowStore = useStoreApi()
  const [moving, setMoving] = useState(none)
  // What has been told since the last drawing.
  const movingNow = useRef(none)

  const onNodesChange = useCallback((changes: NodeChange<FlowItem>[]) => {
    const { document: drawn, selection: now } = documentStore.getState()
    const chosen = new Set(now.nodes)
    const chosenNotes = new Set(now.notes)
    const groups = groupsOf(drawn)
    let selecting = false
    const places = drawn.view?.nodes ?? {}
    const going = new Map<string, Place>()
    const landed = new Map<string, Place>()
    const sizes = changes.filter((change): change is NodeDimensionChange => change.type === 'dimensions' && change.resizing !== undefined)
    const resized = new Set(sizes.map((change) => change.id))
    // What a group carries along comes last: its nodes may be selected, and move by themselves too.
    const order = (change: NodeChange<FlowItem>): number => ('id' in change && readItem(change.id).kind === 'group' ? 1 : 0)
    for (const change of [...changes].sort((a, b) => order(a) - order(b))) {
      if (change.type === 'select') {
        const { kind, id } = readItem(change.id)
        if (kind === 'portal') continue
        selecting = true
        if (kind === 'note') {
          if (change.selected) chosenNotes.add(id)
          else chosenNotes.delete(id)
          continue
        }
        for (const node of kind === 'group' ? (groups.byId.get(id)?.all ?? []) : [id])
          if (change.selected) chosen.add(node)
          else chosen.delete(node)
      } else if (change.type === 'position' && change.position) {
        // Whatever moves a node without dragging it, such as a key, lands at once.
        const target = change.dragging || resized.has(change.id) ? going : landed
        for (const [node, at] of moved(change.id, change.position, rest.current, places)) target.set(node, at)
      }
    }
    for (const { id, dimensions, resizing } of sizes) {
      const at = going.get(id) ?? movingNow.current.get(id) ?? notesOf(drawn).get(readItem(id).id)
      if (at && dimensions) (resizing ? going : landed).set(id, { x: at.x, y: at.y, ...dimensions })
    }
    if (selecting) {
      // A box takes the wires between the nodes in it, not those that leave it.
      const inside = wiresOf(drawn).filter((w) => chosen.has(w.from.node) && chosen.has(w.to.node)).map((w) => w.id)
      select({ nodes: [...chosen], edges: flowStore.getState().userSelectionActive ? inside : now.edges, notes: [...chosenNotes] })
    }
    if (going.size > 0) {
      movingNow.current = new Map([...movingNow.current, ...going])
      setMoving(movingNow.current)
    }
    if (landed.size > 0) {
      movingNow.current = none
      setMoving(none)
      const notes = notesOf(drawn)
      const changedNodes = [...landed].filter(([id, p]) => readItem(id).kind === 'node' && (places[id]?.x !== p.x || places[id]?.y !== p.y))
      const changedNotes = [...landed].flatMap(([item, p]) => {
        const { kind, id } = readItem(item)
        const note = kind === 'note' ? notes.get(id) : undefined
        return note && (note.x !== p.x || note.y !== p.y || (p.width ?? note.width) !== note.width || (p.height ?? note.height) !== note.height) ? [[id, p] as const] : []
      })
      // What is let go over another tab goes there, and stays here where it was.
      if (changedNodes.length + changedNotes.length === 0 || useCanvas.getState().overTab !== undefined) return
      edit('canvas.edit.move', (draft) => {
        moveNodes(draft, Object.fromEntries(changedNodes))
        placeNotes(draft, Object.fromEntries(changedNotes))
      }, { merge: DROP })
      if (useCanvas.getState().splicing === undefined && useCanvas.getState().joining === undefined) endGesture()
    }
  }, [flowStore, rest])

  const onEdgesChange = useCallback((changes: EdgeChange<FlowEdge>[]) => {
    if (flowStore.getState().userSelectionActive) return
    const { selection: now } = documentStore.getState()
    const chosen = new Set(now.edges)
    for (const change of changes) {
      if (change.type !== 'select') continue
      if (change.selected) chosen.add(change.id)
      else chosen.delete(change.id)
    }
    select({ ...now, edges: [...chosen] })
  }, [flowStore])

  const onNodeDrag = useCallback((event: MouseEvent | TouchEvent, node: FlowItem, all: FlowItem[]) => {
    if (!(event instanceof MouseEvent)) return
    const at = { x: event.clientX, y: event.clientY }
    const overTab = tabAt(at)
    const over = overTab === undefined && all.length === 1 && readItem(node.id).kind === 'node' && spliceable(node.id) ? wireAt(at) : undefined
    const joining = over === undefined && overTab === undefined ? frameUnder(at, all.map((item) => item.id)) : undefined
    aim({ splicing: over, joining, overTab })
  }, [])

  const onNodeDragStop = useCallback((_: unknown, node: FlowItem, all: FlowItem[]) => {
    const { splicing, joining, overTab } = useCanvas.getState()
    if (overTab !== undefined) {
      aim()
      sendToTab(overTab)
      return
    }
    if (splicing === undefined && joining === undefined) return
    aim()
    // The move itself has been made by now; both are one gesture, and one step.
    if (splicing !== undefined) edit('canvas.edit.insert', (draft) => spliceIn(draft, splicing, node.id), { merge: DROP })
    else if (joining !== undefined) edit('groups.edit.join', (draft) => joinFrame(draft, joining, all.map((item) => item.id)), { merge: DROP })
    endGesture()
  }, [])

  return { moving, onNodesChange, onEdgesChange, onNodeDrag, onNodeDragStop }
}
