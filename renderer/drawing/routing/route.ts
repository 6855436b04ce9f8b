import { boxAround, type Point, type PortPlace, type Rectangle } from '../geometry'
import { finish, type Resumable } from '../../../engine/base/resumable'
import { Effort } from './effort'
import { RectangleIndex, TrackIndex } from './spaces'
import { bezier, bezierAt, drawBezier, drawRounded, measureBezier, pathOf, type Bezier, type Pen } from './path'

/** The two ends of a wire to route, in coordinates of the drawing. */
export interface WireEnds {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly from: PortPlace
  readonly to: PortPlace
  /** Points through which the user has bent the wire. */
  readonly bends?: readonly Point[] | undefined
}

export interface Route {
  /** As an SVG path. */
  readonly path: string
  draw(pen: Pen): void
  /** `curve` runs directly from port to port; `lane` runs around obstacles; `bent` follows the user's bends. */
  readonly form: 'curve' | 'lane' | 'bent'
  /** Where a badge goes. */
  readonly middle: Point
  readonly end: Point
  readonly length: number
  /** The bounding box. */
  readonly box: Rectangle
  /** The line as a polyline, for collision tests. */
  readonly trace: readonly Point[]
  /** The corners of a lane or bent wire, with its ends; empty for a curve. */
  readonly points: readonly Point[]
}

/** Least horizontal distance between the ends of a forward wire. */
const FORWARD = 28
/** Distance between a node and a lane beside it. */
const MARGIN = 16
/** Distance between lanes. */
const PITCH = 11
/** Distance between the middles of two wires that join the same ports. */
const TWIN = 18
const STUB = 20
const SAMPLES = 14
const TRACE = 24
/** Cost of a corner, in units of length. */
const BEND = 12
/** Nodes farther than this above or below a wire's ends are not considered as places for lanes. */
const FAR = 1200

/** Number of wires that `routing` routes between two yields. */
const AT_ONCE = 250

/**
 * Routes all wires: forward ones as curves, the others in lanes that avoid nodes and each other. Short wires go first,
 * so that nested loops are drawn nested. `kept` are routes to reuse, such as those of nodes that do not move. With
 * `orthogonal`, no wire is a curve. Once `effort` is spent, wires run straight.
 */
export function routeWires(
  wires: readonly WireEnds[],
  nodes: ReadonlyMap<string, Rectangle>,
  kept: ReadonlyMap<string, Route> = new Map(),
  orthogonal = false,
  effort = new Effort(),
): Map<string, Route> {
  return finish(routing(wires, nodes, kept, orthogonal, effort))
}

/** As `routeWires`, as resumable work. */
export function* routing(
  wires: readonly WireEnds[],
  nodes: ReadonlyMap<string, Rectangle>,
  kept: ReadonlyMap<string, Route>,
  orthogonal: boolean,
  effort = new Effort(),
): Resumable<Map<string, Route>> {
  const router = new Router([...nodes], effort)
  const routes = new Map<string, Route>()
  const open: { wire: WireEnds; span: number }[] = []
  for (const wire of wires) {
    const known = kept.get(wire.id)
    if (known) {
      routes.set(wire.id, known)
      router.occupy(wire, known)
      continue
    }
    open.push({ wire, span: Math.abs(wire.from.x - wire.to.x) + Math.abs(wire.from.y - wire.to.y) })
  }
  open.sort((a, b) => a.span - b.span || (a.wire.id < b.wire.id ? -1 : 1))
  const lanes: WireEnds[] = []
  yield
  const twins = twinsAmong(wires)
  for (const [i, { wire }] of open.entries()) {
    if (i % AT_ONCE === 0) yield
    const curve = wire.bends?.length ? bent(wire, wire.bends) : orthogonal ? undefined : router.curve(wire, twins.get(wire.id))
    if (curve) routes.set(wire.id, curve)
    else lanes.push(wire)
  }
  for (const [i, wire] of lanes.entries()) {
    if (i % AT_ONCE === 0) yield
    const route = router.lane(wire)
    routes.set(wire.id, route)
    router.occupy(wire, route)
  }
  return routes
}

/** Sideways offsets of wires between the same two ports, so that they do not coincide. */
function twinsAmong(wires: readonly WireEnds[]): ReadonlyMap<string, number> {
  const between = new Map<string, string[]>()
  for (const { id, from, to } of wires) {
    const key = `${from.x} ${from.y} ${to.x} ${to.y}`
    const list = between.get(key)
    if (list) list.push(id)
    else between.set(key, [id])
  }
  return new Map([...between.values()].flatMap((ids) => (ids.length < 2 ? [] : ids.sort().map((id, i) => [id, (i - (ids.length - 1) / 2) * TWIN] as const))))
}

