import type { Point, Rectangle } from '../geometry'

/** Radius of a wire's corners. */
const CORNER = 12

const r = (n: number): number => Math.round(n * 10) / 10

/** An SVG path along points whose legs are horizontal or vertical, its corners rounded. */
export function roundedPath(points: readonly Point[], radius = CORNER): string {
  const first = points[0]!
  let path = `M${r(first.x)} ${r(first.y)}`
  for (let i = 1; i < points.length - 1; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    const c = points[i + 1]!
    const before = Math.hypot(b.x - a.x, b.y - a.y)
    const after = Math.hypot(c.x - b.x, c.y - b.y)
    const k = Math.min(radius, before / 2, after / 2)
    if (k < 0.5) {
      path += `L${r(b.x)} ${r(b.y)}`
      continue
    }
    const enter = { x: b.x - ((b.x - a.x) / before) * k, y: b.y - ((b.y - a.y) / before) * k }
    const leave = { x: b.x + ((c.x - b.x) / after) * k, y: b.y + ((c.y - b.y) / after) * k }
    path += `L${r(enter.x)} ${r(enter.y)}Q${r(b.x)} ${r(b.y)} ${r(leave.x)} ${r(leave.y)}`
  }
  const last = points.at(-1)!
  return `${path}L${r(last.x)} ${r(last.y)}`
}

export type Bezier = readonly [Point, Point, Point, Point]

/** A wire that leaves and arrives level, the calmer the further it goes; `aside` moves its middle up or down. */
export function bezier(from: Point, fromNormal: number, to: Point, toNormal: number, aside = 0): Bezier {
  const pull = Math.max(20, Math.min(Math.abs(to.x - from.x) * 0.5, 140))
  // The middle of a curve goes three quarters of the way that its two inner points go.
  const lift = aside / 0.75
  return [from, { x: from.x + fromNormal * pull, y: from.y + lift }, { x: to.x + toNormal * pull, y: to.y + lift }, to]
}

export const bezierPath = ([a, b, c, d]: Bezier): string =>
  `M${r(a.x)} ${r(a.y)}C${r(b.x)} ${r(b.y)} ${r(c.x)} ${r(c.y)} ${r(d.x)} ${r(d.y)}`

/** How long a curve is, and what it lies in, by so many straight legs. */
export function measureBezier([a, b, c, d]: Bezier, legs: number): { readonly length: number; readonly box: Rectangle } {
  let [length, lastX, lastY] = [0, a.x, a.y]
  let [left, top, right, bottom] = [a.x, a.y, a.x, a.y]
  for (let i = 1; i <= legs; i++) {
    const t = i / legs
    const s = 1 - t
    const [p, q, u, v] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
    const x = p * a.x + q * b.x + u * c.x + v * d.x
    const y = p * a.y + q * b.y + u * c.y + v * d.y
    length += Math.hypot(x - lastX, y - lastY)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    lastX = x
    lastY = y
  }
  return { length, box: { x: left, y: top, width: right - left, height: bottom - top } }
}

export function bezierAt([a, b, c, d]: Bezier, t: number): Point {
  const s = 1 - t
  const w = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t] as const
  return {
    x: w[0] * a.x + w[1] * b.x + w[2] * c.x + w[3] * d.x,
    y: w[0] * a.y + w[1] * b.y + w[2] * c.y + w[3] * d.y,
  }
}
