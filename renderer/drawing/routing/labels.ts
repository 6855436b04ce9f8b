import type { Point, Rectangle } from '../geometry'
import type { Route } from './route'

/** A name or badge of a wire. */
export interface LabelRequest {
  readonly id: string
  readonly width: number
  /** A badge sits on its wire, a name above it. */
  readonly badge: boolean
}

export interface Label {
  /** The centre of the text. */
  readonly at: Point
  /** Whether it overlaps nothing; a label that does is shown only on hover. */
  readonly free: boolean
}

const HEIGHT = 15
/** Distance between a name and its wire. */
const LIFT = 13
/**
 * Product of names and wires above which names are not placed but shown on hover, since placement compares each name
 * with each wire.
 */
const MOST = 400 * 400

/** Finds a position along its wire for each name, such that it overlaps no node, wire or other name. */
export function placeLabels(requests: readonly LabelRequest[], routes: ReadonlyMap<string, Route>, nodes: Iterable<Rectangle>): Map<string, Label> {
  const found = new Map<string, Label>()
  const taken: Rectangle[] = [...nodes]
  const lines = [...routes]
  const crowded = requests.length * routes.size > MOST
  // Badges first, because they must be shown.
  for (const request of [...requests].sort((a, b) => Number(b.badge) - Number(a.badge))) {
    const route = routes.get(request.id)
    if (!route) continue
    const size = { width: request.width, height: request.badge ? 18 : HEIGHT }
    let label: Label = { at: request.badge ? route.middle : { x: route.middle.x, y: route.middle.y - LIFT }, free: request.badge }
    if (!crowded) {
      let first = true
      for (const { at, inside } of candidates(route, size.width, request.badge)) {
        // A name without a free position is shown on hover, beside its wire.
        if (first && !request.badge && !inside) label = { at, free: false }
        first = false
        const box = { x: at.x - size.width / 2, y: at.y - size.height / 2, ...size }
        if (taken.some((r) => overlap(r, box))) continue
        if (lines.some(([id, line]) => (id !== request.id || !inside) && touch(line.box, box) && crosses(line.trace, box))) continue
        label = { at, free: true }
        break
      }
    }
    if (label.free) taken.push({ x: label.at.x - size.width / 2, y: label.at.y - size.height / 2, ...size })
    found.set(request.id, label)
  }
  return found
}

/** Candidate positions along a wire, best first; with `inside` the text interrupts its own wire. */
function* candidates(route: Route, width: number, badge: boolean): Generator<{ at: Point; inside: boolean }> {
  if (route.form === 'curve') {
    for (const t of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const p = along(route.trace, t)
      if (!badge) {
        yield { at: { x: p.x, y: p.y - LIFT }, inside: false }
        yield { at: { x: p.x, y: p.y + LIFT }, inside: false }
      }
      yield { at: p, inside: true }
    }
    return
  }
  const legs = route.points
    .slice(1)
    .map((b, i) => ({ a: route.points[i]!, b, length: Math.abs(b.x - route.points[i]!.x) + Math.abs(b.y - route.points[i]!.y) }))
    .sort((p, q) => q.length - p.length)
  const level = legs.filter(({ a, b, length }) => a.y === b.y && length > width + 20)
  const upright = legs.filter(({ a, b, length }) => a.x === b.x && length > 44)
  const slanted = legs.filter(({ a, b, length }) => a.x !== b.x && a.y !== b.y && length > 44)
  for (const { a, b } of level)
    for (const t of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const x = a.x + (b.x - a.x) * t
      if (badge) yield { at: { x, y: a.y }, inside: true }
      else {
        yield { at: { x, y: a.y - LIFT }, inside: false }
        yield { at: { x, y: a.y + LIFT + 1 }, inside: false }
      }
    }
  for (const { a, b } of upright)
    for (const t of [0.5, 0.35, 0.65]) {
      const y = a.y + (b.y - a.y) * t
      if (badge) yield { at: { x: a.x, y }, inside: true }
      else {
        const side = a.x >= route.points[0]!.x ? 1 : -1
        yield { at: { x: a.x + side * (6 + width / 2), y }, inside: false }
        yield { at: { x: a.x - side * (6 + width / 2), y }, inside: false }
        yield { at: { x: a.x, y }, inside: true }
      }
    }
  // Slanted legs occur in wires that the user has bent.
  for (const { a, b } of slanted) {
    const run = Math.hypot(b.x - a.x, b.y - a.y)
    const normal = b.x > a.x ? { x: (b.y - a.y) / run, y: (a.x - b.x) / run } : { x: (a.y - b.y) / run, y: (b.x - a.x) / run }
    const away = clearance(normal, width)
    for (const t of [0.5, 0.35, 0.65]) {
      const p = { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }
      if (badge) yield { at: p, inside: true }
      else for (const side of [1, -1]) yield { at: { x: p.x + side * normal.x * away, y: p.y + side * normal.y * away }, inside: false }
    }
  }
}

/** Distance from the centre of a text to a slanted line such that the line does not touch the text. */
const clearance = (normal: Point, width: number): number => (width * Math.abs(normal.x) + HEIGHT * Math.abs(normal.y)) / 2 + 4

/** The point at a fraction of a polyline's corners. */
function along(points: readonly Point[], t: number): Point {
  const at = t * (points.length - 1)
  const i = Math.min(points.length - 2, Math.floor(at))
  const f = at - i
  const a = points[i]!
  const b = points[i + 1]!
  return { x: a.x + (b.x - a.x) * f, y: a.y + (b.y - a.y) * f }
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width + 2 && b.x < a.x + a.width + 2 && a.y < b.y + b.height + 2 && b.y < a.y + a.height + 2

const touch = (a: Rectangle, b: Rectangle): boolean => a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height

/** Whether a polyline crosses a box. */
function crosses(points: readonly Point[], box: Rectangle): boolean {
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    if (Math.max(a.x, b.x) < box.x || Math.min(a.x, b.x) > box.x + box.width) continue
    if (Math.max(a.y, b.y) < box.y || Math.min(a.y, b.y) > box.y + box.height) continue
    // All corners lie on one side of the leg, so it misses the box.
    const side = (x: number, y: number): number => Math.sign((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x))
    const [right, bottom] = [box.x + box.width, box.y + box.height]
    const sides = [side(box.x, box.y), side(right, box.y), side(box.x, bottom), side(right, bottom)]
    if (sides.every((s) => s > 0) || sides.every((s) => s < 0)) continue
    return true
  }
  return false
}
