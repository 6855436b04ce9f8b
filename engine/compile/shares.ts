import { problem, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import type { EdgeSpec, GraphDocument, NodeSpec } from '../document/types'
import type { Checked, ResolvedEdge } from './validate'

/** The node or edge whose parameter this one uses; undefined if it has its own. */
export const ownerOf = (spec: NodeSpec | EdgeSpec): string | undefined => (typeof spec.shares === 'string' ? spec.shares : undefined)

/**
 * Reports nodes and edges that cannot use the parameter that they name: there is no such owner, the owner has none of its own, or kinds
 * or shapes differ.
 */
export function shareProblems(document: GraphDocument, { types, edges }: Checked, sizes: Readonly<Record<string, number>>): Problem[] {
  const found: Problem[] = []
  const report = (kind: 'nodes' | 'edges', id: string, owner: string, key: MessageKey, values: Record<string, string | number> = {}): void => {
    const there = Object.hasOwn(document[kind], owner) && owner !== id ? [id, owner] : [id]
    found.push(
      problem(
        'share-invalid',
        key,
        { id, owner, ...values },
        { [kind]: there, path: `/${kind}/${id}/shares`, repairs: [{ kind: 'drop-setting', path: `/${kind}/${id}/shares` }] },
      ),
    )
  }
  const byId = new Map(edges.map((edge) => [edge.id, edge]))
  const shapeOf = ({ kind, source, target }: ResolvedEdge): (number | undefined)[] => (kind === 'diagonal' ? [sizes[target]] : [sizes[target], sizes[source]])
  for (const edge of edges) {
    const id = edge.id
    const owner = ownerOf(edge.spec)
    if (owner === undefined) continue
    const other = byId.get(owner)
    if (!other || owner === id) report('edges', id, owner, owner === id ? 'share-self' : 'share-edge-missing')
    else if (ownerOf(other.spec) === id) report('edges', id, owner, 'share-circle')
    else if (ownerOf(other.spec) !== undefined) report('edges', id, owner, 'share-chain', { next: ownerOf(other.spec)! })
    else if (edge.kind !== other.kind || (edge.kind !== 'dense' && edge.kind !== 'diagonal'))
      report('edges', id, owner, 'share-kind', { kind: edge.kind, other: other.kind })
    else if (edge.spec.transpose && edge.kind !== 'dense') report('edges', id, owner, 'share-transpose', { kind: edge.kind })
    else {
      const needed = shapeOf(edge)
      const given = edge.spec.transpose ? shapeOf(other).toReversed() : shapeOf(other)
      if ([...needed, ...given].includes(undefined)) continue
      if (needed.join() !== given.join()) report('edges', id, owner, 'share-shape', { needed: needed.join(' × '), given: given.join(' × ') })
    }
  }
  for (const [id, type] of types) {
    const owner = ownerOf(document.nodes[id]!)
    if (owner === undefined || !hasBias(type)) continue
    const other = Object.hasOwn(document.nodes, owner) ? document.nodes[owner] : undefined
    const otherType = types.get(owner)
    if (!other || owner === id) report('nodes', id, owner, owner === id ? 'share-self' : 'share-node-missing')
    else if (!otherType || !hasBias(otherType) || other.bias === false) report('nodes', id, owner, 'share-biasless')
    else if (ownerOf(other) === id) report('nodes', id, owner, 'share-circle')
    else if (ownerOf(other) !== undefined) report('nodes', id, owner, 'share-chain', { next: ownerOf(other)! })
    else if (sizes[id] !== undefined && sizes[owner] !== undefined && sizes[id] !== sizes[owner])
      report('nodes', id, owner, 'share-shape', { needed: sizes[id], given: sizes[owner] })
  }
  return found
}

/** Whether a type's nodes have a trained bias, which others may share. */
const hasBias = ({ parameters }: { readonly parameters: readonly { readonly name: string }[] }): boolean => parameters.some(({ name }) => name === 'shares')
