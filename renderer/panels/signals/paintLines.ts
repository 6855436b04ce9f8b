import type { Signal } from '../../../engine/run/streams'
import { tickText } from '../../languages/numbers'
import { linearTicks } from '../plot/ticks'

export type { Signal }

export interface LineLook {
  /** Colour of a unit. */
  readonly colour: (unit: number) => string
  readonly dashed: (unit: number) => boolean
  readonly line: string
  readonly text: string
  readonly font: string
}

/** Width of the scale at the left, in pixels. */
export const GUTTER = 48
/** Margin at the right. */
export const RIGHT = 8
const TOP = 6
const BOTTOM = 6

/** −1 to 1 if all values lie within, otherwise round numbers. */
function spanOf({ values }: Signal): { low: number; high: number } {
  let low = 0
  let high = 0
  for (const v of values) {
    if (v < low) low = v
    if (v > high) high = v
  }
  const round = (v: number): number => {
    if (v <= 1) return v > 0 ? 1 : 0
    const power = 10 ** Math.floor(Math.log10(v))
    return ([1, 2, 5, 10].find((f) => f * power >= v) ?? 10) * power
  }
  const found = { low: -round(-low), high: round(high) }
  return found.low === found.high ? { low: -1, high: 1 } : found
}

/** Index of the step at a horizontal position, oldest first; the newest step is at the right. */
export const stepAt = (x: number, width: number, { steps, room }: Pick<Signal, 'steps' | 'room'>): number =>
  Math.max(0, Math.min(steps - 1, Math.round(((x - GUTTER) / Math.max(1, width - GUTTER - RIGHT)) * (room - 1)) - (room - steps)))

/** Draws units as lines over the last steps, newest at the right, and a vertical line at the step being read. */
export function paintLines(canvas: HTMLCanvasElement, signal: Signal | undefined, look: LineLook, read: number | undefined): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio || 1
  const width = canvas.clientWidth
  const height = canvas.clientHeight
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio)
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  if (!signal || signal.steps < 1) return
  const { units, steps, room, values } = signal
  const { low, high } = spanOf(signal)
  const y = (v: number): number => TOP + ((high - v) / (high - low)) * (height - TOP - BOTTOM)
  const x = (step: number): number => GUTTER + ((room - steps + step) / Math.max(1, room - 1)) * (width - GUTTER - RIGHT)
  context.font = look.font
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  const ticks = linearTicks(low, high, height > 110 ? 5 : 3)
  const spacing = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1
  for (const v of ticks) {
    const at = Math.round(y(v)) + 0.5
    context.fillStyle = look.line
    context.fillRect(GUTTER, at - 0.5, width - GUTTER - RIGHT, 1)
    context.fillStyle = look.text
    context.fillText(tickText(v, spacing), GUTTER - 8, Math.max(7, Math.min(height - 7, at)))
  }
  context.lineJoin = 'round'
  context.lineWidth = units > 12 ? 1 : 1.25
  // Make lines transparent if there are many.
  context.globalAlpha = Math.max(0.25, Math.min(1, 12 / units))
  for (let u = 0; u < units; u++) {
    context.strokeStyle = look.colour(u)
    context.setLineDash(look.dashed(u) ? [5, 3] : [])
    context.beginPath()
    for (let s = 0; s < steps; s++) context.lineTo(x(s), y(values[s * units + u]!))
    context.stroke()
  }
  context.globalAlpha = 1
  context.setLineDash([])
  if (read === undefined || read >= steps) return
  context.fillStyle = look.text
  context.fillRect(Math.round(x(read)), TOP, 1, height - TOP - BOTTOM)
  for (let u = 0; u < Math.min(units, 16); u++) {
    context.fillStyle = look.colour(u)
    context.beginPath()
    context.arc(x(read), y(values[read * units + u]!), 2.5, 0, 2 * Math.PI)
    context.fill()
  }
}
