import type { GraphDocument } from '../../../engine/document/types'
import { chainOf, groupsOf } from '../../document/groups'
import type { DocumentDraft } from '../../document/types'
import { makeUnique } from './index'

/**
 * The linked sets, outer ones first. Unlinks copies that contain, at any depth, a copy of their own set, and copies
 * that are the only one of their set.
 */
export function partSets(draft: DocumentDraft): readonly string[] {
  const specs = draft.view!.groups!
  const groups = groupsOf(draft as GraphDocument)
  const linked = [...groups.byId.values()].filter((group) => group.link !== undefined)
  const inside = new Map<string, Set<string>>(linked.map(({ link }) => [link!, new Set()]))
  const around = (id: string): readonly string[] => chainOf(groups, groups.byId.get(id)!.parent).flatMap((outer) => groups.byId.get(outer)!.link ?? [])
  for (const { id, link } of linked) for (const outer of around(id)) inside.get(outer)!.add(link!)

  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...inside.get(from)!].some((link) => link === to || (!seen.has(link) && reaches(link, to, seen.add(link))))
  for (const { id, link } of linked) if (around(id).some((outer) => reaches(link!, outer) || link === outer)) makeUnique(draft, id)

  const count = new Map<string, string[]>()
  for (const { id } of linked) {
    const link = specs[id]!.link
    if (link === undefined) continue
    const list = count.get(link)
    if (list) list.push(id)
    else count.set(link, [id])
  }
  for (const [link, [alone, ...others]] of count) {
    if (others.length > 0) continue
    makeUnique(draft, alone!)
    count.delete(link)
  }

  const sorted: string[] = []
  const visit = (link: string): void => {
    if (sorted.includes(link) || !count.has(link)) return
    const held = [...(inside.get(link) ?? [])]
    // Terminates, because no set contains itself any more.
    for (const inner of held) if (inner !== link && !reaches(inner, link)) visit(inner)
    sorted.push(link)
  }
  for (const link of count.keys()) visit(link)
  return sorted.reverse()
}
