import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { boxAt, boxOf, type Point } from '../geometry'
import { freePlace } from './free'

/** A free position for a new input, left of the drawing, or a new output, right of it. */
export function placeOfEnd(document: GraphDocument, type: 'input' | 'output'): Point {
  const places = Object.entries(document.view?.nodes ?? {}).filter(([id]) => Object.hasOwn(document.nodes, id))
  const box = boxOf(registry.get(type))
  const left = Math.min(0, ...places.map(([, { x }]) => x))
  const right = Math.max(0, ...places.map(([id, { x }]) => x + boxAt(document, id).width))
  const top = places.length === 0 ? 0 : Math.min(...places.map(([, { y }]) => y))
  const x = places.length === 0 ? (type === 'input' ? 0 : 320) : type === 'input' ? left - box.width - 80 : right + 80
  return freePlace(document, { x, y: top }, box)
}
