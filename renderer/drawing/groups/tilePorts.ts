import { splitEnd } from '../../../engine/document/ends'
import type { GraphDocument } from '../../../engine/document/types'
import { chainOf, groupsOf, type Group, type Groups } from '../../document/groups'
import { instancesOf, type Instance } from '../../document/instance'
import { portsOf, typeOf, type End, type Side } from '../../document/ports'
import { labelOf, wiresInto, wiresOf, wiresOutOf, type Wire } from '../../document/selectors'
import { nodeText, type Language } from '../words'

type Ends = Readonly<Record<Side, readonly End[]>>

/** An end that crosses the border of a linked copy, by the role of its node. */
interface LinkedEnd {
  readonly side: Side
  readonly role: string
  readonly port: string
  /** The copies in which a wire is connected to this end. */
  readonly copies: Set<string>
}

interface LinkedSet {
  readonly own: ReadonlyMap<string, Instance>
  readonly ends: ReadonlyMap<string, LinkedEnd>
}

interface TilePorts {
  readonly ends: Map<string, Ends>
  readonly links: Map<string, LinkedSet>
}

const known = new WeakMap<readonly Wire[], WeakMap<Groups, TilePorts>>()

/**
 * Unconnected ports that a collapsed group still shows: those that the user has named, and those connected in a linked
 * copy.
 */
export function freePorts(document: GraphDocument, group: Group): Ends {
  const wires = wiresOf(document)
  const groups = groupsOf(document)
  let byGroups = known.get(wires)
  if (!byGroups) known.set(wires, (byGroups = new WeakMap<Groups, TilePorts>()))
  let all = byGroups.get(groups)
  if (!all) byGroups.set(groups, (all = { ends: new Map(), links: new Map() }))
  let found = all.ends.get(group.id)
  if (!found) all.ends.set(group.id, (found = find(document, wires, group, all.links)))
  return found
}

function find(document: GraphDocument, wires: readonly Wire[], group: Group, links: Map<string, LinkedSet>): Ends {
  const ends: Record<Side, End[]> = { from: [], to: [] }
  const add = (side: Side, end: End): void => {
    if (!ends[side].some(({ node, port }) => node === end.node && port === end.port)) ends[side].push(end)
  }
  for (const name of Object.keys(group.ports)) {
    const { node, port } = splitEnd(name)
    for (const side of ['from', 'to'] as const)
      if (group.all.includes(node) && portsOf(typeOf(document, node), side).some((p) => p.name === port)) add(side, { node, port: port! })
  }
  if (group.link === undefined || group.copies < 2) return ends
  let linked = links.get(group.link)
  if (!linked) links.set(group.link, (linked = linkedSet(wires, instancesOf(document, group.link))))
  const own = linked.own.get(group.id)!
  for (const { side, role, port, copies } of linked.ends.values()) {
    const node = own.partOf.get(role)
    if (node !== undefined && (copies.size > 1 || !copies.has(group.id))) add(side, { node, port })
  }
  return ends
}

/** The ends that cross the border of any copy of a set, each once. */
function linkedSet(wires: readonly Wire[], instances: readonly Instance[]): LinkedSet {
  const ends = new Map<string, LinkedEnd>()
  const at = new Map(instances.flatMap((instance) => instance.group.all.map((node) => [node, instance] as const)))
  const add = (side: Side, end: End, { group, roleOf }: Instance): void => {
    const role = roleOf.get(end.node)
    if (role === undefined) return
    const key = `${side} ${role} ${end.port}`
    const there = ends.get(key)
    if (there) there.copies.add(group.id)
    else ends.set(key, { side, role, port: end.port, copies: new Set([group.id]) })
  }
  for (const { from, to } of wires) {
    const [leaves, arrives] = [at.get(from.node), at.get(to.node)]
    if (leaves === arrives) continue
    if (leaves) add('from', from, leaves)
    if (arrives) add('to', to, arrives)
  }
  return { own: new Map(instances.map((instance) => [instance.group.id, instance])), ends }
}

/** All ports of a group: ends of wires that cross its border, then unconnected ones. */
export function groupPorts(document: GraphDocument, group: Group): readonly { readonly side: Side; readonly end: End }[] {
  const inside = new Set(group.all)
  const wired = group.all.flatMap((id): { side: Side; end: End }[] => [
    ...wiresInto(document, id)
      .filter(({ from }) => !inside.has(from.node))
      .map(({ to }) => ({ side: 'to' as const, end: to })),
    ...wiresOutOf(document, id)
      .filter(({ to }) => !inside.has(to.node))
      .map(({ from }) => ({ side: 'from' as const, end: from })),
  ])
  const free = freePorts(document, group)
  const all = [...wired, ...(['to', 'from'] as const).flatMap((side) => free[side].map((end) => ({ side, end })))]
  const one = new Map(all.map((port) => [`${port.side} ${port.end.node}.${port.end.port}`, port]))
  return [...one.values()].sort((a, b) => (a.side === b.side ? 0 : a.side === 'to' ? -1 : 1))
}

/** A port's name if its group gives none. */
export function standardPortName(document: GraphDocument, { node, port }: End, side: Side, language: Language): string {
  const type = typeOf(document, node)
  const own = nodeText(language, type?.type ?? '')?.ports[port] ?? port
  return portsOf(type, side).length > 1 ? `${labelOf(document, node)} · ${own}` : labelOf(document, node)
}

/** The name that a group, or one of its subgroups, gives to a port inside. */
export function portNameIn(document: GraphDocument, group: string, { node, port }: End): string | undefined {
  const groups = groupsOf(document)
  const chain = chainOf(groups, groups.of.get(node))
  return chain
    .slice(0, chain.indexOf(group) + 1)
    .reverse()
    .map((id) => groups.byId.get(id)!.ports[`${node}.${port}`])
    .find((name) => name !== undefined)
}
