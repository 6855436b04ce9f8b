import { typeIn, type NodeType, type Port } from '../../engine/contract/node-type'
import { splitEnd } from '../../engine/document/ends'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'

/** One end of an edge, with its default port resolved. */
export interface End {
  readonly node: string
  readonly port: string
}

export type Side = 'from' | 'to'

/** What a node of an unknown type has on each side: a port without a name, which is the default port of its type. */
const unknownPorts: readonly Port[] = [{ name: '', flow: 'signal' }]

export const portsOf = (type: NodeType | undefined, side: Side): readonly Port[] =>
  type === undefined ? unknownPorts : side === 'from' ? type.outputs : type.inputs

export const typeOf = (document: GraphDocument, node: string): NodeType | undefined => {
  const spec = Object.hasOwn(document.nodes, node) ? document.nodes[node] : undefined
  return spec && typeIn(registry, spec)
}

/** Parses an end and fills in the default port; the port is empty if the node has none on that side. */
export function resolveEnd(document: GraphDocument, text: string, side: Side): End {
  const { node, port } = splitEnd(text)
  return { node, port: port ?? portsOf(typeOf(document, node), side)[0]?.name ?? '' }
}

/** Formats an end; leaves out the default port. */
export function writeEnd(document: GraphDocument, end: End, side: Side): string {
  const standard = portsOf(typeOf(document, end.node), side)[0]?.name
  return end.port === '' || end.port === standard ? end.node : `${end.node}.${end.port}`
}

/** Replaces the node of an end by its name in `names`; undefined if it has none. */
export function moveEnd(end: string, names: ReadonlyMap<string, string>): string | undefined {
  const { node, port } = splitEnd(end)
  const name = names.get(node)
  return name === undefined || port === undefined ? name : `${name}.${port}`
}

/** Replaces the nodes in the keys `node.port` by their names in `names`; drops entries without one. */
export const movePorts = (ports: Readonly<Record<string, string>>, names: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ports).flatMap(([end, name]) => {
      const moved = moveEnd(end, names)
      return moved === undefined ? [] : [[moved, name] as const]
    }),
  )
