import { isDraft } from 'immer'
import { nodeOf } from '../../engine/document/ends'
import type { GraphDocument, GroupSpec } from '../../engine/document/types'
import { groupsOf, type Group, type Groups } from './groups'
import { moveEnd, movePorts } from './ports'

/** Prefix of a group's id in `parts`, because a group may have the same id as a node. */
const GROUP = 'group:'
export const groupPart = (id: string): string => `${GROUP}${id}`
export const groupOfPart = (part: string): string | undefined => (part.startsWith(GROUP) ? part.slice(GROUP.length) : undefined)

/**
 * One linked copy of a group, and how its parts correspond to those of the other copies. Corresponding parts share a
 * role.
 */
export interface Instance {
  readonly group: Group
  /** Ids of the nodes and edges inside, and subgroups as `group:ID`. */
  readonly inside: readonly string[]
  /** The role of each part. */
  readonly roleOf: Map<string, string>
  /** The part that has each role. */
  readonly partOf: Map<string, string>
}

/** Ids of all subgroups, at any depth. */
const groupsInside = (groups: Groups, id: string): readonly string[] => groups.byId.get(id)!.groups.flatMap((inner) => [inner, ...groupsInside(groups, inner)])

interface Leaving {
  readonly id: string
  readonly to: string
  /** The edge's index in the document. */
  readonly at: number
}

const leaving = new WeakMap<GraphDocument['edges'], ReadonlyMap<string, readonly Leaving[]>>()

/** The edges by the node at which they start. */
function edgesByStart(edges: GraphDocument['edges']): ReadonlyMap<string, readonly Leaving[]> {
  const read = new Map<string, Leaving[]>()
  for (const [at, [id, edge]] of Object.entries(edges).entries()) {
    const node = nodeOf(edge.from)
    const one = { id, to: nodeOf(edge.to), at }
    const list = read.get(node)
    if (list) list.push(one)
    else read.set(node, [one])
  }
  return read
}

/** The edges with both ends among `nodes`, in document order. */
function edgesAmong({ edges }: GraphDocument, nodes: ReadonlySet<string>): readonly string[] {
  // A draft may change without becoming another object, so it is never cached.
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

/** Nodes, edges and subgroups inside a group. */
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
    // If two parts claim a role, the first one has it. Nodes and edges cannot have the role of a group, nor the
    // reverse.
    if (role === undefined || partOf.has(role) || (groupOfPart(role) === undefined) !== (groupOfPart(part) === undefined)) continue
    roleOf.set(part, role)
    partOf.set(role, part)
  }
  return { group, inside, roleOf, partOf }
}

/** The copies of one linked set, in document order. */
export const instancesOf = (document: GraphDocument, link: string): readonly Instance[] =>
  [...groupsOf(document).byId.values()].filter((group) => group.link === link).map((group) => instanceOf(document, group))

/** What a part has in common in all copies, with its neighbours replaced by their roles. */
export type Template =
  | { readonly kind: 'node'; readonly spec: GraphDocument['nodes'][string]; readonly label: string | undefined; readonly within: string }
  | { readonly kind: 'edge'; readonly spec: GraphDocument['edges'][string] }
  | { readonly kind: 'group'; readonly spec: GroupWords; readonly within: string }

/** The properties of a group that all copies share. */
interface GroupWords extends Pick<GroupSpec, 'label' | 'color' | 'link' | 'ports'> {
  readonly [key: string]: unknown
}

/** The role of the linked group itself. */
export const ROOT = ''

/**
 * The shared properties of a part; undefined for an edge to or from a node without a role. Positions and the collapsed
 * state belong to each copy.
 */
export function templateOf(document: GraphDocument, { group, roleOf }: Instance, part: string): Template | undefined {
  const roleOfGroup = (id: string | undefined): string => (id === undefined || id === group.id ? ROOT : (roleOf.get(groupPart(id)) ?? ROOT))
  const inner = groupOfPart(part)
  if (inner !== undefined) {
    const { nodes: _nodes, parent, collapsed: _collapsed, parts: _parts, ports, ...spec } = document.view!.groups![inner]!
    return { kind: 'group', spec: { ...spec, ...(ports ? { ports: movePorts(ports, roleOf) } : {}) }, within: roleOfGroup(parent) }
  }
  if (Object.hasOwn(document.nodes, part))
    return {
      kind: 'node',
      spec: sharing(document.nodes[part]!, roleOf),
      label: document.view?.nodes?.[part]?.label,
      within: roleOfGroup(groupsOf(document).of.get(part)),
    }
  const edge = document.edges[part]!
  const from = moveEnd(edge.from, roleOf)
  const to = moveEnd(edge.to, roleOf)
  return from === undefined || to === undefined ? undefined : { kind: 'edge', spec: sharing({ ...edge, from, to }, roleOf) }
}

/** Prefix of a role in place of the id of an owner inside the group; no id has a colon. */
const OWNER = 'role:'

/** With the role of what owns the shared parameter, if that is inside the group. */
function sharing<S extends object>(spec: S, roleOf: ReadonlyMap<string, string>): S {
  const { shares } = spec as { readonly shares?: unknown }
  const role = typeof shares === 'string' ? roleOf.get(shares) : undefined
  return role === undefined ? spec : { ...spec, shares: `${OWNER}${role}` }
}

/** The role that stands for an owner in a template; undefined for an id. */
export const ownerRole = (shares: unknown): string | undefined =>
  typeof shares === 'string' && shares.startsWith(OWNER) ? shares.slice(OWNER.length) : undefined

/** Port names of the linked group, by role. */
export const portNames = ({ group, roleOf }: Instance): Readonly<Record<string, string>> => movePorts(group.ports, roleOf)
