import type { Picture, Shape } from './scene'

export interface Camera {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

const FONT = "'Inter Variable', 'Noto Sans JP', system-ui, sans-serif"
const paths = new WeakMap<Shape, Path2D>()

/** The path of a line, cached. */
export function outlineOf(shape: Extract<Shape, { kind: 'line' }>): Path2D {
  let path = paths.get(shape)
  if (!path) paths.set(shape, (path = new Path2D(shape.d)))
  return path
}

/** Size of texts, and their least size on screen. */
const SIZE = 11
const LEAST = 9.5
/** Below this zoom, texts would overlap. */
const READABLE = 0.45

export interface Size {
  readonly w: number
  readonly h: number
}

/** Paints the part of a picture that a camera sees. The size is that of the canvas on the page: to ask for it would force a layout. */
export function paint(canvas: HTMLCanvasElement, { w, h }: Size, { shapes, width }: Picture, { x, y, zoom }: Camera): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio || 1
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
    canvas.width = Math.round(w * ratio)
    canvas.height = Math.round(h * ratio)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, w, h)
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y)
  const [left, top, right, bottom] = [-x / zoom, -y / zoom, (w - x) / zoom, (h - y) / zoom]
  const inSight = (at: number, low: number, high: number, room: number): boolean => at + room >= low && at - room <= high
  for (const shape of shapes) {
    context.globalAlpha = ('alpha' in shape ? shape.alpha : undefined) ?? 1
    if (shape.kind === 'box') {
      if (shape.x > right || shape.y > bottom || shape.x + shape.w < left || shape.y + shape.h < top) continue
      if (shape.fill) {
        context.fillStyle = shape.fill
        context.fillRect(shape.x, shape.y, shape.w + (shape.w < 20 ? 0.3 : 0), shape.h)
      }
      if (shape.stroke) {
        context.strokeStyle = shape.stroke
        context.lineWidth = shape.width ?? 1
        context.setLineDash([])
        context.strokeRect(shape.x, shape.y, shape.w, shape.h)
      }
    } else if (shape.kind === 'line') {
      if (shape.fill) {
        context.fillStyle = shape.fill
        context.fill(outlineOf(shape))
      }
      if (!shape.stroke) continue
      context.strokeStyle = shape.stroke
      context.lineWidth = shape.width
      context.setLineDash(shape.dash ? [4, 3] : [])
      context.stroke(outlineOf(shape))
    } else if (zoom >= READABLE) {
      if (!inSight(shape.x, left, right, width) || !inSight(shape.y, top, bottom, 20)) continue
      context.fillStyle = shape.fill
      const size = Math.max(SIZE, LEAST / zoom)
      context.font = `${shape.strong ? '600 ' : ''}${size}px ${FONT}`
      context.textAlign = shape.align === 'middle' ? 'center' : shape.align === 'end' ? 'right' : 'left'
      context.textBaseline = 'alphabetic'
      // Names of rows are vertically centred, in the margin beside the row.
      if (shape.align === 'end') context.fillText(shape.text, shape.x, shape.y + 0.36 * (size - SIZE), Math.max(shape.x, shape.x - left))
      else context.fillText(shape.text, shape.x, shape.y)
    }
  }
  context.globalAlpha = 1
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
const round = (value: number): number => Math.round(value * 100) / 100

/** The whole picture as SVG. */
export function svgOf({ shapes, width, height }: Picture, title: string, surface: string): string {
  const of = (shape: Shape): string => {
    const alpha = 'alpha' in shape && shape.alpha !== undefined && shape.alpha < 1 ? ` opacity="${shape.alpha}"` : ''
    const stroke = (colour: string | undefined, width = 1): string => (colour ? ` stroke="${escape(colour)}" stroke-width="${round(width)}"` : '')
    const fill = (colour: string | undefined): string => ` fill="${escape(colour ?? 'none')}"`
    if (shape.kind === 'box') {
      const { x, y, w, h } = shape
      return `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"${fill(shape.fill)}${stroke(shape.stroke, shape.width)}${alpha}/>`
    }
    if (shape.kind === 'line')
      return `<path d="${shape.d}"${fill(shape.fill)}${stroke(shape.stroke, shape.width)}${shape.dash ? ' stroke-dasharray="4 3"' : ''}${alpha}/>`
    const anchor = shape.align ? ` text-anchor="${shape.align}"` : ''
    return `<text x="${round(shape.x)}" y="${round(shape.y)}"${fill(shape.fill)}${anchor}${shape.strong ? ' font-weight="600"' : ''}>${escape(shape.text)}</text>`
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="${SIZE}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escape(surface)}"/>`,
    ...shapes.map(of),
    '</svg>',
    '',
  ].join('\n')
}
