import { isDraft } from 'immer'
import type { GraphDocument, GroupSpec } from '../../engine/document/types'
import { groupsOf, type Group, type Groups } from './groups'
import { moveEnd, movePorts, splitEnd } from './ports'

/** In `parts` a group inside is written with this before its id, as groups may be called like nodes. */
const GROUP = 'group:'
export const groupPart = (id: string): string => `${GROUP}${id}`
export const groupOfPart = (part: string): string | undefined => (part.startsWith(GROUP) ? part.slice(GROUP.length) : undefined)

/** One of several linked copies: which of its parts is which of the set. */
export interface Instance {
  readonly group: Group
  /** What lies inside: ids of nodes and edges, groups as `group:ID`. */
  readonly inside: readonly string[]
  /** By what is inside: what it is called in all copies. */
  readonly roleOf: Map<string, string>
  /** The other way round. */
  readonly partOf: Map<string, string>
}

/** Ids of the groups inside of a group, at any depth. */
const groupsInside = (groups: Groups, id: string): readonly string[] => groups.byId.get(id)!.groups.flatMap((inner) => [inner, ...groupsInside(groups, inner)])

interface Leaving {
  readonly id: string
  readonly to: string
  /** Where the edge stands in the document. */
  readonly at: number
}

const leaving = new WeakMap<GraphDocument['edges'], ReadonlyMap<string, readonly Leaving[]>>()

/** The edges of a document by the node that they leave. */
function edgesByStart(edges: GraphDocument['edges']): ReadonlyMap<string, readonly Leaving[]> {
  const read = new Map<string, Leaving[]>()
  for (const [at, [id, edge]] of Object.entries(edges).entries()) {
    const { node } = splitEnd(edge.from)
    const one = { id, to: splitEnd(edge.to).node, at }
    const list = read.get(node)
    if (list) list.push(one)
    else read.set(node, [one])
  }
  return read
}

/** The edges both of whose ends are among `nodes`, in their order. */
function edgesAmong({ edges }: GraphDocument, nodes: ReadonlySet<string>): readonly string[] {
  // A draft changes while it stays the same object.
  let byStart = isDraft(edges) ? undefined : leaving.get(edges)
  if (!byStart) {
    byStart = edgesByStart(edges)
    if (!isDraft(edges)) leaving.set(edges, byStart)
  }
  const known = byStart
  return [...nodes]
    .flatMap((node) => known.get(node) ?? [])
    .filter(({ to }) => nodes.has(to))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id)
}

/** Nodes, edges and groups that lie inside of a group. */
export function partsInside(document: GraphDocument, id: string): readonly string[] {
  const groups = groupsOf(document)
  const { all } = groups.byId.get(id)!
  return [...all, ...edgesAmong(document, new Set(all)), ...groupsInside(groups, id).map(groupPart)]
}

function instanceOf(document: GraphDocument, group: Group): Instance {
  const inside = partsInside(document, group.id)
  const parts = document.view?.groups?.[group.id]?.parts ?? {}
  const roleOf = new Map<string, string>()
  const partOf = new Map<string, string>()
  for (const part of inside) {
    const role = Object.hasOwn(parts, part) ? parts[part] : undefined
    // Of two that claim the same place the first has it; a group is none of the nodes.
    if (role === undefined || partOf.has(role) || (groupOfPart(role) === undefined) !== (groupOfPart(part) === undefined)) continue
    roleOf.set(part, role)
    partOf.set(role, part)
  }
  return { group, inside, roleOf, partOf }
}

/** The linked copies of one set, in the order of the document. */
export const instancesOf = (document: GraphDocument, link: string): readonly Instance[] =>
  [...groupsOf(document).byId.values()].filter((group) => group.link === link).map((group) => instanceOf(document, group))

/** What a part says in every copy, its neighbours being named by their roles. */
export type Template =
  | { readonly kind: 'node'; readonly spec: GraphDocument['nodes'][string]; readonly label: string | undefined; readonly within: string }
  | { readonly kind: 'edge'; readonly spec: GraphDocument['edges'][string] }
  | { readonly kind: 'group'; readonly spec: GroupWords; readonly within: string }

/** What an entry of a group says that is the same in all copies. */
interface GroupWords extends Pick<GroupSpec, 'label' | 'color' | 'link' | 'ports'> {
  readonly [key: string]: unknown
}

/** The group of the set itself, whose inside is the same in all copies. */
export const ROOT = ''

/** What a part of a copy says; undefined for an edge from or to what has no place in the set. Where it stands, and whether it is collapsed, is each copy's own. */
export function templateOf(document: GraphDocument, { group, roleOf }: Instance, part: string): Template | undefined {
  const roleOfGroup = (id: string | undefined): string => (id === undefined || id === group.id ? ROOT : (roleOf.get(groupPart(id)) ?? ROOT))
  const inner = groupOfPart(part)
  if (inner !== undefined) {
    const { nodes: _nodes, parent, collapsed: _collapsed, parts: _parts, ports, ...spec } = document.view!.groups![inner]!
    return { kind: 'group', spec: { ...spec, ...(ports ? { ports: movePorts(ports, roleOf) } : {}) }, within: roleOfGroup(parent) }
  }
  if (Object.hasOwn(document.nodes, part))
    return { kind: 'node', spec: document.nodes[part]!, label: document.view?.nodes?.[part]?.label, within: roleOfGroup(groupsOf(document).of.get(part)) }
  const edge = document.edges[part]!
  const from = moveEnd(edge.from, roleOf)
  const to = moveEnd(edge.to, roleOf)
  return from === undefined || to === undefined ? undefined : { kind: 'edge', spec: { ...edge, from, to } }
}

/** Names of the ports of the group of the set itself, by role. */
export const portNames = ({ group, roleOf }: Instance): Readonly<Record<string, string>> => movePorts(group.ports, roleOf)
