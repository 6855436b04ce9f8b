import { current } from 'immer'
import type { GraphDocument } from '../../../engine/document/types'
import { part, pasteNamed } from '../clipboard'
import { groupsOf } from '../../document/groups'
import { freeName } from '../../document/ids'
import type { DocumentDraft, Point, Selection } from '../../document/types'
import { groupOfPart, groupPart, partsInside } from '../../document/instance'

/** The groups that are linked copies of a group, including itself; none if it is not linked. */
export function copiesOf(document: GraphDocument, id: string): readonly string[] {
  const groups = groupsOf(document)
  const link = groups.byId.get(id)?.link
  return link === undefined ? [] : [...groups.byId.values()].filter((group) => group.link === link).map((group) => group.id)
}

/**
 * Adds a linked copy of a group, moved by `offset`, to the same parent: from then on, edits in one apply to both. Ids,
 * weights and positions belong to each copy. Returns what was added.
 */
export function duplicateLinked(draft: DocumentDraft, id: string, offset: Point): Selection | undefined {
  const document = current(draft) as GraphDocument
  const group = groupsOf(document).byId.get(id)
  const spec = draft.view?.groups?.[id]
  if (!group || !spec) return undefined
  const inside = partsInside(document, id)
  if (spec.link === undefined) {
    const taken = new Set(Object.values(draft.view!.groups!).map((other) => other.link))
    spec.link = freeName('link', (name) => taken.has(name))
    spec.parts = Object.fromEntries(inside.map((one) => [one, one]))
  }
  const drawn = part(document, { nodes: group.all, edges: [] })
  // Leave out a parent group that contains nothing else.
  const meant = Object.entries(drawn.view?.groups ?? {}).filter(([one]) => one === id || inside.includes(groupPart(one)))
  const { names, groups, added } = pasteNamed(draft, { ...drawn, view: { ...drawn.view, groups: Object.fromEntries(meant) } }, { offset })
  const nameOf = (one: string): string | undefined => {
    const inner = groupOfPart(one)
    if (inner === undefined) return names.get(one)
    const name = groups.get(inner)
    return name === undefined ? undefined : groupPart(name)
  }
  const renamed = (parts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([one, role]) => {
        const name = nameOf(one)
        return name === undefined ? [] : [[name, role] as const]
      }),
    )
  // Nested linked groups stay linked with their own copies.
  for (const [old, name] of groups) {
    const { link, parts } = draft.view!.groups![old]!
    if (link === undefined) continue
    Object.assign(draft.view!.groups![name]!, { link, parts: renamed(parts ?? {}) })
  }
  const copy = draft.view!.groups![groups.get(id)!]!
  if (group.parent !== undefined) copy.parent = group.parent
  return added
}

/** Unlinks a group from its copies. */
export function makeUnique(draft: DocumentDraft, id: string): void {
  const spec = draft.view?.groups?.[id]
  if (!spec) return
  delete spec.link
  delete spec.parts
}
