import type uPlot from 'uplot'
import type { Part } from '../../../engine/data/types'
import type { PlotTheme } from '../plot/theme'

export interface Band {
  readonly name: string
  readonly part: Part
  readonly from: number
  readonly to: number
}

/** Draws the parts of the data behind a plot: a background except for training, a line between them, a name above. */
export function partBands(theme: PlotTheme, bands: () => readonly Band[]): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot
    const ratio = devicePixelRatio
    const all = bands()
    const x = (value: number): number => plot.valToPos(value, 'x', true)
    ctx.save()
    ctx.font = theme.font.replace('11px', `${11 * ratio}px`)
    ctx.textBaseline = 'alphabetic'
    ctx.textAlign = 'left'
    const end = bbox.left + bbox.width
    all.forEach(({ name, part, from, to }, i) => {
      // Part of the curve may be out of view.
      const left = Math.max(bbox.left, i === 0 ? bbox.left : (x(all[i - 1]!.to) + x(from)) / 2)
      const next = all[i + 1]
      const right = Math.min(end, next ? (x(to) + x(next.from)) / 2 : x(to))
      if (right <= left) return
      if (part !== 'train') {
        ctx.fillStyle = part === 'validation' ? theme.validation : theme.test
        ctx.fillRect(left, bbox.top, right - left, bbox.height)
      }
      ctx.fillStyle = theme.line
      if (i > 0 && left > bbox.left) ctx.fillRect(Math.round(left), bbox.top - 14 * ratio, ratio, bbox.height + 14 * ratio)
      // Steps after the last part belong to none.
      if (!next && right < end - ratio) ctx.fillRect(Math.round(right), bbox.top - 14 * ratio, ratio, bbox.height + 14 * ratio)
      ctx.fillStyle = theme.text
      const room = (next || right < end - ratio ? right - left : end - left) - 8 * ratio
      if (ctx.measureText(name).width <= room) ctx.fillText(name, left + 4 * ratio, bbox.top - 5 * ratio)
    })
    ctx.restore()
  }
}
