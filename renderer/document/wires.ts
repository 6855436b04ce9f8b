import { current, isDraft } from 'immer'
import { nodeOf } from '../../engine/document/ends'
import { limits } from '../../engine/document/limits'
import type { GraphDocument, WireView } from '../../engine/document/types'
import { renameKey } from './keyOrder'
import type { DocumentDraft, Point } from './types'

const none: readonly Point[] = []

const isPoint = (value: unknown): value is Point =>
  typeof value === 'object' && value !== null && 'x' in value && 'y' in value && Number.isFinite(value.x) && Number.isFinite(value.y)

/** The points through which the user has bent a wire, from its source to its target. */
export function bendsOf(document: GraphDocument, edge: string): readonly Point[] {
  const bends: unknown = document.view?.edges?.[edge]?.bends
  // Pasted documents are not validated.
  if (!Array.isArray(bends)) return none
  return bends.length <= limits.bends && bends.every(isPoint) ? bends : bends.filter(isPoint).slice(0, limits.bends)
}

export const isHidden = (document: GraphDocument, edge: string): boolean => document.view?.edges?.[edge]?.hidden === true

/** The hidden wires. */
export const hiddenWires = (document: GraphDocument): readonly string[] =>
  Object.keys(document.view?.edges ?? {}).filter((id) => isHidden(document, id) && Object.hasOwn(document.edges, id))

/** Changes the view of a wire; deletes the entry if it is empty afterwards. */
function look(draft: DocumentDraft, edge: string, change: (view: WireView) => void): void {
  if (!Object.hasOwn(draft.edges, edge)) return
  draft.view ??= {}
  const edges: Record<string, WireView> = (draft.view.edges ??= {})
  const view = (edges[edge] ??= {})
  change(view)
  if (Object.keys(view).length === 0) forgetWire(draft, edge)
}

export const setHidden = (draft: DocumentDraft, edge: string, hidden: boolean): void =>
  look(draft, edge, (view) => {
    if (hidden) view.hidden = true
    else delete view.hidden
  })

export const setBends = (draft: DocumentDraft, edge: string, bends: readonly Point[]): void =>
  look(draft, edge, (view) => {
    if (bends.length === 0) delete view.bends
    else view.bends = bends.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }))
  })

/** Deletes the view of an edge that was removed. */
export function forgetWire(draft: DocumentDraft, edge: string): void {
  const edges = draft.view?.edges
  if (!edges) return
  delete edges[edge]
  if (Object.keys(edges).length === 0) delete draft.view!.edges
}

export function renameWire(draft: DocumentDraft, id: string, to: string): void {
  if (draft.view?.edges) renameKey(draft.view.edges, id, to)
}

/** Above this number of moved wires, their views are one change: immer takes about 20 µs for each of many. */
const FEW = 500

/** Moves the bends of wires whose two ends have moved by the same offset. */
export function moveBends(draft: DocumentDraft, moved: ReadonlyMap<string, Point>): void {
  const edges = draft.view?.edges
  if (!edges) return
  // Reading a draft makes a draft of all that is read: of each wire, and of each of its bends.
  const ends = isDraft(draft.edges) ? current(draft.edges) : draft.edges
  const views = isDraft(edges) ? current(edges) : edges
  const changed: [string, WireView][] = []
  for (const [id, view] of Object.entries(views)) {
    const edge = ends[id]
    if (!edge || !Array.isArray(view.bends)) continue
    const one = moved.get(nodeOf(edge.from))
    const other = moved.get(nodeOf(edge.to))
    if (!one || !other || one.x !== other.x || one.y !== other.y || (one.x === 0 && one.y === 0)) continue
    // Immer does not look into frozen values.
    const bends = Object.freeze(view.bends.map(({ x, y }) => ({ x: x + one.x, y: y + one.y }))) as typeof view.bends
    changed.push([id, Object.freeze({ ...view, bends })])
  }
  if (changed.length > FEW) draft.view!.edges = Object.freeze({ ...views, ...Object.fromEntries(changed) })
  else for (const [id, view] of changed) edges[id] = view
}
