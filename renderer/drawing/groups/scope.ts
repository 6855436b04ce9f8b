import type { GraphDocument } from '../../../engine/document/types'
import { chainOf, groupsOf, type Group, type Groups } from '../../document/groups'
import type { End, Side } from '../../document/ports'
import type { Wire } from '../../document/selectors'
import { farHandle, groupItem, portalItem } from '../flowIds'

/** The visible part of a document: the contents of the entered group, with collapsed groups as one tile each. */
export interface Scope {
  readonly groups: Groups
  readonly inside: string | undefined
  /** Nodes that are drawn as such. */
  readonly nodes: readonly string[]
  /** Expanded groups, outer ones first. */
  readonly frames: readonly Group[]
  readonly tiles: readonly Group[]
  /** The item that represents a node: the node itself or the tile that contains it; undefined outside the scope. */
  item(node: string): string | undefined
}

export function scopeOf(document: GraphDocument, entered: string | undefined): Scope {
  const groups = groupsOf(document)
  const inside = entered !== undefined && groups.byId.has(entered) ? entered : undefined
  if (groups.byId.size === 0) return { groups, inside, nodes: Object.keys(document.nodes), frames: [], tiles: [], item: (node) => node }
  /** The groups that contain `id`, up to the entered one, innermost first; undefined if it lies outside. */
  const upTo = (id: string | undefined): readonly string[] | undefined => {
    const chain = chainOf(groups, id)
    if (inside === undefined) return chain
    const at = chain.indexOf(inside)
    return at < 0 ? undefined : chain.slice(0, at)
  }
  const closed = (chain: readonly string[]): string | undefined => chain.findLast((id) => groups.byId.get(id)!.collapsed)
  const items = new Map<string, string>()
  const nodes: string[] = []
  for (const node of Object.keys(document.nodes)) {
    const chain = upTo(groups.of.get(node))
    if (!chain) continue
    const tile = closed(chain)
    items.set(node, tile === undefined ? node : groupItem(tile))
    if (tile === undefined) nodes.push(node)
  }
  const frames: { group: Group; depth: number }[] = []
  const tiles: Group[] = []
  for (const group of groups.byId.values()) {
    const chain = upTo(group.id)
    if (!chain || group.id === inside) continue
    const tile = closed(chain)
    if (tile === undefined) frames.push({ group, depth: chain.length })
    else if (tile === group.id) tiles.push(group)
  }
  frames.sort((a, b) => a.depth - b.depth)
  return { groups, inside, nodes, frames: frames.map(({ group }) => group), tiles, item: (node) => items.get(node) }
}

/** Where an end of a wire is drawn. */
export interface Anchor {
  readonly item: string
  /** The handle on the item. */
  readonly handle: string
  readonly end: End
}

/** Where both ends of a wire are drawn; undefined if the wire is not. */
export function anchorsOf(scope: Scope, wire: Wire): { readonly from: Anchor; readonly to: Anchor } | undefined {
  const from = scope.item(wire.from.node)
  const to = scope.item(wire.to.node)
  if (from === undefined && to === undefined) return undefined
  if (from !== undefined && from === to && from !== wire.from.node) return undefined
  const anchor = (item: string | undefined, end: End, side: Side): Anchor => {
    if (item === undefined) return { item: portalItem(end, side), handle: farHandle(end), end }
    return item === end.node ? { item, handle: end.port, end } : { item, handle: farHandle(end), end }
  }
  return { from: anchor(from, wire.from, 'from'), to: anchor(to, wire.to, 'to') }
}
