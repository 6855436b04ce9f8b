import type { Point, Rectangle } from '../../drawing/geometry'
import type { FlowEdge } from '../../drawing/model'
import { nearest } from '../../drawing/wires/crossing'

const boxes = new WeakMap<object, Rectangle>()

/** The rectangle of a wire, with room for its name. */
export function around(trace: readonly Point[]): Rectangle {
  const known = boxes.get(trace)
  if (known) return known
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of trace) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  const box = { x: left - 40, y: top - 40, width: right - left + 80, height: bottom - top + 80 }
  boxes.set(trace, box)
  return box
}

/** The wire that passes a place of the drawing most closely, no further than `reach` (at most 40) units away; of two as close, the one on top. */
export function nearestWire(edges: readonly FlowEdge[], at: Point, reach: number): string | undefined {
  let found: { readonly id: string; readonly distance: number } | undefined
  for (const { id, data } of edges) {
    const { trace } = data!.route
    const { x, y, width, height } = around(trace)
    if (at.x < x || at.y < y || at.x > x + width || at.y > y + height) continue
    const { distance } = nearest(trace, at)
    if (distance <= reach && distance <= (found?.distance ?? Infinity)) found = { id, distance }
  }
  return found?.id
}

/** The wires that are drawn in one picture, by the place of the window at which they pass; the canvas knows. */
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

/** The wire that an event is about: nothing else lies over it. */
export function wireOf({ target, clientX: x, clientY: y }: { readonly target: EventTarget | null; readonly clientX: number; readonly clientY: number }): string | undefined {
  if (!(target instanceof Element)) return undefined
  return target.closest<SVGElement>('[data-edge]')?.dataset.edge ?? (target.matches('.react-flow__pane') ? far.wireAt({ x, y }) : undefined)
}
