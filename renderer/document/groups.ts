import { isDraft } from 'immer'
import { limits } from '../../engine/document/limits'
import { groupColours, type GraphDocument, type GroupColour, type GroupSpec } from '../../engine/document/types'
import { freeName, idFits } from './ids'
import { renameKey } from './keyOrder'
import { movePorts, splitEnd } from './ports'
import type { DocumentDraft } from './types'

/** A group as it is drawn: what its entry in the view says, with what does not hold left out. */
export interface Group {
  readonly id: string
  readonly label: string
  /** The nodes of the group itself; each node belongs to one group at most. */
  readonly nodes: readonly string[]
  /** The groups inside of it. */
  readonly groups: readonly string[]
  /** All nodes inside, those of the groups within included. */
  readonly all: readonly string[]
  readonly parent: string | undefined
  readonly colour: GroupColour | undefined
  readonly collapsed: boolean
  /** What the group is called in the set of its linked copies. */
  readonly link: string | undefined
  /** How many groups are linked with it, itself included; 1 where it is not linked. */
  readonly copies: number
  /** What its ports are called, by `node.port`, where they have names of their own. */
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

/** The groups of a document; the same object until groups or nodes change. */
export function groupsOf(document: GraphDocument): Groups {
  const specs = document.view?.groups
  if (!specs) return none
  // A draft changes while it stays the same object.
  if (isDraft(specs) || isDraft(document.nodes)) return read(specs, document.nodes)
  let byNodes = known.get(specs)
  if (!byNodes) known.set(specs, (byNodes = new WeakMap()))
  let groups = byNodes.get(document.nodes)
  if (!groups) byNodes.set(document.nodes, (groups = read(specs, document.nodes)))
  return groups
}

function read(told: Readonly<Record<string, GroupSpec>>, nodes: GraphDocument['nodes']): Groups {
  const specs = Object.fromEntries(
    Object.entries(told)
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
    // A parent that lies inside is none.
    let at: string | undefined = parent
    while (at !== undefined && at !== id) at = parents.get(at)
    if (at === undefined) parents.set(id, parent)
  }
  const inside = new Map<string, string[]>([...own.keys()].map((id) => [id, []]))
  for (const [id, parent] of parents) inside.get(parent)!.push(id)
  const all = new Map<string, readonly string[]>()
  // Groups lie at most so deep inside one another that this may call itself.
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

/** A group and all groups around it, from the inside. */
export function chainOf(groups: Groups, id: string | undefined): readonly string[] {
  const chain: string[] = []
  for (let at = id; at !== undefined; at = groups.byId.get(at)?.parent) chain.push(at)
  return chain
}

/** The outermost groups, of those inside `within` if it is given, all of whose nodes are among `nodes`. */
export function wholeGroups(groups: Groups, nodes: readonly string[], within?: string): readonly Group[] {
  const chosen = new Set(nodes)
  const whole = (id: string | undefined): boolean => id !== undefined && id !== within && groups.byId.get(id)!.all.every((node) => chosen.has(node))
  return [...groups.byId.values()].filter(({ id, parent }) => whole(id) && !whole(parent) && (within === undefined || chainOf(groups, parent).includes(within)))
}

const specsOf = (draft: DocumentDraft): Record<string, GroupSpec> => {
  draft.view ??= {}
  return (draft.view.groups ??= {})
}

/** Takes nodes out of whatever groups they are in. */
export function leaveGroups(draft: DocumentDraft, nodes: readonly string[]): void {
  takeOut(draft, nodes)
  dropEmpty(draft)
}

/** The same, leaving groups that are empty now to be filled again. */
function takeOut(draft: DocumentDraft, nodes: readonly string[], but?: GroupSpec): void {
  const leaving = new Set(nodes)
  for (const spec of Object.values(draft.view?.groups ?? {}))
    if (spec !== but && spec.nodes.some((id) => leaving.has(id))) spec.nodes = spec.nodes.filter((id) => !leaving.has(id))
}

/** Groups without any node are gone, and so is `groups` without any group. */
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

/** Puts nodes into a group, out of any other. */
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
  /** The group that one has entered: the new one lies inside of it even where it takes all of it. */
  readonly within?: string | undefined
}

/** Groups nodes, whole groups among them as groups inside; answers the new group's id. */
export function groupNodes(draft: DocumentDraft, nodes: readonly string[], options: GroupOptions = {}): string {
  const groups = groupsOf(draft as GraphDocument)
  const whole = wholeGroups(groups, nodes, options.within)
  const grouped = new Set(whole.flatMap((group) => group.all))
  const loose = nodes.filter((id) => !grouped.has(id))
  // The innermost group that holds all of it, and more.
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

/** Takes a group away; what was in it belongs to the group around it. */
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

/** Sets a key of a group; undefined takes it out. */
export function setGroup<K extends 'label' | 'color' | 'collapsed'>(draft: DocumentDraft, id: string, key: K, value: GroupSpec[K] | undefined): void {
  const spec: GroupSpec | undefined = draft.view?.groups?.[id]
  if (!spec) return
  if (value === undefined) delete spec[key]
  else spec[key] = value
}

/** Names a node or an edge anew wherever groups name it. */
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

/** Names a port of a group, by `node.port`; an empty name gives it that of the port inside again. */
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

/** Names of ports whose node is inside no more are gone. */
export function dropPortNames(draft: DocumentDraft): void {
  const specs = draft.view?.groups
  if (!specs || Object.values(specs).every((spec) => spec.ports === undefined)) return
  const groups = groupsOf(draft as GraphDocument)
  for (const [id, spec] of Object.entries(specs))
    for (const end of Object.keys(spec.ports ?? {})) if (!groups.byId.get(id)?.all.includes(splitEnd(end).node)) setPortName(draft, id, end, '')
}

/** The groups that lie wholly among `nodes`, as a document of their own holds them. */
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

/** Adds the groups of a pasted part under free ids, `names` saying what its nodes are called here; answers old id to new. */
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
