import { isDraft } from 'immer'
import { nodeOf, splitEnd } from '../../engine/document/ends'
import { limits } from '../../engine/document/limits'
import { groupColours, type GraphDocument, type GroupColour, type GroupSpec } from '../../engine/document/types'
import { freeName, idFits } from './ids'
import { renameKey } from './keyOrder'
import { movePorts } from './ports'
import type { DocumentDraft } from './types'

/** A group of the document's view, without members, parents or names that are not valid. */
export interface Group {
  readonly id: string
  readonly label: string
  /** The group's own nodes, without those of subgroups. A node belongs to at most one group. */
  readonly nodes: readonly string[]
  /** The subgroups directly inside. */
  readonly groups: readonly string[]
  /** All nodes inside, including those of subgroups. */
  readonly all: readonly string[]
  readonly parent: string | undefined
  readonly colour: GroupColour | undefined
  readonly collapsed: boolean
  /** The id of the set of linked copies to which the group belongs. */
  readonly link: string | undefined
  /** Number of groups in that set, including this one; 1 if the group is not linked. */
  readonly copies: number
  /** Names that the user gave to the group's ports, by `node.port`. */
  readonly ports: Readonly<Record<string, string>>
}

export interface Groups {
  readonly byId: ReadonlyMap<string, Group>
  /** The innermost group of a node. */
  readonly of: ReadonlyMap<string, string>
}

const noPorts: Readonly<Record<string, string>> = {}
const none: Groups = { byId: new Map(), of: new Map() }
const known = new WeakMap<object, WeakMap<object, Groups>>()

/** The groups of a document; returns the same object until groups or nodes change. */
export function groupsOf(document: GraphDocument): Groups {
  const specs = document.view?.groups
  if (!specs) return none
  // A draft may change without becoming another object, so it is never cached.
  if (isDraft(specs) || isDraft(document.nodes)) return read(specs, document.nodes)
  let byNodes = known.get(specs)
  if (!byNodes) known.set(specs, (byNodes = new WeakMap()))
  let groups = byNodes.get(document.nodes)
  if (!groups) byNodes.set(document.nodes, (groups = read(specs, document.nodes)))
  return groups
}

function read(entries: Readonly<Record<string, GroupSpec>>, nodes: GraphDocument['nodes']): Groups {
  const specs = Object.fromEntries(
    Object.entries(entries)
      .filter(([id]) => idFits(id))
      .slice(0, limits.groups),
  )
  const of = new Map<string, string>()
  const own = new Map<string, string[]>()
  for (const [id, spec] of Object.entries(specs)) {
    const mine: string[] = []
    for (const node of listOf(spec.nodes)) {
      if (!Object.hasOwn(nodes, node) || of.has(node)) continue
      of.set(node, id)
      mine.push(node)
    }
    own.set(id, mine)
  }
  const parents = new Map<string, string>()
  for (const [id, { parent }] of Object.entries(specs)) {
    if (parent === undefined || !own.has(parent)) continue
    // Ignore a parent that would close a cycle.
    let at: string | undefined = parent
    while (at !== undefined && at !== id) at = parents.get(at)
    if (at === undefined) parents.set(id, parent)
  }
  const inside = new Map<string, string[]>([...own.keys()].map((id) => [id, []]))
  for (const [id, parent] of parents) inside.get(parent)!.push(id)
  const all = new Map<string, readonly string[]>()
  // The document's limit on nesting bounds this recursion.
  const within = (id: string): readonly string[] => {
    let members = all.get(id)
    if (!members) all.set(id, (members = [...own.get(id)!, ...inside.get(id)!.flatMap(within)]))
    return members
  }
  const byId = new Map<string, Group>()
  const linked = new Map<string, number>()
  for (const [id, { link }] of Object.entries(specs)) if (link !== undefined && within(id).length > 0) linked.set(link, (linked.get(link) ?? 0) + 1)
  for (const [id, spec] of Object.entries(specs)) {
    const members = within(id)
    if (members.length === 0) continue
    byId.set(id, {
      id,
      label: spec.label ?? id,
      nodes: own.get(id)!,
      groups: inside.get(id)!.filter((g) => within(g).length > 0),
      all: members,
      parent: parents.get(id),
      colour: groupColours.find((c) => c === spec.color),
      collapsed: spec.collapsed === true,
      link: spec.link,
      copies: (spec.link === undefined ? undefined : linked.get(spec.link)) ?? 1,
      ports: spec.ports ?? noPorts,
    })
  }
  return { byId, of }
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [])

