import type { GraphDocument } from '../../../engine/document/types'
import { groupsOf } from '../../document/groups'
import { notesOf } from '../../document/notes'
import { wiresOf } from '../../document/selectors'
import type { Selection } from '../../document/types'
import { readItem } from '../../drawing/flowIds'
import { boxAt, type Point } from '../../drawing/geometry'
import { scopeOf } from '../../drawing/groups/scope'
import { noteShows } from '../../drawing/notes/items'

interface Stop {
  readonly centre: Point
  readonly selection: Selection
  /** A node to scroll into view. */
  readonly node: string | undefined
}

/**
 * The items among which arrow keys move, in document order: nodes, collapsed groups (by their first node) and notes.
 */
function stopsOf(document: GraphDocument, inside: string | undefined): ReadonlyMap<string, Stop> {
  const scope = scopeOf(document, inside)
  const stops = new Map<string, Stop>()
  for (const id of Object.keys(document.nodes)) {
    const item = scope.item(id)
    if (item === undefined || stops.has(item)) continue
    const at = document.view?.nodes?.[id] ?? { x: 0, y: 0 }
    const box = boxAt(document, id)
    const chosen = readItem(item)
    const nodes = chosen.kind === 'group' ? groupsOf(document).byId.get(chosen.id)!.all : [id]
    stops.set(item, { centre: { x: at.x + box.width / 2, y: at.y + box.height / 2 }, selection: { nodes, edges: [] }, node: id })
  }
  for (const note of notesOf(document).values()) {
    if (!noteShows(scope, note)) continue
    stops.set(`note ${note.id}`, {
      centre: { x: note.x + note.width / 2, y: note.y + note.height / 2 },
      selection: { nodes: [], edges: [], notes: [note.id] },
      node: undefined,
    })
  }
  return stops
}

/**
 * The nearest item in a direction from the selection, or the first item if nothing is selected; undefined if there is
 * none.
 */
export function walkFrom(document: GraphDocument, selection: Selection, inside: string | undefined, dx: number, dy: number): Omit<Stop, 'centre'> | undefined {
  const stops = stopsOf(document, inside)
  const { item } = scopeOf(document, inside)
  const node = selection.nodes[0] ?? wiresOf(document).find((w) => w.id === selection.edges[0])?.to.node
  const start = node !== undefined ? item(node) : selection.notes?.[0] !== undefined ? `note ${selection.notes[0]}` : undefined
  const from = start === undefined ? undefined : stops.get(start)?.centre
  if (from === undefined) return [...stops.values()][0]
  let best: Stop | undefined
  let cost = Infinity
  for (const [id, stop] of stops) {
    if (id === start) continue
    const along = (stop.centre.x - from.x) * dx + (stop.centre.y - from.y) * dy
    const across = Math.abs((stop.centre.x - from.x) * dy) + Math.abs((stop.centre.y - from.y) * dx)
    if (along <= 4 || across > along * 2.5) continue
    const price = along + across * 1.5
    if (price < cost) [best, cost] = [stop, price]
  }
  return best
}
