import type { GraphDocument } from '../../../engine/document/types'
import { finish, type Resumable } from '../../../engine/base/resumable'
import type { Point } from '../geometry'
import { arranging, type Places } from './arrange'

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/**
 * A new layout that resembles the old one: keeps the order where that does not add crossings, and shifts the whole so
 * that most nodes hardly move. Notes of groups move with them.
 */
export const tidied = (document: GraphDocument): Places => finish(tidying(document))

/** As `tidied`, as resumable work. */
export function* tidying(document: GraphDocument): Resumable<Places> {
  const places: Readonly<Record<string, Point>> = document.view?.nodes ?? {}
  const { nodes, notes } = yield* arranging(document, places)
  const ids = Object.keys(nodes).filter((id) => places[id] !== undefined)
  const shift = (axis: 'x' | 'y'): number => Math.round(median(ids.map((id) => places[id]![axis] - nodes[id]![axis])) / 4) * 4
  const [dx, dy] = [shift('x'), shift('y')]
  const moved = (all: Readonly<Record<string, Point>>): Record<string, Point> =>
    Object.fromEntries(Object.entries(all).map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]))
  return { nodes: moved(nodes), notes: moved(notes) }
}
