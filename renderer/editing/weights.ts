import { inferSizes } from '../../engine/compile/sizes'
import { lower } from '../../engine/compile/lower'
import { resolveNode, validate } from '../../engine/compile/validate'
import { ownerOf } from '../../engine/document/ends'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'

/** Shapes of parameters by name, and the owners whose size is unknown. */
function parameterShapes(document: GraphDocument): { shapes: Map<string, readonly number[]>; unsized: Set<string> } {
  const checked = validate(document, registry)
  const { sizes } = inferSizes(document, checked, {})
  const nodes = [...checked.types].filter(([id]) => sizes[id] !== undefined).map(([id, type]) => resolveNode(id, type, document.nodes[id]!, sizes[id]!))
  const edges = checked.edges.filter((e) => sizes[e.source] !== undefined && sizes[e.target] !== undefined)
  const sized = new Set([...nodes.map((n) => n.id), ...edges.map((e) => e.id)])
  const unsized = new Set([...Object.keys(document.nodes), ...Object.keys(document.edges)].filter((id) => !sized.has(id)))
  return { shapes: new Map(lower(document, nodes, edges).parameters.map((p) => [p.name, p.shape])), unsized }
}

const equal = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/**
 * Names of stored weights that fitted before an edit and do not afterwards. Weights that did not fit before are left
 * for the user to decide on, as are those of unknown size.
 */
export function staleWeights(before: GraphDocument, after: GraphDocument): string[] {
  if (!after.weights || (before.nodes === after.nodes && before.edges === after.edges)) return []
  const names = Object.keys(after.weights)
  if (names.length === 0) return []
  const old = parameterShapes(before)
  const now = parameterShapes(after)
  return names.filter((name) => {
    const shape = after.weights![name]!.shape
    const stood = old.shapes.get(name)
    if (stood && !equal(stood, shape)) return false
    const stands = now.shapes.get(name)
    if (stands) return !equal(stands, shape)
    return stood !== undefined && !now.unsized.has(ownerOf(name))
  })
}

/** The weights that fit a document, and those whose place has an unknown size at present. */
export function fittingWeights(document: GraphDocument, weights: Weights): Weights {
  const { shapes, unsized } = parameterShapes(document)
  return Object.fromEntries(
    Object.entries(weights).filter(([name, { shape }]) => {
      const stands = shapes.get(name)
      return stands ? equal(stands, shape) : unsized.has(ownerOf(name))
    }),
  )
}

type Weights = NonNullable<GraphDocument['weights']>

/**
 * Adjusts stored weights after undo or redo. Storing weights is not a step, so patches do not contain them: weights
 * that no longer fit are set aside, and those set aside that fit again are restored, in `order`.
 */
export function settleWeights(
  before: GraphDocument,
  after: GraphDocument,
  aside: Weights,
  order: readonly string[],
): { readonly weights: Weights | undefined; readonly aside: Weights } {
  const gone = new Set(staleWeights(before, after))
  const waiting = Object.keys(aside).filter((name) => after.weights?.[name] === undefined)
  const shapes = waiting.length > 0 ? parameterShapes(after).shapes : undefined
  const back = waiting.filter((name) => equal(shapes?.get(name) ?? [], aside[name]!.shape))
  if (gone.size + back.length === 0) return { weights: after.weights, aside }
  const names = [...Object.keys(after.weights ?? {}).filter((name) => !gone.has(name)), ...back]
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  if (back.length > 0) names.sort((a, b) => rank(a) - rank(b))
  return {
    weights: names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, after.weights?.[name] ?? aside[name]!])),
    aside: { ...aside, ...Object.fromEntries([...gone].map((name) => [name, after.weights![name]!])) },
  }
}
