import type { Node } from '@xyflow/react'
import type { GraphDocument } from '../../../engine/document/types'
import { chainOf } from '../../document/groups'
import { notesOf, type Note } from '../../document/notes'
import { noteItem } from '../flowIds'
import type { Placement } from '../geometry'
import type { Scope } from '../groups/scope'

interface NoteData extends Record<string, unknown> {
  readonly note: Note
}

export type NoteNode = Node<NoteData, 'note'>

/** In front of frames, behind wires and nodes. */
const BEHIND = -5_000

/** Whether a note is visible: inside the entered group, and not inside a collapsed one. */
export function noteShows({ groups, inside }: Pick<Scope, 'groups' | 'inside'>, note: Note): boolean {
  const around = note.group !== undefined && groups.byId.has(note.group) ? note.group : undefined
  const chain = chainOf(groups, around)
  const end = inside === undefined ? chain.length : chain.indexOf(inside)
  return end >= 0 && !chain.slice(0, end).some((id) => groups.byId.get(id)!.collapsed)
}

/** The notes as React Flow nodes; unchanged ones keep their identity. */
export function noteItems(
  document: GraphDocument,
  scope: Scope,
  moving: ReadonlyMap<string, Placement>,
  selected: ReadonlySet<string>,
  old: ReadonlyMap<string, NoteNode>,
): ReadonlyMap<string, NoteNode> {
  const items = new Map<string, NoteNode>()
  for (const note of notesOf(document).values()) {
    if (!noteShows(scope, note)) continue
    const id = noteItem(note.id)
    const place = moving.get(id)
    const { x, y } = place ?? note
    const width = place?.width ?? note.width
    const height = place?.height ?? note.height
    const before = old.get(id)
    const same =
      before
      && before.position.x === x
      && before.position.y === y
      && before.width === width
      && before.height === height
      && before.selected === selected.has(note.id)
      && before.data.note === note
    items.set(
      id,
      same
        ? before
        : { id, type: 'note', position: { x, y }, data: { note }, width, height, measured: { width, height }, selected: selected.has(note.id), zIndex: BEHIND },
    )
  }
  return items
}
