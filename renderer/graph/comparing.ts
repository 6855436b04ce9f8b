import { computedParts, differences, type Difference } from '../../engine/document/differences'
import { nodeOf } from '../../engine/document/ends'
import type { GraphDocument } from '../../engine/document/types'
import type { Point } from '../drawing/geometry'

/** How a node or wire differs between the two documents: only this one has it, only the other has it, or its settings differ. */
export type Mark = 'added' | 'removed' | 'changed'

export interface Marks {
  readonly nodes: ReadonlyMap<string, Mark>
  readonly edges: ReadonlyMap<string, Mark>
  /** Differences of data and training, which are not drawn. */
  readonly settings: number
}

const markOf = ({ path, from, to }: Difference): Mark => (path.length > 2 ? 'changed' : from === undefined ? 'added' : to === undefined ? 'removed' : 'changed')

const kept = new WeakMap<GraphDocument, { readonly drawn: GraphDocument; readonly marks: Marks }>()

/** The changes of a drawing since another document, such as that of a run. */
export function marksOf(other: GraphDocument, drawn: GraphDocument): Marks {
  const known = kept.get(other)
  // Moving a node changes none of these.
  if (known && computedParts.every((part) => known.drawn[part] === drawn[part])) return known.marks
  const nodes = new Map<string, Mark>()
  const edges = new Map<string, Mark>()
  let settings = 0
  for (const difference of differences(other, drawn)) {
    const [part, id] = difference.path
    if (part !== 'nodes' && part !== 'edges') settings++
    else if (id !== undefined) (part === 'nodes' ? nodes : edges).set(id, markOf(difference))
  }
  const marks = { nodes, edges, settings }
  kept.set(other, { drawn, marks })
  return marks
}

export const countMarks = ({ nodes, edges }: Marks, mark: Mark): number => [...nodes.values(), ...edges.values()].filter((one) => one === mark).length

/** Positions of missing nodes, as far as their document has them. */
export function ghostNodes({ view }: GraphDocument, { nodes }: Marks): readonly { readonly id: string; readonly at: Point }[] {
  return [...nodes].flatMap(([id, mark]) => {
    const at = mark === 'removed' ? view?.nodes?.[id] : undefined
    return at ? [{ id, at }] : []
  })
}

/** The ends of wires that the drawing lacks. */
export const ghostWires = ({ edges }: GraphDocument, marks: Marks): readonly { readonly id: string; readonly from: string; readonly to: string }[] =>
  [...marks.edges].flatMap(([id, mark]) => {
    const edge = mark === 'removed' ? edges[id] : undefined
    return edge ? [{ id, from: nodeOf(edge.from), to: nodeOf(edge.to) }] : []
  })
