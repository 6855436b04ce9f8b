import { current } from 'immer'
import { nodeOf } from '../../../engine/document/ends'
import type { GraphDocument, GroupSpec } from '../../../engine/document/types'
import { renamedEdge } from '../clipboard'
import { removeEdge, removeNode } from '../commands'
import { groupsOf, leaveGroups, ungroup } from '../../document/groups'
import { freeId, freeName, stemOf } from '../../document/ids'
import { moveEnd, movePorts } from '../../document/ports'
import type { DocumentDraft } from '../../document/types'
import { changesOf, type Changes } from './changes'
import { ownerRole, groupOfPart, groupPart, instancesOf, ROOT, type Instance, type Template } from '../../document/instance'
import { partSets } from './sets'

/**
 * Applies the edits of linked copies to all other copies. `before` is the document before the edit, `draft` after it.
 * Equal copies become equal again; existing differences stay, except where edited.
 */
export function spreadEdits(before: GraphDocument, draft: DocumentDraft): void {
  const links = partSets(draft)
  // A nested set may be changed by copies elsewhere, which affects the sets around it: repeat until nothing changes.
  for (let round = 0, was = ''; round < MOST_ROUNDS; round++) {
    for (const link of links) {
      const now = current(draft) as GraphDocument
      const instances = instancesOf(now, link)
      const changes = changesOf(before, now, link, instances)
      const nothing = changes.removed.size + changes.set.size === 0 && !changes.ports
      for (const instance of instances) {
        if (nothing) keepParts(draft, now, instance)
        else bring(draft, now, instance, changes)
      }
    }
    if (links.length < 2) return
    const text = JSON.stringify([draft.nodes, draft.edges, draft.view?.groups])
    if (text === was) return
    was = text
  }
}

const MOST_ROUNDS = 6

type Setting<K extends Template['kind']> = readonly [
  role: string,
  change: { readonly template: Extract<Template, { kind: K }>; readonly from: Instance; readonly part: string },
]

function settings<K extends Template['kind']>(changes: Changes, kind: K): readonly Setting<K>[] {
  return [...changes.set].filter((entry) => entry[1].template.kind === kind) as unknown as readonly Setting<K>[]
}

/** Applies the changes to one copy. */
function bring(draft: DocumentDraft, now: GraphDocument, instance: Instance, changes: Changes): void {
  const { group, roleOf, partOf } = instance
  const document = draft as GraphDocument
  const add = (part: string, role: string): void => {
    roleOf.set(part, role)
    partOf.set(role, part)
  }
  const removed = [...changes.removed].flatMap((role) => partOf.get(role) ?? [])
  for (const part of removed) {
    const inner = groupOfPart(part)
    if (inner !== undefined) ungroup(draft, inner)
    else if (changes.left.has(roleOf.get(part)!)) leave(draft, part, group.parent)
    else if (Object.hasOwn(draft.nodes, part)) removeNode(draft, part)
  }
  // An edge of a node that left now crosses the group's border, and stays.
  const members = new Set(removed.length === 0 ? undefined : groupsOf(document).byId.get(group.id)?.all)
  for (const part of removed) {
    const edge = draft.edges[part]
    if (edge && members.has(nodeOf(edge.from)) && members.has(nodeOf(edge.to))) removeEdge(draft, part)
    partOf.delete(roleOf.get(part)!)
    roleOf.delete(part)
  }
  const specs = draft.view?.groups
  if (!specs?.[group.id]) return

  const inner = settings(changes, 'group')
  for (const [role] of inner) {
    if (partOf.has(role)) continue
    const id = freeName(stemOf(groupOfPart(role)!), (name) => Object.hasOwn(specs, name))
    specs[id] = { nodes: [] }
    add(groupPart(id), role)
  }
  const groupOf = (role: string): string => (role === ROOT ? group.id : (groupOfPart(partOf.get(role) ?? '') ?? group.id))

  // Written after every part has its id, because some name the owners of parameters that they share.
  const pending: { readonly specs: Record<string, object>; readonly id: string; readonly spec: object }[] = []
  const write = (written: Record<string, object>, id: string, spec: object): void => {
    written[id] ??= structuredClone(spec)
    pending.push({ specs: written, id, spec })
  }
  for (const [role, { template, from, part }] of settings(changes, 'node')) {
    const there = partOf.get(role)
    const id = there ?? freeId(document, Object.hasOwn(draft.nodes, part) ? stemOf(part) : part)
    if (there === undefined) add(id, role)
    write(draft.nodes, id, template.spec)
    const nodes = (draft.view!.nodes ??= {})
    nodes[id] ??= beside(now, from, part, instance)
    if (template.label === undefined) delete nodes[id].label
    else nodes[id].label = template.label
    put(specs, id, groupOf(template.within))
  }

  const nameHere = (from: Instance): ReadonlyMap<string, string> =>
    new Map(
      [...from.roleOf].flatMap(([part, role]) => {
        const own = partOf.get(role)
        return own === undefined ? [] : [[part, own] as const]
      }),
    )
  for (const [role, { template, from, part }] of settings(changes, 'edge')) {
    const ends = { from: moveEnd(template.spec.from, partOf), to: moveEnd(template.spec.to, partOf) }
    if (ends.from === undefined || ends.to === undefined) continue
    const spec = { ...template.spec, from: ends.from, to: ends.to }
    const there = partOf.get(role)
    const id = there ?? freeId(document, Object.hasOwn(draft.edges, part) ? renamedEdge(part, now.edges[part]!, nameHere(from)) : part)
    if (there === undefined) add(id, role)
    write(draft.edges, id, spec)
  }

  for (const { specs: written, id, spec } of pending) {
    const { shares, ...rest } = spec as { readonly shares?: unknown }
    const role = ownerRole(shares)
    const owner = role === undefined ? undefined : partOf.get(role)
    const next = role === undefined ? spec : owner === undefined ? rest : { ...spec, shares: owner }
    if (!same(written[id], next)) written[id] = structuredClone(next)
  }

  for (const [role, { template, from, part }] of inner) {
    if (from === instance) continue
    const id = groupOf(role)
    const { nodes, collapsed } = specs[id]!
    const { ports, link, ...spec } = structuredClone(template.spec)
    const source = now.view!.groups![groupOfPart(part)!]!
    specs[id] = {
      ...spec,
      nodes,
      parent: groupOf(template.within),
      ...(collapsed === undefined ? {} : { collapsed }),
      ...(ports ? { ports: movePorts(ports, partOf) } : {}),
      ...(link === undefined ? {} : { link, parts: movedParts(source.parts ?? {}, nameHere(from)) }),
    }
  }
  const spec: GroupSpec = specs[group.id]!
  if (changes.ports) {
    const ports = movePorts(changes.ports, partOf)
    if (Object.keys(ports).length === 0) delete spec.ports
    else if (!same(spec.ports, ports)) spec.ports = ports
  }
  const exists = (part: string): boolean =>
    Object.hasOwn(draft.nodes, part) || Object.hasOwn(draft.edges, part) || Object.hasOwn(specs, groupOfPart(part) ?? '')
  const parts = Object.fromEntries([...roleOf].filter(([part]) => exists(part)))
  if (!same(spec.parts, parts)) spec.parts = parts
}

