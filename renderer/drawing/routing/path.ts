import type { Point, Rectangle } from '../geometry'

/** Radius of a wire's corners. */
const CORNER = 12

const r = (n: number): number => Math.round(n * 10) / 10

/** Draws lines: a canvas context, or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void
}

class PathText implements Pen {
  text = ''
  moveTo(x: number, y: number): void {
    this.text += `M${r(x)} ${r(y)}`
  }
  lineTo(x: number, y: number): void {
    this.text += `L${r(x)} ${r(y)}`
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.text += `Q${r(cx)} ${r(cy)} ${r(x)} ${r(y)}`
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.text += `C${r(ax)} ${r(ay)} ${r(bx)} ${r(by)} ${r(x)} ${r(y)}`
  }
}

/** The SVG path of a line. */
export function pathOf(draw: (pen: Pen) => void): string {
  const pen = new PathText()
  draw(pen)
  return pen.text
}

/** Draws a polyline with rounded corners. */
export function drawRounded(points: readonly Point[], pen: Pen): void {
  const first = points[0]!
  pen.moveTo(first.x, first.y)
  for (let i = 1; i < points.length - 1; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    const c = points[i + 1]!
    const before = Math.hypot(b.x - a.x, b.y - a.y)
    const after = Math.hypot(c.x - b.x, c.y - b.y)
    const k = Math.min(CORNER, before / 2, after / 2)
    if (k < 0.5) {
      pen.lineTo(b.x, b.y)
      continue
    }
    pen.lineTo(b.x - ((b.x - a.x) / before) * k, b.y - ((b.y - a.y) / before) * k)
    pen.quadraticCurveTo(b.x, b.y, b.x + ((c.x - b.x) / after) * k, b.y + ((c.y - b.y) / after) * k)
  }
  const last = points.at(-1)!
  pen.lineTo(last.x, last.y)
}

export type Bezier = readonly [Point, Point, Point, Point]

/** A curve that leaves and arrives horizontally; `aside` moves its middle up or down. */
export function bezier(from: Point, fromNormal: number, to: Point, toNormal: number, aside = 0): Bezier {
  const pull = Math.max(20, Math.min(Math.abs(to.x - from.x) * 0.5, 140))
  // The middle of a cubic curve moves by three quarters of what its two control points move.
  const lift = aside / 0.75
  return [from, { x: from.x + fromNormal * pull, y: from.y + lift }, { x: to.x + toNormal * pull, y: to.y + lift }, to]
}

export function drawBezier([a, b, c, d]: Bezier, pen: Pen): void {
  pen.moveTo(a.x, a.y)
  pen.bezierCurveTo(b.x, b.y, c.x, c.y, d.x, d.y)
}

/** Length and bounding box of a curve, approximated by a polyline of `legs` segments. */
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
  return { x: w[0] * a.x + w[1] * b.x + w[2] * c.x + w[3] * d.x, y: w[0] * a.y + w[1] * b.y + w[2] * c.y + w[3] * d.y }
}
