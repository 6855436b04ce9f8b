import type { GraphDocument } from '../../../engine/document/types'
import type { Point } from '../geometry'
import { arrangeAll, type Places } from './arrange'

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/**
 * A network laid out anew with its nodes where they were as far as it goes: in the same order where that crosses no more
 * wires, and moved as a whole so that most of them stay. Notes of groups go along with these.
 */
export function tidied(document: GraphDocument): Places {
  const places: Readonly<Record<string, Point>> = document.view?.nodes ?? {}
  const { nodes, notes } = arrangeAll(document, places)
  const ids = Object.keys(nodes).filter((id) => places[id] !== undefined)
  const shift = (axis: 'x' | 'y'): number => Math.round(median(ids.map((id) => places[id]![axis] - nodes[id]![axis])) / 4) * 4
  const [dx, dy] = [shift('x'), shift('y')]
  const moved = (all: Readonly<Record<string, Point>>): Record<string, Point> =>
    Object.fromEntries(Object.entries(all).map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]))
  return { nodes: moved(nodes), notes: moved(notes) }
}