/** The ids of a group and its ancestors, innermost first. */
export function chainOf(groups: Groups, id: string | undefined): readonly string[] {
  const chain: string[] = []
  for (let at = id; at !== undefined; at = groups.byId.get(at)?.parent) chain.push(at)
  return chain
}

/** The outermost groups whose nodes are all among `nodes`; with `within`, only groups inside that one. */
export function wholeGroups(groups: Groups, nodes: readonly string[], within?: string): readonly Group[] {
  const chosen = new Set(nodes)
  const whole = (id: string | undefined): boolean => id !== undefined && id !== within && groups.byId.get(id)!.all.every((node) => chosen.has(node))
  return [...groups.byId.values()].filter(({ id, parent }) => whole(id) && !whole(parent) && (within === undefined || chainOf(groups, parent).includes(within)))
}

const specsOf = (draft: DocumentDraft): Record<string, GroupSpec> => {
  draft.view ??= {}
  return (draft.view.groups ??= {})
}

/** Takes nodes out of their groups, and deletes groups that become empty. */
export function leaveGroups(draft: DocumentDraft, nodes: readonly string[]): void {
  takeOut(draft, nodes)
  dropEmpty(draft)
}

/** Takes nodes out of all groups except `but`, keeping empty groups so that they can be filled again. */
function takeOut(draft: DocumentDraft, nodes: readonly string[], but?: GroupSpec): void {
  const leaving = new Set(nodes)
  for (const spec of Object.values(draft.view?.groups ?? {}))
    if (spec !== but && spec.nodes.some((id) => leaving.has(id))) spec.nodes = spec.nodes.filter((id) => !leaving.has(id))
}

/** Deletes groups without nodes, and `view.groups` if no group is left. */
function dropEmpty(draft: DocumentDraft): void {
  const specs = draft.view?.groups
  if (!specs) return
  let dropped = false
  for (let again = true; again; ) {
    again = false
    for (const [id, spec] of Object.entries(specs)) {
      if (spec.nodes.length > 0 || Object.values(specs).some((other) => other.parent === id)) continue
      delete specs[id]
      dropped = again = true
    }
  }
  if (dropped && Object.keys(specs).length === 0) delete draft.view!.groups
}

/** Moves nodes into a group. */
export function joinGroup(draft: DocumentDraft, group: string, nodes: readonly string[]): void {
  const target = draft.view?.groups?.[group]
  if (!target) return
  takeOut(draft, nodes, target)
  target.nodes.push(...nodes.filter((id) => !target.nodes.includes(id)))
  dropEmpty(draft)
}

export interface GroupOptions {
  readonly label?: string
  readonly colour?: GroupColour
  readonly collapsed?: boolean
  /** The group that the user has entered; it becomes the parent even if the new group takes all of its nodes. */
  readonly within?: string | undefined
}

/** Creates a group of nodes; groups that lie entirely among them become its subgroups. Returns the id. */
export function groupNodes(draft: DocumentDraft, nodes: readonly string[], options: GroupOptions = {}): string {
  const groups = groupsOf(draft as GraphDocument)
  const whole = wholeGroups(groups, nodes, options.within)
  const grouped = new Set(whole.flatMap((group) => group.all))
  const loose = nodes.filter((id) => !grouped.has(id))
  // The parent is the innermost group that contains all members and more.
  const chains = [...loose.map((id) => chainOf(groups, groups.of.get(id))), ...whole.map((group) => chainOf(groups, group.parent))]
  const parent = chains[0]?.find((id) => chains.every((chain) => chain.includes(id)))
  const specs = specsOf(draft)
  const id = freeName('group', (name) => Object.hasOwn(specs, name))
  takeOut(draft, loose)
  specs[id] = {
    ...(options.label !== undefined ? { label: options.label } : {}),
    nodes: [...loose],
    ...(parent !== undefined ? { parent } : {}),
    ...(options.colour !== undefined ? { color: options.colour } : {}),
    ...(options.collapsed ? { collapsed: true } : {}),
  }
  for (const group of whole) specs[group.id]!.parent = id
  dropEmpty(draft)
  return id
}

