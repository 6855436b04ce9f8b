import { problem, type Problem } from '../base/problem'
import type { ParameterDeclaration } from '../contract/lowering'
import { ownerOf } from '../document/ends'
import type { GraphDocument } from '../document/types'
import type { Lowered } from './lower'

/** Returns how many numbers a parameter holds: its full shape, or the share given by its density. */
export function entries(p: ParameterDeclaration): number {
  const full = p.shape.reduce((a, b) => a * b, 1)
  return p.density === undefined ? full : Math.max(1, Math.round(full * p.density))
}

/** The runs of frozen weights of a parameter as flat ranges [first, end), ascending and disjoint, within its shape. */
function frozenRanges({ shape, frozen = [] }: ParameterDeclaration): (readonly [first: number, end: number])[] {
  const [rows, columns] = shape.length === 2 ? (shape as [number, number]) : [1, shape[0] ?? 0]
  const within = frozen.flatMap(([row = 0, column = 0, count = 0]): [number, number][] => {
    const [first, end] = [Math.min(columns, column), Math.min(columns, column + count)]
    return row < rows && first < end ? [[row * columns + first, row * columns + end]] : []
  })
  const apart: [number, number][] = []
  for (const [first, end] of within.toSorted((a, b) => a[0] - b[0])) {
    const last = apart.at(-1)
    if (last && first <= last[1]) last[1] = Math.max(last[1], end)
    else apart.push([first, end])
  }
  return apart
}

/** The number of frozen weights of a parameter; an upper bound for a sparse one. */
export const frozenCount = (p: ParameterDeclaration): number =>
  Math.min(
    entries(p),
    frozenRanges(p).reduce((sum, [first, end]) => sum + end - first, 0),
  )

/**
 * The indices of the frozen weights among the stored numbers of a parameter, ascending.
 *
 * @param indices flat positions of a sparse parameter's entries.
 */
export function frozenEntries(p: ParameterDeclaration, indices?: Int32Array): Int32Array {
  const ranges = frozenRanges(p)
  if (!indices) return Int32Array.from(ranges.flatMap(([first, end]) => Array.from({ length: end - first }, (_, i) => first + i)))
  let r = 0
  return Int32Array.from(
    [...indices.keys()].filter((k) => {
      while (r < ranges.length && ranges[r]![1] <= indices[k]!) r++
      return r < ranges.length && ranges[r]![0] <= indices[k]!
    }),
  )
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
      const owner = ownerOf(name)
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
