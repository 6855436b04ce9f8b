import type { GraphDocument } from '../../engine/document/types'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { labelOf } from '../document/selectors'
import { farHandle } from '../drawing/flowIds'
import { objections, type Objection } from '../drawing/rules'

/** A port to which a wire could lead, and the objection to it. */
export interface PortChoice {
  /** The fixed end of the wire. */
  readonly from: End
  readonly to: End
  readonly node: string
  readonly port: string
  readonly several: boolean
  readonly against: Objection | undefined
}

/** A request for a wire with one fixed end: a new one from a node, or an edge to reconnect. */
export interface WireRequest {
  readonly node: string
  /** The fixed side of the wire. */
  readonly side: Side
  readonly edge?: string
  /** The port at the fixed end; by default the node's first. */
  readonly port?: string
}

/** All ports of the other side, those that fit first, each in document order. */
export function portChoices(document: GraphDocument, { node, side, edge, port }: WireRequest): readonly PortChoice[] {
  const given: End = { node, port: port ?? portsOf(typeOf(document, node), side)[0]?.name ?? '' }
  const other: Side = side === 'from' ? 'to' : 'from'
  const against = objections(document, given, side, edge)
  const all = Object.keys(document.nodes).flatMap((id) => {
    const ports = portsOf(typeOf(document, id), other)
    return ports.map(({ name }): PortChoice => {
      const far = { node: id, port: name }
      const [from, to] = side === 'from' ? [given, far] : [far, given]
      return { from, to, node: id, port: name, several: ports.length > 1, against: against.get(farHandle(far)) }
    })
  })
  return [...all.filter(({ against }) => !against), ...all.filter(({ against }) => against)]
}

/** The text by which a choice is searched. */
export const choiceText = (document: GraphDocument, { node, port }: PortChoice): string => `${labelOf(document, node)} ${node} ${port}`.toLowerCase()
