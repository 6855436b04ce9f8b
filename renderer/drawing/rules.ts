import type { GraphDocument, ProjectionKind } from '../../engine/document/types'
import { loopsClosed } from '../../engine/compile/closing'
import { keepsSize } from '../../engine/compile/sizes'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { sizesOf, wiresInto, wiresOutOf, type Wire } from '../document/selectors'
import { farHandle } from './flowIds'

/** Why a wire does not fit: a text key and its values. */
export type Objection =
  | { readonly key: 'canvas.reason.loop'; readonly loop: readonly string[] }
  | { readonly key: 'canvas.reason.size'; readonly from: number; readonly to: number }
  | { readonly key: 'canvas.reason.twice'; readonly edge: string }

/** The kind of projection that a new wire gets. */
export const usualKind = (document: GraphDocument, to: End): ProjectionKind => typeOf(document, to.node)?.projection[to.port] ?? 'dense'

type Loops = ReturnType<typeof loopsClosed>

/** The loops that a wire from or to an end would close. */
const loopsFrom = (document: GraphDocument, end: End, side: Side, without: string | undefined): Loops =>
  loopsClosed(
    {
      type: (node) => typeOf(document, node),
      ablation: (node) => document.nodes[node]?.ablation,
      into: (node) => wiresInto(document, node),
      outOf: (node) => wiresOutOf(document, node),
    },
    end,
    side,
    without,
  )

function against(document: GraphDocument, from: End, to: End, without: string | undefined, loop: () => readonly string[] | undefined): Objection | undefined {
  const twin = wiresOutOf(document, from.node).find((w) => w.id !== without && w.from.port === from.port && w.to.node === to.node && w.to.port === to.port)
  if (twin) return { key: 'canvas.reason.twice', edge: twin.id }
  const closed = loop()
  if (closed) return { key: 'canvas.reason.loop', loop: closed }
  const kind = (without !== undefined ? document.edges[without]?.kind : undefined) ?? usualKind(document, to)
  const sizes = sizesOf(document)
  const a = sizes[from.node]
  const b = sizes[to.node]
  return keepsSize(kind) && a !== undefined && b !== undefined && a !== b ? { key: 'canvas.reason.size', from: a, to: b } : undefined
}

/** Why a wire between two ports would not fit; undefined if it does. `without` is the edge that it replaces. */
export const objection = (document: GraphDocument, from: End, to: End, without?: string): Objection | undefined =>
  against(document, from, to, without, () => loopsFrom(document, to, 'to', without).get(from))

/** As `objection`, for all wires with one fixed end, by the other end as `node.port`; ends without an entry fit. */
export function objections(document: GraphDocument, end: End, side: Side, without?: string): ReadonlyMap<string, Objection> {
  const loops = loopsFrom(document, end, side, without)
  const found = new Map<string, Objection>()
  for (const node of Object.keys(document.nodes))
    for (const { name: port } of portsOf(typeOf(document, node), side === 'from' ? 'to' : 'from')) {
      const other = { node, port }
      const [from, to] = side === 'from' ? [end, other] : [other, end]
      const one = against(document, from, to, without, () => loops.get(other))
      if (one) found.set(farHandle(other), one)
    }
  return found
}

/** All wires at a port. */
export const wiresAt = (document: GraphDocument, end: End, side: 'from' | 'to'): readonly Wire[] =>
  (side === 'from' ? wiresOutOf(document, end.node) : wiresInto(document, end.node)).filter((w) => w[side].port === end.port)
