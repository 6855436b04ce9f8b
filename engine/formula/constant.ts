import { binary, unary, type Binary, type Unary } from './scalar'
import type { Tree } from './tree'

/** Returns the value of a tree without names, over `units` units; undefined if it has a name. */
export function constantOf(tree: Tree, units: number): number | undefined {
  if (tree.kind === 'number') return tree.value
  if (tree.kind === 'name') return undefined
  const [a, b] = tree.arguments.map((part) => constantOf(part, units))
  if (a === undefined || (tree.arguments.length > 1 && b === undefined)) return undefined
  if (tree.of === 'mean') return a
  if (tree.of === 'sum') return a * units
  return b === undefined ? unary[tree.of as Unary].value(a) : binary[tree.of as Binary].value(a, b)
}
