import type { FixedPoint } from '../../../engine/analyze'
import type { DynamicsView } from '../../../engine/run/streams'
import { cssColour } from '../../graph/live/scale'
import { colourOf } from '../../controls/lineColours'
import { token, type PlotTheme } from '../plot/theme'
import { ARROW, kindOf, projected, toPixels, zeroLines, type Axes, type Frame } from './frame'

export type Colouring = 'time' | 'class' | 'error'

export interface Field {
  /** F(s) of a grid, and its corners. */
  readonly values: Float64Array
  readonly points: number
  readonly low: readonly [number, number]
  readonly high: readonly [number, number]
}

export interface Picture {
  readonly view: DynamicsView
  readonly axes: Axes
  readonly frame: Frame
  readonly colouring: Colouring
  readonly step: number
  readonly points: readonly FixedPoint[]
  readonly field: Field | undefined
}

/** Colour of each step of the path. */
function colours({ view: { length, losses, classes }, colouring }: Picture): (t: number) => string {
  if (colouring === 'class' && classes) {
    const named = Array.from({ length: 6 }, (_, i) => token(colourOf(i)))
    const none = token('--text-tertiary')
    return (t) => (classes.of[t]! < 0 ? none : named[classes.of[t]! % named.length]!)
  }
  if (colouring === 'error') {
    const most = losses.reduce((high, v) => (v > high ? v : high), 0)
    return (t) => (Number.isNaN(losses[t]!) ? token('--line-strong') : cssColour(most > 0 ? Math.sqrt(losses[t]! / most) : 0))
  }
  return (t) => cssColour((2 * t) / Math.max(1, length - 1) - 1)
}

/** The path of the state, the chosen step, fixed points with their unstable directions, and the field of two units. */
export function paintPortrait(canvas: HTMLCanvasElement, picture: Picture, theme: PlotTheme): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio || 1
  const { view, axes, frame, step, points, field } = picture
  canvas.width = Math.round(frame.width * ratio)
  canvas.height = Math.round(frame.height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, frame.width, frame.height)
  if (field) paintField(context, field, frame, theme)
  const k = view.directions.length
  const place = (t: number): readonly [number, number] => toPixels(frame, view.path[t * k + axes[0]]!, view.path[t * k + axes[1]]!)
  const colour = colours(picture)
  context.strokeStyle = theme.line
  context.lineWidth = 1
  context.beginPath()
  for (let t = 0; t < view.length; t++) context.lineTo(...place(t))
  context.stroke()
  const radius = view.length > 600 ? 1.5 : 2.25
  for (let t = 0; t < view.length; t++) {
    context.fillStyle = colour(t)
    context.strokeStyle = theme.quiet
    context.lineWidth = 0.4
    context.beginPath()
    context.arc(...place(t), radius, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
  for (const point of points) paintPoint(context, point, picture, theme)
  if (step >= 0 && step < view.length) {
    context.strokeStyle = theme.accent
    context.lineWidth = 2
    context.beginPath()
    context.arc(...place(step), 6, 0, 2 * Math.PI)
    context.stroke()
  }
}

/** A full dot is stable, a ring is unstable along its lines, a square is slow. */
function paintPoint(context: CanvasRenderingContext2D, point: FixedPoint, { view, axes: [a, b], frame }: Picture, theme: PlotTheme): void {
  const at = projected(view, point.state)
  const [x, y] = toPixels(frame, at[a]!, at[b]!)
  const kind = kindOf(point)
  const ink = token('--error')
  context.strokeStyle = ink
  context.lineWidth = 1.25
  for (const direction of point.directions) {
    const ends = projected(
      view,
      direction.map((d, i) => point.state[i]! + d),
    )
    const [ex, ey] = toPixels(frame, ends[a]!, ends[b]!)
    const length = Math.hypot(ex - x, ey - y)
    if (!(length > 1e-6)) continue
    const [dx, dy] = [(ARROW * (ex - x)) / length, (ARROW * (ey - y)) / length]
    context.beginPath()
    context.moveTo(x - dx, y - dy)
    context.lineTo(x + dx, y + dy)
    context.stroke()
  }
  context.fillStyle = kind === 'stable' ? ink : theme.surface
  context.lineWidth = 1.75
  context.beginPath()
  if (kind === 'slow') context.rect(x - 4, y - 4, 8, 8)
  else context.arc(x, y, 5, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

/** Arrows of F(s) − s, and where either of its numbers is 0. */
function paintField(context: CanvasRenderingContext2D, { values, points, low, high }: Field, frame: Frame, theme: PlotTheme): void {
  const state = (axis: 0 | 1, k: number): number => low[axis] + ((high[axis] - low[axis]) * k) / (points - 1)
  const pixels = (column: number, row: number): readonly [number, number] => toPixels(frame, state(0, column), state(1, row))
  const moves = [0, 1].map((axis) =>
    Float64Array.from(
      { length: points * points },
      (_, at) => values[2 * at + axis]! - state(axis as 0 | 1, axis === 0 ? at % points : Math.floor(at / points)),
    ),
  )
  context.strokeStyle = theme.quiet
  context.lineWidth = 0.75
  const every = Math.ceil(points / 20)
  for (let row = 0; row < points; row += every)
    for (let column = 0; column < points; column += every) {
      const at = row * points + column
      const [x, y] = pixels(column, row)
      const [ex, ey] = toPixels(frame, state(0, column) + moves[0]![at]!, state(1, row) + moves[1]![at]!)
      const length = Math.hypot(ex - x, ey - y)
      const shown = Math.min(1, 11 / Math.max(length, 1e-9))
      const [tx, ty] = [x + (ex - x) * shown, y + (ey - y) * shown]
      const angle = Math.atan2(ey - y, ex - x)
      context.beginPath()
      context.moveTo(x, y)
      context.lineTo(tx, ty)
      context.lineTo(tx - 3 * Math.cos(angle - 0.5), ty - 3 * Math.sin(angle - 0.5))
      context.moveTo(tx, ty)
      context.lineTo(tx - 3 * Math.cos(angle + 0.5), ty - 3 * Math.sin(angle + 0.5))
      context.stroke()
    }
  moves.forEach((move, axis) => {
    context.strokeStyle = token(axis === 0 ? '--role-input' : '--role-cell')
    context.lineWidth = 1.5
    context.beginPath()
    for (const [x1, y1, x2, y2] of zeroLines(move, points)) {
      context.moveTo(...pixels(x1, y1))
      context.lineTo(...pixels(x2, y2))
    }
    context.stroke()
  })
}