/** A polyline through the bends. */
function bent(wire: WireEnds, bends: readonly Point[]): Route {
  const { from, to } = wire
  const points = [from, { x: from.x + from.normal * STUB, y: from.y }, ...bends, { x: to.x + to.normal * STUB, y: to.y }, to].map(({ x, y }) => ({ x, y }))
  return new Legs('bent', points, to)
}

class Router {
  private readonly level: TrackIndex
  private readonly upright: TrackIndex
  private readonly nodes: RectangleIndex

  constructor(
    nodes: readonly (readonly [string, Rectangle])[],
    private readonly effort: Effort,
  ) {
    this.nodes = new RectangleIndex(nodes, effort)
    this.level = new TrackIndex(effort)
    this.upright = new TrackIndex(effort)
  }

  occupy(wire: WireEnds, { points }: Route): void {
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1]!
      const b = points[i]!
      if (a.y === b.y) this.level.add(a.y, Math.min(a.x, b.x), Math.max(a.x, b.x), portOf(wire, i, points.length))
      else this.upright.add(a.x, Math.min(a.y, b.y), Math.max(a.y, b.y))
    }
  }

  /** A curve, if the wire leads forward and hits no node. */
  curve(wire: WireEnds, aside = 0): Route | undefined {
    const { from, to } = wire
    if (from.normal === to.normal || wire.source === wire.target) return undefined
    if ((to.x - from.x) * from.normal < FORWARD) return undefined
    const line = bezier(from, from.normal, to, to.normal, aside)
    for (let i = 1; i < SAMPLES && !this.effort.spent; i++) {
      const p = bezierAt(line, i / SAMPLES)
      if (this.nodes.some(p.x - 6, p.y - 6, p.x + 6, p.y + 6, (id) => id !== wire.source && id !== wire.target)) return undefined
    }
    return new Curve(line, to)
  }

  /** The cheapest lane around the obstacles. */
  lane(wire: WireEnds): Route {
    const { from, to } = wire
    if (this.effort.spent) return new Curve(bezier(from, from.normal, to, to.normal), to)
    let best: { points: readonly Point[]; cost: number } | undefined
    const consider = (points: readonly Point[]): void => {
      let cost = 0
      for (let i = 1; i < points.length; i++) cost += Math.abs(points[i]!.x - points[i - 1]!.x) + Math.abs(points[i]!.y - points[i - 1]!.y)
      cost += BEND * points.length + this.faults(points, wire)
      if (!best || cost < best.cost) best = { points, cost }
    }
    if (from.normal === to.normal) {
      const side = from.normal
      const start = side > 0 ? Math.max(from.x, to.x) : Math.min(from.x, to.x)
      const x = this.freeUpright(start + side * STUB, side, Math.min(from.y, to.y), Math.max(from.y, to.y))
      consider([from, { x, y: from.y }, { x, y: to.y }, to])
    }
    const out = from.x + from.normal * STUB
    const into = to.x + to.normal * STUB
    const low = Math.min(out, into)
    const high = Math.max(out, into)
    // Go straight at the height of one port, then vertically to the other's.
    const late = this.freeUpright(into, to.normal, Math.min(from.y, to.y), Math.max(from.y, to.y))
    if ((late - from.x) * from.normal > STUB / 2) consider([from, { x: late, y: from.y }, { x: late, y: to.y }, to])
    const soon = this.freeUpright(out, from.normal, Math.min(from.y, to.y), Math.max(from.y, to.y))
    if ((soon - to.x) * to.normal > STUB / 2) consider([from, { x: soon, y: from.y }, { x: soon, y: to.y }, to])
    for (const [y, direction] of this.corridors(low, high, from.y, to.y)) {
      const x1 = this.freeUpright(out, from.normal, Math.min(from.y, y), Math.max(from.y, y))
      const x2 = this.freeUpright(into, to.normal, Math.min(to.y, y), Math.max(to.y, y))
      const lane = this.freeLevel(y, direction, Math.min(x1, x2), Math.max(x1, x2))
      consider([from, { x: x1, y: from.y }, { x: x1, y: lane }, { x: x2, y: lane }, { x: x2, y: to.y }, to])
    }
    return new Legs('lane', best!.points, to)
  }

  /** Heights just above and below the nodes between two x, with the direction in which further lanes stack. */
  private corridors(low: number, high: number, y1: number, y2: number): readonly (readonly [number, 1 | -1])[] {
    const found: (readonly [number, 1 | -1])[] = []
    const middle = (y1 + y2) / 2
    // Far above and below there is always space, so only nearby nodes are considered.
    const reach = Math.abs(y1 - y2) / 2 + FAR
    for (const [, box] of this.nodes.within(low - MARGIN, middle - reach, high + MARGIN, middle + reach))
      found.push([box.y - MARGIN, -1], [box.y + box.height + MARGIN, 1])
    if (found.length === 0) found.push([middle, 1])
    // Try the nearest heights, and those outside all nodes.
    const around = [found.reduce((a, b) => (b[0] < a[0] ? b : a)), found.reduce((a, b) => (b[0] > a[0] ? b : a))]
    return [...found.sort((a, b) => Math.abs(a[0] - middle) - Math.abs(b[0] - middle)).slice(0, 12), ...around]
  }

  /** The first vertical track from `x` on that is clear of nodes and of other wires. */
  private freeUpright(x: number, side: 1 | -1, low: number, high: number): number {
    for (let i = 0; i < 12; i++) {
      const at = x + side * i * PITCH
      const clear = !this.nodes.some(at - 6, low - 6, at + 6, high + 6, () => true) && this.upright.near(at, low - 4, high + 4, PITCH - 1) === 0
      if (clear) return at
    }
    return x
  }

  private freeLevel(y: number, direction: 1 | -1, low: number, high: number): number {
    for (let i = 0; i < 40; i++) {
      const at = y + direction * i * PITCH
      if (this.level.near(at, low - 4, high + 4, PITCH - 1, '-') === 0) return at
    }
    return y
  }

  /** Cost of crossing nodes, or of running along other wires. */
  private faults(points: readonly Point[], wire: WireEnds): number {
    let cost = 0
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1]!
      const b = points[i]!
      const x1 = Math.min(a.x, b.x)
      const x2 = Math.max(a.x, b.x)
      const y1 = Math.min(a.y, b.y)
      const y2 = Math.max(a.y, b.y)
      // The first and last leg touch their own nodes.
      const own = i === 1 ? wire.source : i === points.length - 1 ? wire.target : undefined
      if (this.nodes.some(x1 - 4, y1 - 4, x2 + 4, y2 + 4, (id) => id !== own)) cost += 2000
      cost += 200 * (a.y === b.y ? this.level.near(a.y, x1, x2, PITCH - 2, portOf(wire, i, points.length)) : this.upright.near(a.x, y1, y2, PITCH - 2))
    }
    return cost
  }
}

