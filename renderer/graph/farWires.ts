import type { Point, Rectangle } from '../drawing/geometry'
import { live } from './live/live'
import type { FlowEdge, FlowNode } from '../drawing/model'
import type { Pen } from '../drawing/routing/path'
import { arrow } from '../drawing/wires/arrow'
import { nameOf } from '../drawing/wires/name'
import { wireBounds } from './wires/pointed'
import { delaySign } from '../drawing/words'

/** Line widths in pixels by the step of the weights' norm; the same as in wires.css. */
const NEAR = { 1: 1.25, 2: 2, 3: 3 } as const
function widthOf(detail: Look['detail'], kind: string, step: ReturnType<typeof live.step>): number {
  if (detail === '2' || kind === 'identity') return 4
  if (detail === '1') return step === '3' ? 4 : 2.5
  return step ? NEAR[step] : 1.5
}

/** Largest side of the picture in pixels. */
const SIDE = 4096

export interface Look {
  /** The part of the drawing to render. */
  readonly region: Rectangle
  /** Pixels per unit of the drawing. */
  readonly zoom: number
  /** Level of detail of the canvas; `2` draws lines only. */
  readonly detail: '0' | '1' | '2'
}

/** Strokes of the first frame, and the least and most of a later one; a wire with 32 bends has 65. */
const [FIRST, LEAST, MOST] = [3_000, 2_000, 12_000]
/** Milliseconds that a frame should take, the browser's painting included. */
const GOAL = 60
/** Cost of drawing a wire's name and arrow, in strokes. */
const [NAME, ARROW] = [24, 2]

/** Passes strokes on to a canvas and counts them; a curve counts as several lines. */
class Counting implements Pen {
  strokes = 0
  constructor(private readonly to: Pen) {}
  moveTo(x: number, y: number): void {
    this.to.moveTo(x, y)
  }
  lineTo(x: number, y: number): void {
    this.strokes++
    this.to.lineTo(x, y)
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.strokes++
    this.to.quadraticCurveTo(cx, cy, x, y)
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.strokes += 3
    this.to.bezierCurveTo(ax, ay, bx, by, x, y)
  }
}

/**
 * Draws all wires into one canvas element, which can be moved at a cost that does not depend on their number: at once,
 * or, if they are very many, in pieces over several frames, whose size follows the time of the last one. Returns a
 * function that stops it.
 */
export function farWires(canvas: HTMLCanvasElement, edges: readonly FlowEdge[], nodes: readonly FlowNode[], look: Look): () => void {
  const work = drawing(canvas, edges, nodes, look)
  let picture: number | undefined
  let size = FIRST
  let began: number | undefined
  const next = (): void => {
    const now = performance.now()
    if (began !== undefined) size = now - began > GOAL ? Math.max(LEAST, size / 2) : Math.min(MOST, 1.5 * size)
    began = now
    picture = work.next(size).done ? undefined : requestAnimationFrame(next)
  }
  next()
  return () => {
    if (picture !== undefined) cancelAnimationFrame(picture)
  }
}

function* drawing(
  canvas: HTMLCanvasElement,
  edges: readonly FlowEdge[],
  nodes: readonly FlowNode[],
  { region, zoom, detail }: Look,
): Generator<void, void, number> {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { data } of edges) {
    const { x, y, width, height } = wireBounds(data!.route)
    left = Math.min(left, x)
    right = Math.max(right, x + width)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + height)
  }
  left = Math.max(left, region.x)
  top = Math.max(top, region.y)
  const [width, height] = [Math.min(right, region.x + region.width) - left, Math.min(bottom, region.y + region.height) - top]
  if (!(width > 0 && height > 0)) {
    canvas.width = canvas.height = 0
    return
  }
  const scale = Math.min(zoom * devicePixelRatio, SIDE / width, SIDE / height)
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` })
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale)
  const style = getComputedStyle(canvas)
  const colours = new Map<string, string>()
  const colourOf = (name: string): string => {
    let colour = colours.get(name)
    if (colour === undefined) colours.set(name, (colour = style.getPropertyValue(name)))
    return colour
  }
  // The same emphasis as in WireView: if anything is selected, the rest is dimmed.
  const some = nodes.some(({ selected }) => selected) || edges.some(({ selected }) => selected)
  const pen = new Counting(context)
  let room = FIRST
  for (const { id, data, selected } of edges) {
    if (pen.strokes > room) {
      room = yield
      pen.strokes = 0
    }
    const { severity, role, strong, route, kind, arrives, delay, backward, label } = data!
    context.beginPath()
    route.draw(pen)
    const own = colourOf(selected ? '--accent' : severity ? `--${severity}` : `--role-${role}`)
    context.globalAlpha = some && !strong ? 0.34 : detail === '2' ? 0.85 : 1
    // The same as `.wire` in wires.css: wires without emphasis are slightly greyer.
    context.strokeStyle = context.fillStyle =
      detail === '2' || selected || severity || strong ? own : `color-mix(in srgb, ${own} 82%, ${colourOf('--text-tertiary')})`
    context.lineWidth = widthOf(detail, kind, live.step(id))
    context.setLineDash(kind === 'diagonal' ? [1, 5] : kind === 'sparse' ? [7, 4] : [])
    context.stroke()
    if (detail === '2') continue
    if (kind === 'identity') {
      context.strokeStyle = colourOf('--canvas')
      context.lineWidth = 1.75
      context.stroke()
    }
    context.fill(new Path2D(arrow(route.end, arrives)))
    pen.strokes += ARROW
    const at = label?.at ?? route.middle
    context.setLineDash([])
    if (delay === undefined) {
      if (detail === '0' && kind !== 'identity' && label?.free) {
        write(context, id, at, colourOf)
        pen.strokes += NAME
      }
      continue
    }
    context.beginPath()
    context.roundRect(at.x - 14, at.y - 9, 28, 18, 9)
    context.fillStyle = colourOf('--canvas')
    context.fill()
    context.strokeStyle = context.fillStyle = colourOf('--role-context')
    context.lineWidth = 1
    context.stroke()
    context.font = `560 12px ${colourOf('--font-text')}`
    context.textAlign = 'center'
    context.fillText(delaySign(delay, backward), at.x, at.y + 4)
  }
}

/** Writes a wire's name with its index as a subscript, on a halo of the canvas's colour. */
function write(context: CanvasRenderingContext2D, id: string, { x, y }: Point, colourOf: (name: string) => string): void {
  const { stem, index, width } = nameOf(id)
  const font = (size: number): string => `italic ${size}px ${colourOf('--font-text')}`
  context.textAlign = 'left'
  context.lineJoin = 'round'
  for (const way of ['strokeText', 'fillText'] as const) {
    context.strokeStyle = colourOf('--canvas')
    context.lineWidth = 5
    context.fillStyle = colourOf('--text-secondary')
    context.font = font(13)
    const left = x - width / 2
    const indented = left + context.measureText(stem).width
    context[way](stem, left, y + 4)
    context.font = font(11)
    if (index) context[way](index, indented, y + 7)
  }
}
