import type { Point, PortPlace, Rectangle } from '../geometry'
import type { Resumable } from '../../../engine/base/resumable'
import { shallow } from '../severity'
import { placeLabels, type Label, type LabelRequest } from './labels'
import { routing, sameRoute, type Route, type WireEnds } from './route'

/** The routes of wires and the places of their names, computed again only if their inputs have changed. */
export class KeptRoutes {
  routes: ReadonlyMap<string, Route> = new Map()
  /** The inputs of the last routing. */
  private routed: { readonly ends: readonly WireEnds[]; readonly rectangles: readonly Rectangle[]; readonly orthogonal: boolean } = {
    ends: [],
    rectangles: [],
    orthogonal: false,
  }
  private labels: ReadonlyMap<string, Label> = new Map()
  private namedRoutes: ReadonlyMap<string, Route> | undefined
  private named: { readonly requests: readonly LabelRequest[]; readonly marked: readonly string[] } = { requests: [], marked: [] }

  /** Places the names of wires; they stay where they are until a route or a name changes. */
  name(
    requests: readonly LabelRequest[],
    routes: ReadonlyMap<string, Route>,
    rectangles: ReadonlyMap<string, Rectangle>,
    marked: readonly string[],
  ): ReadonlyMap<string, Label> {
    if (routes === this.namedRoutes && alike(requests, this.named.requests, shallow) && alike(marked, this.named.marked, Object.is)) return this.labels
    this.namedRoutes = routes
    this.named = { requests, marked }
    const labels = placeLabels(requests, routes, [...rectangles.values(), ...marked.map((id) => markOf(routes.get(id)!.middle))])
    for (const [id, label] of labels) {
      const old = this.labels.get(id)
      if (old && old.free === label.free && old.at.x === label.at.x && old.at.y === label.at.y) labels.set(id, old)
    }
    this.labels = labels
    return labels
  }

  /** Routes the wires. While nodes move, only their own wires are routed again; the others follow after the drop. */
  *route(
    ends: readonly WireEnds[],
    around: ReadonlyMap<string, Rectangle>,
    moving: ReadonlySet<string>,
    orthogonal: boolean,
  ): Resumable<ReadonlyMap<string, Route>> {
    const before = this.routed
    const rectangles = [...around.values()]
    if (orthogonal === before.orthogonal && alike(ends, before.ends, sameWire) && alike(rectangles, before.rectangles, sameRectangle)) return this.routes
    const kept = new Map<string, Route>()
    if (moving.size > 0) {
      const placed = new Map(before.ends.map((wire) => [wire.id, wire]))
      for (const wire of ends) {
        const [route, old] = [this.routes.get(wire.id), placed.get(wire.id)]
        // Moving what it copies may mirror a context, which moves its ports.
        if (route && old && !moving.has(wire.source) && !moving.has(wire.target) && samePort(wire.from, old.from) && samePort(wire.to, old.to))
          kept.set(wire.id, route)
      }
    }
    const routes = yield* routing(ends, around, kept, orthogonal)
    yield
    for (const [id, route] of routes) {
      const old = this.routes.get(id)
      if (old && sameRoute(old, route)) routes.set(id, old)
    }
    this.routed = { ends, rectangles, orthogonal }
    this.routes = routes
    return routes
  }
}

/** Whether two lists have equal elements. For thousands of wires this is faster than comparing serialized text. */
const alike = <T>(list: readonly T[], other: readonly T[], same: (a: T, b: T) => boolean): boolean =>
  list.length === other.length && list.every((value, i) => same(value, other[i]!))

const samePlace = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y
const samePort = (a: PortPlace, b: PortPlace): boolean => samePlace(a, b) && a.normal === b.normal
const sameRectangle = (a: Rectangle, b: Rectangle): boolean => samePlace(a, b) && a.width === b.width && a.height === b.height
const sameWire = (a: WireEnds, b: WireEnds): boolean =>
  a.id === b.id
  && a.source === b.source
  && a.target === b.target
  && samePort(a.from, b.from)
  && samePort(a.to, b.to)
  && (a.bends === b.bends || (a.bends !== undefined && b.bends !== undefined && alike(a.bends, b.bends, samePlace)))

/** The rectangle of a problem's mark. */
const markOf = ({ x, y }: Point): Rectangle => ({ x: x - 10, y: y - 10, width: 20, height: 20 })
