import { addTo } from '../../engine/base/lists'
import type { Problem } from '../../engine/base/problem'
import { inferSizes } from '../../engine/compile/sizes'
import { validate } from '../../engine/compile/validate'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { resolveEnd, type End } from './ports'

/** An edge with both ends parsed. */
export interface Wire {
  readonly id: string
  readonly from: End
  readonly to: End
}

/** Caches a value derived from an object for as long as the object lives. */
function memoized<K extends object, V>(derive: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      value = derive(key)
      known.set(key, value)
    }
    return value
  }
}

const wiresByEdges = memoized((_: GraphDocument['edges']) => new WeakMap<GraphDocument['nodes'], readonly Wire[]>())

/** All edges with parsed ends; returns the same array until nodes or edges change. */
export function wiresOf(document: GraphDocument): readonly Wire[] {
  const byNodes = wiresByEdges(document.edges)
  let wires = byNodes.get(document.nodes)
  if (!wires) {
    wires = Object.entries(document.edges).map(([id, edge]) => ({ id, from: resolveEnd(document, edge.from, 'from'), to: resolveEnd(document, edge.to, 'to') }))
    byNodes.set(document.nodes, wires)
  }
  return wires
}

const incidence = memoized((wires: readonly Wire[]) => {
  const into = new Map<string, Wire[]>()
  const out = new Map<string, Wire[]>()
  for (const wire of wires) {
    addTo(out, wire.from.node, wire)
    addTo(into, wire.to.node, wire)
  }
  return { into, out }
})

export const wiresInto = (document: GraphDocument, node: string): readonly Wire[] => incidence(wiresOf(document)).into.get(node) ?? []
export const wiresOutOf = (document: GraphDocument, node: string): readonly Wire[] => incidence(wiresOf(document)).out.get(node) ?? []

const sizesByWires = memoized((_: readonly Wire[]) => new Map<'sizes', Readonly<Record<string, number>>>())

/**
 * Sizes that follow from the drawing alone, passed on along copies. Inputs whose size comes from columns are missing.
 */
export function sizesOf(document: GraphDocument): Readonly<Record<string, number>> {
  const memo = sizesByWires(wiresOf(document))
  let sizes = memo.get('sizes')
  if (!sizes) {
    sizes = inferSizes(document, validate(document, registry), {}).sizes
    memo.set('sizes', sizes)
  }
  return sizes
}

export interface ProblemsByElement {
  readonly nodes: ReadonlyMap<string, readonly Problem[]>
  readonly edges: ReadonlyMap<string, readonly Problem[]>
}

/** Problems by the nodes and by the edges they concern. */
export const problemsByElement = memoized((problems: readonly Problem[]): ProblemsByElement => {
  const nodes = new Map<string, Problem[]>()
  const edges = new Map<string, Problem[]>()
  const add = (map: Map<string, Problem[]>, id: string, problem: Problem): void => {
    const list = map.get(id)
    if (list) list.push(problem)
    else map.set(id, [problem])
  }
  for (const problem of problems) {
    for (const id of new Set(problem.nodes)) add(nodes, id, problem)
    for (const id of new Set(problem.edges)) add(edges, id, problem)
  }
  return { nodes, edges }
})

/** The data columns that a node uses. */
export function columnsOf(document: GraphDocument, node: string): readonly string[] {
  const columns = document.nodes[node]?.columns
  return Array.isArray(columns) ? columns.filter((c): c is string => typeof c === 'string') : []
}

/** The name that a node shows. */
export function labelOf(document: GraphDocument, node: string): string {
  return document.view?.nodes?.[node]?.label ?? node
}
