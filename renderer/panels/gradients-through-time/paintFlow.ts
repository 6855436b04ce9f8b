import type { FlowView } from '../../../engine/run/streams'
import { cssColour } from '../../graph/live/scale'
import type { PlotTheme } from '../plot/theme'
import { wholeTicks } from '../plot/ticks'
import { placeOn, scaleOf } from './scale'

export const ROW = 20
export const FOOT = 18

/** The lag at a horizontal position on the map. */
export const lagAt = (x: number, width: number, lags: number): number => Math.max(0, Math.min(lags - 1, Math.floor((x / width) * lags)))

interface Marks {
  /** The lag under the pointer, and the one that highlights the canvas. */
  readonly pointed: number | undefined
  readonly chosen: number | undefined
}

/** Paints one row per port and one column per lag; lags beyond the horizon are hatched, missing values left blank. */
export function paintFlow(canvas: HTMLCanvasElement, view: FlowView, theme: PlotTheme, { pointed, chosen }: Marks): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio || 1
  const [width, height] = [canvas.clientWidth, canvas.clientHeight]
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const { ports, lags, values, reach } = view
  const scale = scaleOf(view)
  const cell = width / lags
  const bottom = ports.length * ROW
  ports.forEach((_, p) => {
    for (let lag = 0; lag < lags; lag++) {
      const value = values[p * lags + lag]!
      if (Number.isNaN(value)) continue
      const place = scale ? placeOn(scale, value) : -1
      context.fillStyle = place < 0 ? theme.line : cssColour(0.04 + 0.96 * place)
      context.globalAlpha = place < 0 ? 0.4 : 1
      context.fillRect(lag * cell, p * ROW + 1, Math.ceil(cell * ratio) / ratio, ROW - 2)
    }
  })
  context.globalAlpha = 1
  if (reach.horizon !== null && reach.horizon < lags) {
    const x = reach.horizon * cell
    context.strokeStyle = theme.surface
    context.globalAlpha = 0.55
    context.lineWidth = 3
    context.save()
    context.beginPath()
    context.rect(x, 0, width - x, bottom)
    context.clip()
    for (let at = x - bottom; at < width; at += 9) {
      context.beginPath()
      context.moveTo(at, bottom)
      context.lineTo(at + bottom, 0)
      context.stroke()
    }
    context.restore()
    context.globalAlpha = 1
    context.strokeStyle = theme.text
    context.lineWidth = 1.5
    context.setLineDash([4, 3])
    context.beginPath()
    context.moveTo(Math.max(1, x), 0)
    context.lineTo(Math.max(1, x), bottom + 4)
    context.stroke()
    context.setLineDash([])
  }
  for (const [lag, colour] of [
    [chosen, theme.accent],
    [pointed, theme.text],
  ] as const) {
    if (lag === undefined || lag >= lags) continue
    context.strokeStyle = colour
    context.lineWidth = 1.5
    context.strokeRect(lag * cell + 0.75, 0.75, Math.max(2, cell - 1.5), bottom - 1.5)
  }
  context.font = theme.numbers
  context.fillStyle = theme.quiet
  context.textBaseline = 'middle'
  for (const tick of wholeTicks(0, lags - 1, Math.max(2, Math.floor(width / 60)))) {
    const x = (tick + 0.5) * cell
    context.textAlign = x < 12 ? 'left' : x > width - 12 ? 'right' : 'center'
    context.fillText(String(tick), x < 12 ? 0 : x > width - 12 ? width : x, bottom + FOOT / 2 + 1)
  }
}
