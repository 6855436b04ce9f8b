import type { GraphDocument } from '../../../engine/document/types'
import { chainOf, groupsOf, type Group, type Groups } from '../../document/groups'
import { instancesOf, type Instance } from '../../document/links/instance'
import { portsOf, splitEnd, typeOf, type End, type Side } from '../../document/ports'
import { labelOf, wiresOf, type Wire } from '../../document/selectors'
import { nodeText, type Language } from '../words'

type Ends = Readonly<Record<Side, readonly End[]>>

const known = new WeakMap<readonly Wire[], WeakMap<Groups, Map<string, Ends>>>()

/** Ports that a collapsed group has although nothing leads there: those with names of their own, and those that its linked copies have. */
export function freePorts(document: GraphDocument, group: Group): Ends {
  const wires = wiresOf(document)
  const groups = groupsOf(document)
  let byGroups = known.get(wires)
  if (!byGroups) known.set(wires, (byGroups = new WeakMap<Groups, Map<string, Ends>>()))
  let ends = byGroups.get(groups)
  if (!ends) byGroups.set(groups, (ends = new Map<string, Ends>()))
  let found = ends.get(group.id)
  if (!found) ends.set(group.id, (found = find(document, wires, group)))
  return found
}

function find(document: GraphDocument, wires: readonly Wire[], group: Group): Ends {
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
  const instances = instancesOf(document, group.link)
  const own = instances.find((instance) => instance.group.id === group.id)!
  for (const other of instances) if (other !== own) for (const [side, end] of crossing(wires, other)) {
    const node = own.partOf.get(other.roleOf.get(end.node) ?? '')
    if (node !== undefined) add(side, { node, port: end.port })
  }
  return ends
}

/** The ends inside of the wires that lead in or out. */
function crossing(wires: readonly Wire[], { group }: Instance): readonly (readonly [Side, End])[] {
  const members = new Set(group.all)
  return wires.flatMap(({ from, to }): readonly (readonly [Side, End])[] => {
    const [leaves, arrives] = [members.has(from.node), members.has(to.node)]
    return leaves === arrives ? [] : leaves ? [['from', from]] : [['to', to]]
  })
}

/** All ports of a group: ends inside of the wires that cross its border, then those that are free. */
export function groupPorts(document: GraphDocument, group: Group): readonly { readonly side: Side; readonly end: End }[] {
  const inside = new Set(group.all)
  const wired = wiresOf(document).flatMap(({ from, to }): { side: Side; end: End }[] => {
    const [leaves, arrives] = [inside.has(from.node), inside.has(to.node)]
    return leaves === arrives ? [] : [leaves ? { side: 'from', end: from } : { side: 'to', end: to }]
  })
  const free = freePorts(document, group)
  const all = [...wired, ...(['to', 'from'] as const).flatMap((side) => free[side].map((end) => ({ side, end })))]
  const one = new Map(all.map((port) => [`${port.side} ${port.end.node}.${port.end.port}`, port]))
  return [...one.values()].sort((a, b) => (a.side === b.side ? 0 : a.side === 'to' ? -1 : 1))
}

/** What a port is called where its group gives it no name. */
export function standardPortName(document: GraphDocument, { node, port }: End, side: Side, language: Language): string {
  const type = typeOf(document, node)
  const own = nodeText(language, type?.type ?? '')?.ports[port] ?? port
  return portsOf(type, side).length > 1 ? `${labelOf(document, node)} · ${own}` : labelOf(document, node)
}

/** The name that a group gives to a port inside, or that a group within it gives to it. */
export function portNameIn(document: GraphDocument, group: string, { node, port }: End): string | undefined {
  const groups = groupsOf(document)
  const chain = chainOf(groups, groups.of.get(node))
  return chain.slice(0, chain.indexOf(group) + 1).reverse().map((id) => groups.byId.get(id)!.ports[`${node}.${port}`]).find((name) => name !== undefined)
}
