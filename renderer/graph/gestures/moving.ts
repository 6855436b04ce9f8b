import type { NodeChange, NodeDimensionChange } from '@xyflow/react'
import { groupsOf } from '../../document/groups'
import { notesOf, notesWithin, placeNotes } from '../../document/notes'
import { typeOf } from '../../document/ports'
import { wiresInto, wiresOutOf } from '../../document/selectors'
import { noteItem, readItem } from '../../drawing/flowIds'
import type { Place, Point } from '../../drawing/geometry'
import type { FlowItem, Scene } from '../../drawing/model'
import { moveNodes } from '../../editing/commands'
import { documentStore, edit, endGesture } from '../../editing/store'
import { sendToTab, spliceIn } from '../actions'
import { aim, useCanvas } from '../canvasStore'
import { frameUnder, joinFrame } from '../groups/joining'
import { wireAt } from '../wires/pointed'

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

/**
 * Moving and resizing on the canvas. React Flow follows the pointer; what moves is drawn before it is in the document,
 * where it lands as one step, together with the wire or the frame on which it is let go.
 */
export class Moving {
  private going = none
  private cancelled = false

  /** @param rest The scene with nothing in motion. @param show Draws what is in motion. */
  constructor(
    private readonly rest: () => Scene | undefined,
    private readonly show: (going: ReadonlyMap<string, Place>) => void,
  ) {}

  /** Takes what React Flow tells of places and sizes. */
  move(changes: readonly NodeChange<FlowItem>[]): void {
    const { document: drawn } = documentStore.getState()
    const places = drawn.view?.nodes ?? {}
    const going = new Map<string, Place>()
    const landed = new Map<string, Place>()
    const sizes = changes.filter((change): change is NodeDimensionChange => change.type === 'dimensions' && change.resizing !== undefined)
    const resized = new Set(sizes.map((change) => change.id))
    // What a group carries along comes last: its nodes may be selected, and move by themselves too.
    const order = (change: NodeChange<FlowItem>): number => ('id' in change && readItem(change.id).kind === 'group' ? 1 : 0)
    for (const change of [...changes].sort((a, b) => order(a) - order(b))) {
      if (change.type !== 'position' || !change.position) continue
      // Whatever moves a node without dragging it, such as a key, lands at once.
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

  /** Looks where what is dragged would go if it were let go here. */
  over(at: Point, items: readonly string[]): void {
    if (this.cancelled) return
    const overTab = tabAt(at)
    const [first = ''] = items
    const splicing = overTab === undefined && items.length === 1 && readItem(first).kind === 'node' && spliceable(first) ? wireAt(at) : undefined
    aim({ splicing, joining: splicing === undefined && overTab === undefined ? frameUnder(at, items) : undefined, overTab })
  }

  /** It is let go; the move itself has been made by now, and both are one step. */
  finish(item: string, items: readonly string[]): void {
    const { splicing, joining, overTab } = useCanvas.getState()
    this.cancelled = false
    aim()
    if (overTab !== undefined) return sendToTab(overTab)
    if (splicing !== undefined) edit('canvas.edit.insert', (draft) => spliceIn(draft, splicing, item), { merge: DROP })
    else if (joining !== undefined) edit('groups.edit.join', (draft) => joinFrame(draft, joining, items), { merge: DROP })
    endGesture()
  }

  /** Puts back what is in motion; answers whether anything was. What React Flow still tells of it is not heard. */
  cancel(): boolean {
    if (this.going.size === 0) return false
    this.cancelled = true
    this.set(none)
    aim()
    return true
  }

  private land(landed: ReadonlyMap<string, Place>): void {
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
    // What is let go over another tab goes there, and stays here where it was.
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

  private set(going: ReadonlyMap<string, Place>): void {
    this.going = going
    this.show(going)
  }
}