/** Deletes a group; its members move to its parent. */
export function ungroup(draft: DocumentDraft, id: string): void {
  const specs = draft.view?.groups
  const spec = specs?.[id]
  if (!specs || !spec) return
  const around = spec.parent
  if (around !== undefined) specs[around]?.nodes.push(...spec.nodes)
  for (const other of Object.values(specs)) {
    if (other.parent !== id) continue
    if (around === undefined) delete other.parent
    else other.parent = around
  }
  for (const note of Object.values(draft.view?.notes ?? {})) {
    if (note.group !== id) continue
    if (around === undefined) delete note.group
    else note.group = around
  }
  delete specs[id]
  dropEmpty(draft)
  if (Object.keys(specs).length === 0) delete draft.view!.groups
}

/** Sets a property of a group; undefined deletes it. */
export function setGroup<K extends 'label' | 'color' | 'collapsed'>(draft: DocumentDraft, id: string, key: K, value: GroupSpec[K] | undefined): void {
  const spec: GroupSpec | undefined = draft.view?.groups?.[id]
  if (!spec) return
  if (value === undefined) delete spec[key]
  else spec[key] = value
}

/** Updates all groups after a node or an edge got another id. */
export function renameInGroups(draft: DocumentDraft, id: string, to: string): void {
  for (const spec of Object.values(draft.view?.groups ?? {})) {
    if (spec.nodes.includes(id)) spec.nodes = spec.nodes.map((node) => (node === id ? to : node))
    if (spec.parts) renameKey(spec.parts, id, to)
    for (const end of Object.keys(spec.ports ?? {})) {
      const { node, port } = splitEnd(end)
      if (node === id) renameKey(spec.ports!, end, `${to}.${port}`)
    }
  }
}

/** Names a port of a group, given as `node.port`; an empty name restores the default. */
export function setPortName(draft: DocumentDraft, group: string, end: string, name: string): void {
  const spec: GroupSpec | undefined = draft.view?.groups?.[group]
  if (!spec) return
  const text = name.trim()
  if (text !== '') spec.ports = { ...spec.ports, [end]: text }
  else if (spec.ports) {
    delete spec.ports[end]
    if (Object.keys(spec.ports).length === 0) delete spec.ports
  }
}

/** Deletes port names whose node is no longer in the group. */
export function dropPortNames(draft: DocumentDraft): void {
  const specs = draft.view?.groups
  if (!specs || Object.values(specs).every((spec) => spec.ports === undefined)) return
  const groups = groupsOf(draft as GraphDocument)
  for (const [id, spec] of Object.entries(specs))
    for (const end of Object.keys(spec.ports ?? {})) if (!groups.byId.get(id)?.all.includes(nodeOf(end))) setPortName(draft, id, end, '')
}

/** The groups that lie entirely among `nodes`, as entries for a document of their own. */
export function groupsAmong(document: GraphDocument, nodes: readonly string[]): Record<string, GroupSpec> | undefined {
  const groups = groupsOf(document)
  const chosen = new Set(nodes)
  const found = [...groups.byId.values()].filter((group) => group.all.every((id) => chosen.has(id)))
  if (found.length === 0) return undefined
  const ids = new Set(found.map((group) => group.id))
  return Object.fromEntries(
    found.map(({ id }) => {
      const { parent, link: _link, parts: _parts, ...spec } = structuredClone(document.view!.groups![id]!)
      return [id, { ...spec, ...(parent !== undefined && ids.has(parent) ? { parent } : {}) }]
    }),
  )
}

/**
 * Adds the groups of a pasted part under free ids. `names` maps the part's node ids to those in this document. Returns
 * a map from old to new group ids.
 */
export function pasteGroups(draft: DocumentDraft, source: GraphDocument, names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  const pasted = groupsOf(source)
  if (pasted.byId.size === 0) return ids
  const specs = specsOf(draft)
  for (const { id } of pasted.byId.values()) {
    const name = freeName(id.replace(/_?\d+$/, '') || 'group', (taken) => Object.hasOwn(specs, taken))
    ids.set(id, name)
    specs[name] = { nodes: [] }
  }
  for (const group of pasted.byId.values()) {
    const { parent: _parent, link: _link, parts: _parts, ports, ...spec } = structuredClone(source.view!.groups![group.id]!)
    const parent = group.parent === undefined ? undefined : ids.get(group.parent)
    specs[ids.get(group.id)!] = {
      ...spec,
      nodes: group.nodes.flatMap((id) => names.get(id) ?? []),
      ...(parent !== undefined ? { parent } : {}),
      ...(ports ? { ports: movePorts(ports, names) } : {}),
    }
  }
  return ids
}
