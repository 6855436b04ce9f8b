import type { GraphDocument } from '../../../engine/document/types'
import { groupsOf, setPortName, type Group } from '../../document/groups'
import { copiesOf, duplicateLinked as duplicateIn, makeUnique as makeUniqueIn } from '../../editing/links'
import { documentStore, edit, select } from '../../editing/store'
import { revealItems } from '../camera'
import { closeFloating, useCanvas } from '../canvasStore'
import { boxAt, occupied, type Point } from '../../drawing/geometry'
import { canvasHooks } from '../hooks'
import { freePlace } from '../../drawing/layout/free'
import { selectedGroups } from './actions'
import { boundsOf, FRAMED } from '../../drawing/groups/shapes'

const current = () => documentStore.getState()
const GAP = 32

/**
 * The groups a command acts on: the selected ones, otherwise the group of the selected node, otherwise the entered one.
 */
export function targetGroups(): readonly Group[] {
  const chosen = selectedGroups()
  if (chosen.length > 0) return chosen
  const { document, selection } = current()
  const groups = groupsOf(document)
  const holder = selection.nodes[0] === undefined ? useCanvas.getState().inside : groups.of.get(selection.nodes[0])
  const group = holder === undefined ? undefined : groups.byId.get(holder)
  return group ? [group] : []
}

/** Offset from a group to free space of the same size below it. */
function offsetOf(document: GraphDocument, group: Group): Point {
  const box = boundsOf(group.all.map((id) => occupied(document.view?.nodes?.[id] ?? { x: 0, y: 0 }, boxAt(document, id))))
  const wanted = { x: box.x, y: box.y + box.height + FRAMED.above + FRAMED.below + GAP }
  const place = freePlace(document, wanted, { width: box.width, height: box.height, ...FRAMED })
  return { x: place.x - box.x, y: place.y - box.y }
}

/** Adds a linked copy of each group below it, and selects the copies. */
export function duplicateLinked(ids: readonly string[]): void {
  closeFloating()
  const added = edit('links.edit.duplicate', (draft) =>
    ids.flatMap((id) => {
      const document = draft as GraphDocument
      const group = groupsOf(document).byId.get(id)
      return group ? (duplicateIn(draft, id, offsetOf(document, group)) ?? []) : []
    }),
  )
  if (!added) return
  select({ nodes: added.flatMap(({ nodes }) => nodes), edges: added.flatMap(({ edges }) => edges) })
  revealItems(
    added.flatMap(({ nodes }) => nodes),
    true,
  )
}

export function makeUnique(ids: readonly string[]): void {
  edit('links.edit.unique', (draft) => {
    for (const id of ids) makeUniqueIn(draft, id)
  })
}

/** Selects groups and all of their linked copies. */
export function selectCopies(ids: readonly string[]): void {
  const { document } = current()
  const { byId } = groupsOf(document)
  const copies = [...new Set(ids.flatMap((id) => copiesOf(document, id)))]
  if (copies.length > 0) select({ nodes: copies.flatMap((id) => byId.get(id)!.all), edges: [] })
}

/** Opens the dialog that names a group's ports. */
export function namePorts(id: string): void {
  closeFloating()
  canvasHooks()?.namePorts(id)
}

/** The item id under which a port of a tile is renamed. */
export const portItem = (group: string, end: string): string => `port:${group}:${end}`

export const namePort = (group: string, end: string, name: string): void => edit('links.edit.port', (draft) => setPortName(draft, group, end, name))
