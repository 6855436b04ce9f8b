import type { Point } from '../geometry'

/** Twice the signed area of a triangle; its sign says on which side of the line `p` lies. */
const side = (a: Point, b: Point, p: Point): number => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)

const meet = (a: Point, b: Point, c: Point, d: Point): boolean =>
  side(a, b, c) * side(a, b, d) <= 0
  && side(c, d, a) * side(c, d, b) <= 0
  // Collinear segments meet only if they overlap.
  && Math.max(Math.min(a.x, b.x), Math.min(c.x, d.x)) <= Math.min(Math.max(a.x, b.x), Math.max(c.x, d.x))
  && Math.max(Math.min(a.y, b.y), Math.min(c.y, d.y)) <= Math.min(Math.max(a.y, b.y), Math.max(c.y, d.y))

/** Whether two polylines cross. */
export const crosses = (one: readonly Point[], other: readonly Point[]): boolean =>
  one.some((b, i) => i > 0 && other.some((d, k) => k > 0 && meet(one[i - 1]!, b, other[k - 1]!, d)))

/** Distance of a point from a polyline, and the index of the nearest leg. */
export function nearest(line: readonly Point[], at: Point): { readonly distance: number; readonly leg: number } {
  let best = { distance: Infinity, leg: 0 }
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
    const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length))
    const distance = Math.hypot(a.x + t * (b.x - a.x) - at.x, a.y + t * (b.y - a.y) - at.y)
    if (distance < best.distance) best = { distance, leg: i - 1 }
  }
  return best
}
