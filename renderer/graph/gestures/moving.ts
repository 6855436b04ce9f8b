import type { NodeChange, NodeDimensionChange } from '@xyflow/react'
import { groupsOf } from '../../document/groups'
import { notesOf, notesWithin, placeNotes } from '../../document/notes'
import { typeOf } from '../../document/ports'
import { wiresInto, wiresOutOf } from '../../document/selectors'
import { noteItem, readItem } from '../../drawing/flowIds'
import type { Placement, Point } from '../../drawing/geometry'
import type { FlowItem, Scene } from '../../drawing/model'
import { moveNodes } from '../../editing/commands'
import { documentStore, edit, endGesture } from '../../editing/store'
import { sendToTab, spliceIn } from '../actions'
import { aim, useCanvas } from '../canvasStore'
import { frameUnder, joinFrame } from '../groups/joining'
import { wireAt } from '../wires/pointed'

/** Merge key: moving a node and dropping it on a wire or into a frame form one step of history. */
const DROP = 'drop'
const none: ReadonlyMap<string, Placement> = new Map()

/** The tab under a point of the window, unless it is the one on screen. */
const tabAt = (at: Point): string | undefined =>
  window.document.elementFromPoint(at.x, at.y)?.closest('.tabs-tab[data-shown="false"]')?.querySelector<HTMLElement>('[data-tab]')?.dataset.tab

function spliceable(id: string): boolean {
  const drawn = documentStore.getState().document
  const type = typeOf(drawn, id)
  return !!type && type.inputs.length > 0 && type.outputs.length > 0 && wiresInto(drawn, id).length === 0 && wiresOutOf(drawn, id).length === 0
}

/** The nodes and notes of a canvas item, with their new positions if the item moves to `to`. */
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

/**
 * Moves and resizes items. React Flow follows the pointer; this class draws intermediate positions without changing the
 * document, and writes the final ones as one step, together with the wire or frame on which the items are dropped.
 */
export class Moving {
  private going = none
  private cancelled = false

  /** @param rest Returns the scene without intermediate positions. @param show Draws the intermediate positions. */
  constructor(
    private readonly rest: () => Scene | undefined,
    private readonly show: (going: ReadonlyMap<string, Placement>) => void,
  ) {}

  /** Handles React Flow's changes of positions and sizes. */
  move(changes: readonly NodeChange<FlowItem>[]): void {
    const { document: drawn } = documentStore.getState()
    const places = drawn.view?.nodes ?? {}
    const going = new Map<string, Placement>()
    const landed = new Map<string, Placement>()
    const sizes = changes.filter((change): change is NodeDimensionChange => change.type === 'dimensions' && change.resizing !== undefined)
    const resized = new Set(sizes.map((change) => change.id))
    // Sort groups last: a node of a moving group may be selected itself, and React Flow then moves both.
    const order = (change: NodeChange<FlowItem>): number => ('id' in change && readItem(change.id).kind === 'group' ? 1 : 0)
    for (const change of [...changes].sort((a, b) => order(a) - order(b))) {
      if (change.type !== 'position' || !change.position) continue
      // Moves without a drag, such as by a key, go straight into the document.
      const target = change.dragging || resized.has(change.id) ? going : landed
      for (const [node, at] of moved(change.id, change.position, this.rest(), places)) target.set(node, at)
    }
    for (const { id, dimensions, resizing } of sizes) {
      const at = going.get(id) ?? this.going.get(id) ?? notesOf(drawn).get(readItem(id).id)
      if (at && dimensions) (resizing ? going : landed).set(id, { x: at.x, y: at.y, ...dimensions })
    }
    if (going.size > 0 && !this.cancelled) this.set(new Map([...this.going, ...going]))
    if (landed.size > 0) this.land(landed)
  }

  /** Finds what dropping the items here would do, and highlights it. */
  over(at: Point, items: readonly string[]): void {
    if (this.cancelled) return
    const overTab = tabAt(at)
    const [first = ''] = items
    const splicing = overTab === undefined && items.length === 1 && readItem(first).kind === 'node' && spliceable(first) ? wireAt(at) : undefined
    aim({ splicing, joining: splicing === undefined && overTab === undefined ? frameUnder(at, items) : undefined, overTab })
  }

  /** Handles the drop. React Flow has already reported the final positions; both edits merge into one step. */
  finish(item: string, items: readonly string[]): void {
    const { splicing, joining, overTab } = useCanvas.getState()
    this.cancelled = false
    aim()
    if (overTab !== undefined) return sendToTab(overTab)
    if (splicing !== undefined) edit('canvas.edit.insert', (draft) => spliceIn(draft, splicing, item), { merge: DROP })
    else if (joining !== undefined) edit('groups.edit.join', (draft) => joinFrame(draft, joining, items), { merge: DROP })
    endGesture()
  }

  /**
   * Returns the items to where they were; returns whether anything was moving. Ignores React Flow's further reports on
   * this drag.
   */
  cancel(): boolean {
    if (this.going.size === 0) return false
    this.cancelled = true
    this.set(none)
    aim()
    return true
  }

  private land(landed: ReadonlyMap<string, Placement>): void {
    if (this.cancelled) {
      this.cancelled = false
      return
    }
    this.set(none)
    const { document } = documentStore.getState()
    const places = document.view?.nodes ?? {}
    const notes = notesOf(document)
    const changedNodes = [...landed].filter(([id, p]) => readItem(id).kind === 'node' && (places[id]?.x !== p.x || places[id]?.y !== p.y))
    const changedNotes = [...landed].flatMap(([item, p]) => {
      const { kind, id } = readItem(item)
      const note = kind === 'note' ? notes.get(id) : undefined
      return note && (note.x !== p.x || note.y !== p.y || (p.width ?? note.width) !== note.width || (p.height ?? note.height) !== note.height)
        ? [[id, p] as const]
        : []
    })
    const { splicing, joining, overTab } = useCanvas.getState()
    // Items dropped on another tab are copied there and keep their place here.
    if (changedNodes.length + changedNotes.length === 0 || overTab !== undefined) return
    edit(
      'canvas.edit.move',
      (draft) => {
        moveNodes(draft, Object.fromEntries(changedNodes))
        placeNotes(draft, Object.fromEntries(changedNotes))
      },
      { merge: DROP },
    )
    if (splicing === undefined && joining === undefined) endGesture()
  }

  private set(going: ReadonlyMap<string, Placement>): void {
    this.going = going
    this.show(going)
  }
}
