import { byId } from '../base/by-id'
import { problem, type Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { GraphDocument, ProjectionKind } from '../document/types'
import type { Checked } from './validate'

const MAXIMUM_SIZE = limits.size

/** Whether a projection requires both ports to have the same size. */
export const keepsSize = (kind: ProjectionKind): boolean => kind === 'identity' || kind === 'diagonal'

/**
 * Infers missing sizes over identity and diagonal edges, in both directions, until nothing changes; a bypassed node has
 * the size of the value that it passes on. `dataSizes` gives sizes of inputs and outputs that follow from the data's columns.
 */
export function inferSizes(
  document: GraphDocument,
  { types, edges }: Checked,
  dataSizes: Readonly<Record<string, number>>,
): { sizes: Record<string, number>; problems: Problem[] } {
  const problems: Problem[] = []
  const sizes = byId<number>()
  for (const id of types.keys()) {
    const size = document.nodes[id]!.size ?? (Object.hasOwn(dataSizes, id) ? dataSizes[id] : undefined)
    if (size === undefined) continue
    if (size > MAXIMUM_SIZE)
      problems.push(problem('limit-exceeded', 'size-over', { node: id, size, limit: MAXIMUM_SIZE }, { nodes: [id], path: `/nodes/${id}/size` }))
    sizes[id] = size
  }

  const ties = edges.filter((e) => keepsSize(e.kind) || e.carries === 'passed')
  const byNode = new Map<string, string[]>()
  for (const edge of ties) {
    for (const [a, b] of [
      [edge.source, edge.target],
      [edge.target, edge.source],
    ] as const) {
      const list = byNode.get(a)
      if (list) list.push(b)
      else byNode.set(a, [b])
    }
  }
  // In document order, so that of two conflicting sources the first decides.
  const queue = Object.keys(sizes)
  for (const next of queue) {
    for (const other of byNode.get(next) ?? []) {
      if (sizes[other] !== undefined) continue
      sizes[other] = sizes[next]!
      queue.push(other)
    }
  }

  for (const edge of ties) {
    const a = sizes[edge.source]
    const b = sizes[edge.target]
    // An edge that carries nothing may join any sizes.
    if (a === undefined || b === undefined || a === b || edge.carries === 'nothing') continue
    if (edge.carries === 'passed') {
      problems.push(
        problem(
          'size-mismatch',
          'bypass-size',
          { edge: edge.id, source: edge.source, target: edge.target, sourceSize: a, targetSize: b },
          {
            nodes: [edge.source, edge.target],
            edges: [edge.id],
            path: `/nodes/${edge.target}/ablation`,
            repairs: [
              { kind: 'set-ablation', node: edge.target, ablation: 'muted' },
              { kind: 'set-ablation', node: edge.target },
            ],
          },
        ),
      )
      continue
    }
    problems.push(
      problem(
        'size-mismatch',
        'size-mismatch',
        { edge: edge.id, kind: edge.kind, source: edge.source, target: edge.target, sourceSize: a, targetSize: b },
        {
          nodes: [edge.source, edge.target],
          edges: [edge.id],
          path: `/edges/${edge.id}`,
          repairs: [{ kind: 'set-projection', edge: edge.id, projection: 'dense' }],
        },
      ),
    )
  }
  for (const id of types.keys())
    if (sizes[id] === undefined)
      problems.push(
        problem('size-unknown', 'size-unknown', { node: id }, { nodes: [id], path: `/nodes/${id}/size`, repairs: [{ kind: 'set-size', node: id, size: 8 }] }),
      )
  return { sizes, problems }
}
