import type { GraphDocument, GroupColour } from '../../../engine/document/types'
import { groupNodes, groupsOf, joinGroup, leaveGroups, setGroup, ungroup as ungroupIn, wholeGroups, type Group } from '../../document/groups'
import { notesOf, setNote } from '../../document/notes'
import { documentStore, edit, select } from '../../editing/store'
import type { DocumentDraft, Selection } from '../../document/types'
import { beginNaming, closeFloating, endNaming, goInside, useCanvas } from '../canvasStore'
import { groupItem } from '../../drawing/flowIds'
import { boundsOf, fit, revealItems, revealPlace } from '../camera'
import { boundsOf as boundsAround, FRAME_HEAD, framed } from '../../drawing/groups/shapes'
import { scopeOf } from '../../drawing/groups/scope'

const current = () => documentStore.getState()

/** Groups that are selected entirely, within the entered one. A group of one node counts only if it is collapsed. */
export function selectedGroups(): readonly Group[] {
  const { document, selection } = current()
  const { inside } = useCanvas.getState()
  return wholeGroups(groupsOf(document), selection.nodes, inside).filter((group) => group.collapsed || group.all.length > 1 || selection.nodes.length > 1)
}

/** The selected group, if the selection is exactly one group. */
export function selectedGroup(): Group | undefined {
  const [group, ...others] = selectedGroups()
  return group && others.length === 0 && group.all.length === current().selection.nodes.length ? group : undefined
}

export const selectGroup = (id: string, add = false): void => {
  const { document, selection } = current()
  const all = groupsOf(document).byId.get(id)?.all ?? []
  select(add ? { nodes: [...new Set([...selection.nodes, ...all])], edges: selection.edges } : { nodes: all, edges: [] })
}

/** Size of a group's name at the upper left of its frame. */
const NAME = { width: 160, height: FRAME_HEAD }

/** Groups the selected nodes and asks for a name. */
export function group(collapsed: boolean): void {
  const { selection } = current()
  if (selection.nodes.length === 0) return
  closeFloating()
  const within = useCanvas.getState().inside
  const id = edit(collapsed ? 'groups.edit.subgraph' : 'groups.edit.group', (draft) => {
    const notes = notesFor(draft as GraphDocument, selection)
    const made = groupNodes(draft, selection.nodes, { collapsed, within })
    for (const note of notes) setNote(draft, note, 'group', made)
    return made
  })
  if (id === undefined) return
  select({ nodes: groupsOf(current().document).byId.get(id)?.all ?? [], edges: [] })
  beginNaming(groupItem(id))
  // The name is above the frame's contents, and may be out of sight when they are not.
  if (!collapsed) {
    const { document } = current()
    const notes = [...notesOf(document).values()].filter((note) => note.group === id)
    revealPlace({ ...framed(boundsAround([boundsOf(document, selection.nodes), ...notes])), ...NAME })
  }
}

/** Notes that join a new group of the selection: the selected ones, and those that lie entirely among its nodes. */
function notesFor(document: GraphDocument, { nodes, notes = [] }: Selection): readonly string[] {
  const groups = groupsOf(document)
  const around = boundsOf(document, nodes)
  const homes = new Set(nodes.map((id) => groups.of.get(id)))
  return [...notesOf(document).values()]
    .filter(
      (note) =>
        notes.includes(note.id)
        || (homes.size === 1
          && homes.has(note.group)
          && note.x >= around.x
          && note.y >= around.y
          && note.x + note.width <= around.x + around.width
          && note.y + note.height <= around.y + around.height),
    )
    .map(({ id }) => id)
}

export function ungroup(ids: readonly string[]): void {
  edit('groups.edit.ungroup', (draft) => {
    for (const id of ids) ungroupIn(draft, id)
  })
}

export function setCollapsed(ids: readonly string[], collapsed: boolean): void {
  edit(collapsed ? 'groups.edit.collapse' : 'groups.edit.expand', (draft) => {
    for (const id of ids) setGroup(draft, id, 'collapsed', collapsed ? true : undefined)
  })
}

/**
 * Collapses the selected groups, or expands them if all are collapsed; without a selected group, acts on the group of
 * the selected node.
 */
export function toggleCollapsed(): void {
  const chosen = selectedGroups()
  const groups = groupsOf(current().document)
  const around = current().selection.nodes.length === 1 ? groups.of.get(current().selection.nodes[0]!) : undefined
  const { inside } = useCanvas.getState()
  const ids = chosen.length > 0 ? chosen.map((g) => g.id) : around !== undefined && around !== inside ? [around] : []
  if (ids.length > 0) setCollapsed(ids, !ids.every((id) => groups.byId.get(id)!.collapsed))
}

export const setColour = (id: string, colour: GroupColour | undefined): void => edit('groups.edit.colour', (draft) => setGroup(draft, id, 'color', colour))

/** Enters a group, so that only its inside is drawn. */
export function enter(id: string): void {
  closeFloating()
  endNaming()
  goInside(id)
  select({ nodes: [], edges: [] })
  requestAnimationFrame(fit)
}

/**
 * Leaves the entered group for its parent or for `to`, and selects the group that was left. Returns false if none was
 * entered.
 */
export function leave(to?: string): boolean {
  const { inside } = useCanvas.getState()
  const groups = groupsOf(current().document)
  if (inside === undefined) return false
  const target = to ?? groups.byId.get(inside)?.parent
  closeFloating()
  goInside(to === '' ? undefined : target)
  if (to === undefined && groups.byId.has(inside)) selectGroup(inside)
  requestAnimationFrame(fit)
  return true
}

/** Leaves the entered group to show a node outside it. */
export function leaveTo(node: string): void {
  reveal([node])
  select({ nodes: [node], edges: [] })
  revealItems([node])
}

/** Enters or leaves groups so that the first of these nodes is drawn. */
export function reveal(nodes: readonly string[]): void {
  const { document } = current()
  const groups = groupsOf(document)
  const [first] = nodes
  if (first === undefined) return
  const scope = scopeOf(document, useCanvas.getState().inside)
  if (scope.item(first) === first) return
  const around = groups.of.get(first)
  // The whole drawing shows the node unless a collapsed group contains it.
  const free = scopeOf(document, undefined).item(first) === first
  goInside(free ? undefined : around)
}

/** Puts new nodes into the entered group. */
export function joinEntered(draft: DocumentDraft, nodes: readonly string[]): void {
  const { inside } = useCanvas.getState()
  if (inside === undefined || !draft.view?.groups?.[inside]) return
  const groups = groupsOf(draft as GraphDocument)
  joinGroup(
    draft,
    inside,
    nodes.filter((id) => !groups.of.has(id)),
  )
  for (const group of wholeGroups(groups, nodes)) draft.view.groups[group.id]!.parent = inside
}

/** Moves the selected nodes and notes from their group into its parent. */
export function takeOut(): void {
  const { document, selection } = current()
  const groups = groupsOf(document)
  edit('groups.edit.take-out', (draft) => {
    for (const id of selection.notes ?? []) {
      const around = notesOf(document).get(id)?.group
      if (around !== undefined) setNote(draft, id, 'group', groups.byId.get(around)?.parent)
    }
    for (const node of selection.nodes) {
      const around = groups.of.get(node)
      const parent = around === undefined ? undefined : groups.byId.get(around)?.parent
      if (parent === undefined) leaveGroups(draft, [node])
      else joinGroup(draft, parent, [node])
    }
  })
}
