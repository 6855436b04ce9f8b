import type { GraphDocument } from '../../../engine/document/types'
import { chainOf, groupsOf, joinGroup } from '../../document/groups'
import { notesOf, setNote } from '../../document/notes'
import { documentStore } from '../../editing/store'
import type { DocumentDraft } from '../../document/types'
import { readItem } from '../../drawing/flowIds'
import type { Point } from '../../drawing/geometry'

/** The innermost group frame under a point of the window that all dragged items could join. */
export function frameUnder(at: Point, items: readonly string[]): string | undefined {
  const { document } = documentStore.getState()
  const groups = groupsOf(document)
  if (groups.byId.size === 0) return undefined
  const boxes = [...window.document.querySelectorAll<HTMLElement>('.group-frame')]
    .map((element) => ({ id: element.dataset.group!, box: element.getBoundingClientRect() }))
    .filter(({ box }) => at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom)
    .sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height)
  const [found] = boxes
  if (!found) return undefined
  // Items that are in this group already stay in it, and a group cannot join itself.
  const stays = items.some((item) => {
    const { kind, id } = readItem(item)
    const chain = chainOf(groups, kind === 'group' ? id : kind === 'note' ? notesOf(document).get(id)?.group : groups.of.get(id))
    return chain.includes(found.id) || (kind === 'group' && chainOf(groups, found.id).includes(id))
  })
  return stays ? undefined : found.id
}

/** Puts dropped items into a group; dropped groups become its subgroups. */
export function joinFrame(draft: DocumentDraft, group: string, items: readonly string[]): void {
  const groups = groupsOf(draft as GraphDocument)
  const inGroups = new Set(
    items.flatMap((item) => {
      const { kind, id } = readItem(item)
      return kind === 'group' ? (groups.byId.get(id)?.all ?? []) : []
    }),
  )
  for (const item of items) {
    const { kind, id } = readItem(item)
    if (kind === 'group') draft.view!.groups![id]!.parent = group
    else if (kind === 'note') setNote(draft, id, 'group', group)
    else if (kind === 'node' && !inGroups.has(id)) joinGroup(draft, group, [id])
  }
}
