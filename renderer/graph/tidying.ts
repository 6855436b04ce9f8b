import type { GraphDocument } from '../../engine/document/types'
import { notify } from '../controls/notice'
import { slowly } from '../controls/slowly'
import { part } from '../editing/clipboard'
import { moveNodes } from '../editing/commands'
import { groupsOf } from '../document/groups'
import { notesOf, placeNotes } from '../document/notes'
import { documentStore, edit } from '../editing/store'
import { fit } from './camera'
import { useCanvas } from './canvasStore'
import type { Point } from '../drawing/geometry'
import type { Places } from '../drawing/layout/arrange'
import { tidied, tidying } from '../drawing/layout/tidy'
import { isVeryLarge } from './veryLarge'

/** Stops the layout that is being made. */
let pending = new AbortController()

/** Lays out the selected nodes; with fewer than two selected, everything on the canvas. */
export function tidy(): void {
  const { document, selection, opened } = documentStore.getState()
  const { inside } = useCanvas.getState()
  const some = selection.nodes.length > 1
  const entire = inside === undefined ? undefined : groupsOf(document).byId.get(inside)
  layOut(some ? selection.nodes : entire?.all, some, opened)
}

/** Lays out these nodes, or all: a very large network in several tasks, and again if it was edited in the meantime. */
function layOut(nodes: readonly string[] | undefined, some: boolean, opened: number): void {
  pending.abort()
  const { signal } = (pending = new AbortController())
  const { document } = documentStore.getState()
  const drawn = nodes
    ? withNotes(
        document,
        nodes.filter((id) => Object.hasOwn(document.nodes, id)),
      )
    : document
  if (!isVeryLarge(drawn)) return moveTo(document, tidied(drawn), some)
  void slowly(tidying(drawn), signal).then((places) => {
    const now = documentStore.getState()
    if (places === undefined || now.opened !== opened) return
    if (now.document === document) moveTo(document, places, some)
    else layOut(nodes, some, opened)
  })
}

/** Moves everything to its new place, as one edit. */
function moveTo(document: GraphDocument, { nodes: places, notes }: Places, some: boolean): void {
  const stays = (place: Point | undefined, at: Point): boolean => place?.x === at.x && place.y === at.y
  const old = notesOf(document)
  if (Object.entries(places).every(([id, at]) => stays(document.view?.nodes?.[id], at)) && Object.entries(notes).every(([id, at]) => stays(old.get(id), at))) {
    notify(some ? 'canvas.notice.tidy-selection' : 'canvas.notice.tidy')
    if (!some) requestAnimationFrame(fit)
    return
  }
  edit('canvas.edit.tidy', (draft) => {
    moveNodes(draft, places)
    placeNotes(draft, notes)
  })
  if (!some) requestAnimationFrame(fit)
}

/** Part of the document: these nodes, with the notes of groups that lie entirely among them. */
function withNotes(document: GraphDocument, nodes: readonly string[]): GraphDocument {
  const whole = new Set(Object.keys(part(document, { nodes, edges: [] }).view?.groups ?? {}))
  const notes = [...notesOf(document).values()].filter(({ group }) => group !== undefined && whole.has(group)).map(({ id }) => id)
  return part(document, { nodes, edges: [], notes })
}
