import type { Point } from '../geometry'

/** Twice the signed area of a triangle: on which side of a line a point lies. */
const side = (a: Point, b: Point, p: Point): number => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)

const meet = (a: Point, b: Point, c: Point, d: Point): boolean =>
  side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0 &&
  // Parts of one line meet only where they overlap.
  Math.max(Math.min(a.x, b.x), Math.min(c.x, d.x)) <= Math.min(Math.max(a.x, b.x), Math.max(c.x, d.x)) &&
  Math.max(Math.min(a.y, b.y), Math.min(c.y, d.y)) <= Math.min(Math.max(a.y, b.y), Math.max(c.y, d.y))

/** Whether two lines of straight legs cross. */
export const crosses = (one: readonly Point[], other: readonly Point[]): boolean =>
  one.some((b, i) => i > 0 && other.some((d, k) => k > 0 && meet(one[i - 1]!, b, other[k - 1]!, d)))
