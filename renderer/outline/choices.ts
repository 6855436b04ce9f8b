import type { GraphDocument } from '../../engine/document/types'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { labelOf } from '../document/selectors'
import { farHandle } from '../drawing/flowIds'
import { objections, type Objection } from '../drawing/rules'

/** A port that a wire could go to, and what stands against it. */
export interface PortChoice {
  /** The end of the wire that is given. */
  readonly from: End
  readonly to: End
  readonly node: string
  readonly port: string
  readonly several: boolean
  readonly against: Objection | undefined
}

/** What a wire is drawn for: its given end is a node, or an edge that is plugged elsewhere. */
export interface WireRequest {
  readonly node: string
  /** The side of the wire that is given. */
  readonly side: Side
  readonly edge?: string
  /** The port at the given side; without it the node's first. */
  readonly port?: string
}

/** Every port of the other side, those that fit first, each in the order of the document. */
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

/** How a choice is found by typing. */
export const choiceText = (document: GraphDocument, { node, port }: PortChoice): string => `${labelOf(document, node)} ${node} ${port}`.toLowerCase()