/** Where an edit did not affect a set, only removes roles of parts that no longer exist. */
function keepParts(draft: DocumentDraft, now: GraphDocument, { group, roleOf }: Instance): void {
  const exists = (part: string): boolean =>
    Object.hasOwn(now.nodes, part) || Object.hasOwn(now.edges, part) || Object.hasOwn(now.view?.groups ?? {}, groupOfPart(part) ?? '')
  const parts = Object.fromEntries([...roleOf].filter(([part]) => exists(part)))
  if (!same(now.view?.groups?.[group.id]?.parts, parts)) draft.view!.groups![group.id]!.parts = parts
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Moves a node from a group to its parent. */
function leave(draft: DocumentDraft, node: string, around: string | undefined): void {
  const document = draft as GraphDocument
  if (!Object.hasOwn(draft.nodes, node) || groupsOf(document).of.get(node) === around) return
  const target = around === undefined ? undefined : draft.view?.groups?.[around]
  leaveGroups(draft, [node])
  target?.nodes.push(node)
}

/** Moves a node into a group. */
function put(specs: Record<string, GroupSpec>, node: string, group: string): void {
  const target = specs[group]!
  if (target.nodes.includes(node)) return
  for (const spec of Object.values(specs)) if (spec.nodes.includes(node)) spec.nodes = spec.nodes.filter((id) => id !== node)
  target.nodes.push(node)
}

/** The roles of a nested linked group under the ids of another copy. */
const movedParts = (parts: Readonly<Record<string, string>>, names: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([part, role]) => {
      const name = names.get(part)
      return name === undefined ? [] : [[name, role] as const]
    }),
  )

/** Position of a new part in another copy: relative to its nearest neighbour, as in the copy where it was added. */
function beside(now: GraphDocument, from: Instance, node: string, to: Instance): { x: number; y: number } {
  const places = now.view?.nodes ?? {}
  const at = places[node] ?? { x: 0, y: 0 }
  let best = Infinity
  let found = { x: at.x, y: at.y }
  for (const [part, role] of from.roleOf) {
    const here = places[part]
    const there = places[to.partOf.get(role) ?? '']
    if (part === node || !here || !there) continue
    const distance = Math.hypot(here.x - at.x, here.y - at.y)
    if (distance >= best) continue
    best = distance
    found = { x: there.x + at.x - here.x, y: there.y + at.y - here.y }
  }
  const { label: _label, ...rest } = places[node] ?? at
  return { ...rest, ...found }
}

/** Whether an edit may have changed linked groups. */
export function touchesLinks(before: GraphDocument, after: GraphDocument): boolean {
  const specs = after.view?.groups
  if (!specs || !Object.values(specs).some((spec) => spec.link !== undefined)) return false
  return before.nodes !== after.nodes || before.edges !== after.edges || before.view?.groups !== specs || before.view?.nodes !== after.view?.nodes
}
