import type uPlot from 'uplot'

/** Draws a vertical line, such as one at the moment that is held. */
export function markAt(plot: uPlot, x: number, colour: string): void {
  plot.ctx.fillStyle = colour
  plot.ctx.fillRect(Math.round(plot.valToPos(x, 'x', true)) - 1, plot.bbox.top, Math.max(2, Math.round(devicePixelRatio * 1.5)), plot.bbox.height)
}

/**
 * Where a line crosses a level, by linear interpolation. A line that touches the level and turns back does not cross it;
 * a gap in the line is no crossing.
 */
export function crossingsOf(at: ArrayLike<number>, values: readonly (number | null)[], level: number): number[] {
  const found: number[] = []
  /** The last value off the level since the last gap: its side, and the place and value themselves. */
  let side = 0
  let before = -1
  for (let i = 0; i < values.length; i++) {
    const v = values[i]
    if (v === null || v === undefined) {
      side = 0
      before = -1
      continue
    }
    const now = Math.sign(v - level)
    if (now !== 0 && side !== 0 && now !== side) {
      const u = values[before]!
      // Between neighbours, interpolated; after values on the level itself, the first of those.
      found.push(before === i - 1 ? at[before]! + ((level - u) / (v - u)) * (at[i]! - at[before]!) : at[before + 1]!)
    }
    if (now !== 0) {
      side = now
      before = i
    }
  }
  return found
}

/** Draws a threshold with its value, and a mark at each crossing. */
export function drawLevel(plot: uPlot, level: number, crossings: readonly number[], colour: string, surface: string, font: string): void {
  const { ctx, bbox } = plot
  const y = Math.round(plot.valToPos(level, 'y', true)) + 0.5
  if (!(y >= bbox.top && y <= bbox.top + bbox.height)) return
  const ratio = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = colour
  ctx.fillStyle = surface
  ctx.lineWidth = ratio
  ctx.setLineDash([6 * ratio, 4 * ratio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.setLineDash([])
  for (const x of crossings) {
    ctx.beginPath()
    ctx.arc(plot.valToPos(x, 'x', true), y, 2.5 * ratio, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
  }
  ctx.font = font.replace(/^(\d+)px/, (_, size: string) => `${Number(size) * ratio}px`)
  ctx.fillStyle = colour
  ctx.textAlign = 'right'
  ctx.textBaseline = y - bbox.top > 16 * ratio ? 'bottom' : 'top'
  ctx.fillText(String(level), bbox.left + bbox.width - 2 * ratio, y + (ctx.textBaseline === 'top' ? 3 : -2) * ratio)
  ctx.restore()
}