/** A wire of straight legs. */
class Legs implements Route {
  readonly middle: Point
  readonly length: number
  readonly box: Rectangle
  private text: string | undefined

  constructor(
    readonly form: 'lane' | 'bent',
    readonly points: readonly Point[],
    readonly end: Point,
  ) {
    this.middle = middleOf(points)
    this.length = lengthOf(points)
    this.box = boxAround(points)
  }

  get trace(): readonly Point[] {
    return this.points
  }

  get path(): string {
    return (this.text ??= pathOf((pen) => this.draw(pen)))
  }

  draw(pen: Pen): void {
    drawRounded(this.points, pen)
  }
}

const noPoints: readonly Point[] = []

/** A wire as a curve. Computes its path and trace on demand, since few of thousands of wires need them. */
class Curve implements Route {
  readonly form = 'curve'
  readonly points = noPoints
  readonly middle: Point
  readonly length: number
  readonly box: Rectangle
  private traced: readonly Point[] | undefined
  private text: string | undefined

  constructor(
    readonly line: Bezier,
    readonly end: Point,
  ) {
    this.middle = bezierAt(line, 0.5)
    const { length, box } = measureBezier(line, TRACE)
    this.length = length
    this.box = box
  }

  get path(): string {
    return (this.text ??= pathOf((pen) => this.draw(pen)))
  }

  draw(pen: Pen): void {
    drawBezier(this.line, pen)
  }

  get trace(): readonly Point[] {
    return (this.traced ??= Array.from({ length: TRACE + 1 }, (_, i) => bezierAt(this.line, i / TRACE)))
  }
}

const samePoints = (a: readonly Point[], b: readonly Point[]): boolean => a.length === b.length && a.every(({ x, y }, i) => x === b[i]!.x && y === b[i]!.y)

/** Whether two routes look the same. */
export const sameRoute = (a: Route, b: Route): boolean =>
  a.form === b.form && (a instanceof Curve && b instanceof Curve ? samePoints(a.line, b.line) : samePoints(a.points, b.points))

/** The port at whose height leg `i` runs, if it is the first or the last leg. */
const portOf = (wire: WireEnds, i: number, corners: number): string =>
  i === 1 ? `${wire.source} ${wire.from.y}` : i === corners - 1 ? `${wire.target} ${wire.to.y}` : ''

function lengthOf(points: readonly Point[]): number {
  let length = 0
  for (let i = 1; i < points.length; i++) length += Math.hypot(points[i]!.x - points[i - 1]!.x, points[i]!.y - points[i - 1]!.y)
  return length
}

/** The middle of the longest leg. */
function middleOf(points: readonly Point[]): Point {
  let middle = points[0]!
  let longest = -1
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    const length = Math.abs(b.x - a.x) + Math.abs(b.y - a.y)
    if (length <= longest) continue
    longest = length
    middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  }
  return middle
}
