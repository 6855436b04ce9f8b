import type { FixedPoint } from '../../../engine/analyze'
import type { DynamicsView } from '../../../engine/run/streams'

export type Axes = readonly [number, number]

/** The linear map from the plane of the path to pixels, the same for everything drawn. */
export interface Frame {
  readonly low: readonly [number, number]
  readonly high: readonly [number, number]
  readonly width: number
  readonly height: number
}

const MARGIN = 0.07
/** Pixels of an arrow from a fixed point in an unstable direction. */
export const ARROW = 26
/** Points farther out than this many spans of the path do not widen the plot. */
const FAR = 1

/** The coordinates of a state in the directions of a view. */
export const projected = ({ middle, directions }: Pick<DynamicsView, 'middle' | 'directions'>, state: ArrayLike<number>): number[] =>
  directions.map((direction) => direction.reduce((sum, d, i) => sum + d * (state[i]! - middle[i]!), 0))

/** The frame around the path and the points near it. */
export function frameOf(
  { path, directions, length }: DynamicsView,
  [a, b]: Axes,
  points: readonly (readonly number[])[],
  width: number,
  height: number,
): Frame {
  const k = directions.length
  const span = (axis: number, pixels: number): [number, number] => {
    let low = Infinity
    let high = -Infinity
    const take = (v: number): void => {
      low = Math.min(low, v)
      high = Math.max(high, v)
    }
    for (let t = 0; t < length; t++) if (Number.isFinite(path[t * k + axis]!)) take(path[t * k + axis]!)
    if (low > high) return [-1, 1]
    const near = FAR * Math.max(high - low, 1e-9)
    const [first, last] = [low - near, high + near]
    for (const point of points) if (point[axis]! >= first && point[axis]! <= last) take(point[axis]!)
    // The arrows of a point at the edge fit into the plot, unless it is very small.
    const share = points.length > 0 && pixels > 4 * ARROW ? ARROW / (pixels - 2 * ARROW) : 0
    const room = Math.max(MARGIN, share) * (high - low) || Math.max(1e-6, 0.1 * Math.abs(high))
    return [low - room, high + room]
  }
  const [x, y] = [span(a, width), span(b, height)]
  return { low: [x[0], y[0]], high: [x[1], y[1]], width, height }
}

export const toPixels = ({ low, high, width, height }: Frame, x: number, y: number): readonly [number, number] => [
  ((x - low[0]) / (high[0] - low[0])) * width,
  height - ((y - low[1]) / (high[1] - low[1])) * height,
]

const REACH = 14

/** The step whose state is nearest to a point, within REACH pixels. */
export function stepAt(view: DynamicsView, [a, b]: Axes, frame: Frame, x: number, y: number): number | undefined {
  const k = view.directions.length
  let best = REACH
  let found: number | undefined
  for (let t = 0; t < view.length; t++) {
    const [px, py] = toPixels(frame, view.path[t * k + a]!, view.path[t * k + b]!)
    const distance = Math.hypot(px - x, py - y)
    if (distance < best) {
      best = distance
      found = t
    }
  }
  return found
}

/** The kind of a fixed point: stable, unstable in some directions, or merely slow. */
export const kindOf = ({ fixed, stable }: FixedPoint): 'stable' | 'saddle' | 'slow' => (fixed ? (stable ? 'stable' : 'saddle') : 'slow')

/**
 * Where F_i(s) − s_i is 0: line segments between the points of a grid, by marching squares with straight edges.
 *
 * @param values of F − s, `points` × `points`, row by row
 */
export function zeroLines(values: ArrayLike<number>, points: number): readonly (readonly [number, number, number, number])[] {
  const lines: [number, number, number, number][] = []
  for (let row = 0; row < points - 1; row++)
    for (let column = 0; column < points - 1; column++) {
      const corner = (r: number, c: number): number => values[(row + r) * points + column + c]!
      const crossing: [number, number][] = []
      for (const [r, c, r2, c2] of [
        [0, 0, 0, 1],
        [0, 1, 1, 1],
        [1, 1, 1, 0],
        [1, 0, 0, 0],
      ] as const) {
        const [from, to] = [corner(r, c), corner(r2, c2)]
        if (from < 0 === to < 0) continue
        const share = from / (from - to)
        crossing.push([column + c + share * (c2 - c), row + r + share * (r2 - r)])
      }
      for (let i = 0; i + 1 < crossing.length; i += 2) lines.push([...crossing[i]!, ...crossing[i + 1]!])
    }
  return lines
}

/** The path as a table: a row for each step, with the coordinates that are drawn. */
export const tableOf = ({ path, directions, length }: DynamicsView, axes: Axes, names: readonly string[], across: string) => ({
  across,
  at: Array.from({ length }, (_, t) => t),
  lines: names.map((name, i) => ({ name, values: Array.from({ length }, (_, t) => path[t * directions.length + axes[i]!]!) })),
})
