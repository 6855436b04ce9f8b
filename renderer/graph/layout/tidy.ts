import type { GraphDocument } from '../../../engine/document/types'
import type { Point } from '../geometry'
import { arrange } from './arrange'

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/**
 * A network laid out anew with its nodes where they were as far as it goes: in the same order where that crosses no more
 * wires, and moved as a whole so that most of them stay.
 */
export function tidied(document: GraphDocument): Record<string, Point> {
  const places: Readonly<Record<string, Point>> = document.view?.nodes ?? {}
  const arranged = arrange(document, places)
  const ids = Object.keys(arranged).filter((id) => places[id] !== undefined)
  const shift = (axis: 'x' | 'y'): number => Math.round(median(ids.map((id) => places[id]![axis] - arranged[id]![axis])) / 4) * 4
  const [dx, dy] = [shift('x'), shift('y')]
  return Object.fromEntries(Object.entries(arranged).map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]))
}
