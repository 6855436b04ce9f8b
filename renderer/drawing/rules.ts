import type { GraphDocument, ProjectionKind } from '../../engine/document/types'
import { typeOf, type End } from '../document/ports'
import { sizesOf, wiresInto, wiresOf, wiresOutOf, type Wire } from '../document/selectors'
import { sameStep } from '../../engine/compile/same-step'

/** What stands against a wire, told before it is drawn: a key of the language files and what fills it. */
export type Objection =
  | { readonly key: 'canvas.reason.loop'; readonly loop: readonly string[] }
  | { readonly key: 'canvas.reason.size'; readonly from: number; readonly to: number }
  | { readonly key: 'canvas.reason.twice'; readonly edge: string }

/** The projection that a new wire would have. */
export const usualKind = (document: GraphDocument, to: End): ProjectionKind => typeOf(document, to.node)?.projection[to.port] ?? 'dense'

/** What a wire from one port to another would run into; undefined if it fits. `without` is the edge that it replaces. */
export function objection(document: GraphDocument, from: End, to: End, without?: string): Objection | undefined {
  const twin = wiresOf(document).find(
    (w) => w.id !== without && w.from.node === from.node && w.from.port === from.port && w.to.node === to.node && w.to.port === to.port,
  )
  if (twin) return { key: 'canvas.reason.twice', edge: twin.id }
  const loop = loopThrough(document, from, to, without)
  if (loop) return { key: 'canvas.reason.loop', loop }
  const kind = (without !== undefined ? document.edges[without]?.kind : undefined) ?? usualKind(document, to)
  const sizes = sizesOf(document)
  const a = sizes[from.node]
  const b = sizes[to.node]
  if ((kind === 'identity' || kind === 'diagonal') && a !== undefined && b !== undefined && a !== b)
    return { key: 'canvas.reason.size', from: a, to: b }
  return undefined
}

/** The shortest loop of same-step dependencies that a wire would close, as nodes from its target to its source. */
function loopThrough(document: GraphDocument, from: End, to: End, without: string | undefined): readonly string[] | undefined {
  const key = (end: End): string => `${end.node}.${end.port}`
  const previous = new Map<string, End | undefined>([[key(to), undefined]])
  let frontier: End[] = [to]
  while (frontier.length > 0) {
    const next: End[] = []
    for (const arrived of frontier) {
      const type = typeOf(document, arrived.node)
      for (const port of type?.outputs ?? []) {
        if (!sameStep(type, port.name).includes(arrived.port)) continue
        if (arrived.node === from.node && port.name === from.port) {
          const loop: string[] = []
          for (let at: End | undefined = arrived; at; at = previous.get(key(at))) loop.unshift(at.node)
          return loop
        }
        for (const wire of wiresOutOf(document, arrived.node)) {
          if (wire.from.port !== port.name || wire.id === without || previous.has(key(wire.to))) continue
          previous.set(key(wire.to), arrived)
          next.push(wire.to)
        }
      }
    }
    frontier = next
  }
  return undefined
}

/** All wires at a port. */
export const wiresAt = (document: GraphDocument, end: End, side: 'from' | 'to'): readonly Wire[] =>
  (side === 'from' ? wiresOutOf(document, end.node) : wiresInto(document, end.node)).filter((w) => w[side].port === end.port)
