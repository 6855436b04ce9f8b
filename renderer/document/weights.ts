import { inferSizes } from '../../engine/compile/sizes'
import { lower } from '../../engine/compile/lower'
import { resolveNode, validate } from '../../engine/compile/validate'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'

/** Shapes by parameter name of all whose size is known; names of what has no known size yet. */
function parameterShapes(document: GraphDocument): { shapes: Map<string, readonly number[]>; unsized: Set<string> } {
  const checked = validate(document, registry)
  const { sizes } = inferSizes(document, checked, {})
  const nodes = [...checked.types]
    .filter(([id]) => sizes[id] !== undefined)
    .map(([id, type]) => resolveNode(id, type, document.nodes[id]!, sizes[id]!))
  const edges = checked.edges.filter((e) => sizes[e.source] !== undefined && sizes[e.target] !== undefined)
  const sized = new Set([...nodes.map((n) => n.id), ...edges.map((e) => e.id)])
  const unsized = new Set([...Object.keys(document.nodes), ...Object.keys(document.edges)].filter((id) => !sized.has(id)))
  return { shapes: new Map(lower(document, nodes, edges).parameters.map((p) => [p.name, p.shape])), unsized }
}

const equal = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/**
 * Names of stored weights that fitted the network before an edit and do not after it. What did not fit before is left
 * for the person to decide on, and so is what has no size at the moment.
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
    return stood !== undefined && !now.unsized.has(name.split('.')[0]!)
  })
}
