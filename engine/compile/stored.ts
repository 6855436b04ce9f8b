import { problem, type Problem } from '../base/problem'
import type { ParameterDeclaration } from '../contract/lowering'
import type { GraphDocument } from '../document/types'
import type { Lowered } from './lower'

/** Returns how many numbers a parameter holds: its full shape, or the share given by its density. */
export function entries(p: ParameterDeclaration): number {
  const full = p.shape.reduce((a, b) => a * b, 1)
  return p.density === undefined ? full : Math.max(1, Math.round(full * p.density))
}

/** Reports stored weights of unknown parameters or with wrong shapes. */
export function storedWeightProblems(document: GraphDocument, lowered: Lowered): Problem[] {
  const declared = new Map(lowered.parameters.map((p) => [p.name, p]))
  const found: Problem[] = []
  for (const [name, tensor] of Object.entries(document.weights ?? {})) {
    const path = `/weights/${name}`
    const declaration = declared.get(name)
    const repairs = [{ kind: 'remove-weights', name }] as const
    if (!declaration) {
      const owner = name.split('.')[0]!
      found.push(
        problem(
          'weight-unknown',
          'weight-unknown',
          { name },
          { path, repairs, nodes: Object.hasOwn(document.nodes, owner) ? [owner] : [], edges: Object.hasOwn(document.edges, owner) ? [owner] : [] },
        ),
      )
      continue
    }
    const fits = tensor.shape.length === declaration.shape.length && tensor.shape.every((n, i) => n === declaration.shape[i])
    if (fits) continue
    found.push(
      problem(
        'weight-shape',
        'weight-shape',
        { name, expected: declaration.shape.join(', '), actual: tensor.shape.join(', ') },
        { path, repairs, nodes: declaration.node ? [declaration.node] : [], edges: declaration.edge ? [declaration.edge] : [] },
      ),
    )
  }
  return found
}
