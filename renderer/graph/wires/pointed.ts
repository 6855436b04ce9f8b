import type { Point, Rectangle } from '../../drawing/geometry'
import type { FlowEdge } from '../../drawing/model'
import type { Route } from '../../drawing/routing/route'
import { nearest } from '../../drawing/wires/crossing'

/** The bounds of a wire, with room for its name. */
export const wireBounds = ({ box: { x, y, width, height } }: Route): Rectangle => ({ x: x - 40, y: y - 40, width: width + 80, height: height + 80 })

/** The wire nearest to a point of the drawing within `reach` ≤ 40 units; at equal distance, the topmost. */
export function nearestWire(edges: readonly FlowEdge[], at: Point, reach: number): string | undefined {
  let found: { readonly id: string; readonly distance: number } | undefined
  for (const { id, data } of edges) {
    const { x, y, width, height } = wireBounds(data!.route)
    if (at.x < x || at.y < y || at.x > x + width || at.y > y + height) continue
    const { distance } = nearest(data!.route.trace, at)
    if (distance <= reach && distance <= (found?.distance ?? Infinity)) found = { id, distance }
  }
  return found?.id
}

/** Finds wires of the combined picture at a point of the window; set by the canvas. */
export const far: { wireAt: (at: Point) => string | undefined } = { wireAt: () => undefined }

/** The wire under a point of the window. */
export function wireAt(at: Point): string | undefined {
  const under = window.document.elementsFromPoint(at.x, at.y)
  for (const found of under) {
    const id = found.closest<SVGElement>('[data-edge]')?.dataset.edge
    if (id !== undefined) return id
  }
  return under.some((found) => found.closest('.react-flow__pane')) ? far.wireAt(at) : undefined
}

/** The wire that an event hits, if nothing else lies over it. */
export function wireOf({
  target,
  clientX: x,
  clientY: y,
}: {
  readonly target: EventTarget | null
  readonly clientX: number
  readonly clientY: number
}): string | undefined {
  if (!(target instanceof Element)) return undefined
  return target.closest<SVGElement>('[data-edge]')?.dataset.edge ?? (target.matches('.react-flow__pane') ? far.wireAt({ x, y }) : undefined)
}
