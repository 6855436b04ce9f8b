import type { GraphDocument } from '../../engine/document/types'
import { notesOf } from '../document/notes'
import { wiresOf } from '../document/selectors'
import { documentStore, select } from '../editing/store'
import { scopeOf } from '../drawing/groups/scope'
import { noteShows } from '../drawing/notes/items'
import { lookAt, lookBeside, revealPlace } from './camera'
import { closeFloating, explain, goInside, useCanvas } from './canvasStore'
import { reveal as revealGroups } from './groups/actions'

/** Existing nodes among `nodes` and among the ends of `edges`. */
function withEnds(document: GraphDocument, nodes: readonly string[], edges: readonly string[]): readonly string[] {
  const ends = wiresOf(document)
    .filter((w) => edges.includes(w.id))
    .flatMap((w) => [w.from.node, w.to.node])
  return [...new Set([...nodes, ...ends])].filter((id) => Object.hasOwn(document.nodes, id))
}

/** Selects the elements of a problem, scrolls them into view and shows the explanation. */
export function show(nodes: readonly string[], edges: readonly string[]): void {
  select({ nodes, edges })
  const { document } = documentStore.getState()
  const all = withEnds(document, nodes, edges)
  revealGroups(all)
  // Wait until the entered group is drawn.
  if (all.length > 0) requestAnimationFrame(() => lookAt(all))
  const [edge] = edges
  const [node] = nodes
  explain(edge !== undefined ? { kind: 'edge', id: edge } : node !== undefined ? { kind: 'node', id: node } : undefined)
}

/** Selects a search result and scrolls it into view. */
export function goTo(nodes: readonly string[], edges: readonly string[]): void {
  show(nodes, edges)
  explain()
}

/** As `goTo`, for a note: enters or leaves groups until the note is drawn. */
export function goToNote(id: string): void {
  const { document } = documentStore.getState()
  const note = notesOf(document).get(id)
  if (!note) return
  if (!noteShows(scopeOf(document, useCanvas.getState().inside), note)) goInside(noteShows(scopeOf(document, undefined), note) ? undefined : note.group)
  select({ nodes: [], edges: [], notes: [id] })
  requestAnimationFrame(() => revealPlace(note))
}

/**
 * Selects nodes and edges and shows them beside a card that covers `left` pixels of the canvas; if none are given,
 * shows the whole drawing.
 */
export function present(nodes: readonly string[], edges: readonly string[], left: number): void {
  closeFloating()
  select({ nodes, edges })
  const { document } = documentStore.getState()
  const all = withEnds(document, nodes, edges)
  revealGroups(all)
  requestAnimationFrame(() => lookBeside(all, left))
}
