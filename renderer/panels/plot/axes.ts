import type uPlot from 'uplot'
import type { Axis } from '../../../engine/data/types'
import { tickText } from '../../languages/numbers'
import { pointIn, scaleOf } from './gestures'
import type { PlotTheme } from './theme'
import { linearTicks, logTicks } from './ticks'
import { isTimed, ticksOf } from './when'

const HEIGHT_A_TICK = 26
const WIDTH_A_TICK = 72
const WIDTH_A_DATE = 96

const few = (pixels: number, each: number, least = 3): number => Math.max(least, Math.min(5, Math.floor(pixels / each)))
/** If three labels would take more than this fraction of the width, only two are shown. */
const CLOSE = 0.75
const spacing = (splits: readonly number[]): number => splits.slice(1).reduce((least, v, i) => Math.min(least, v - splits[i]!), Infinity)

/** The y axis: three to five round numbers. */
export function valueAxis(theme: PlotTheme, log = false): uPlot.Axis {
  return {
    stroke: theme.quiet,
    font: theme.numbers,
    size: 52,
    gap: 6,
    grid: { stroke: theme.line, width: 1 },
    ticks: { show: false },
    splits: (plot, _axis, low, high) => (log ? logTicks : linearTicks)(low, high, few(plot.height - 40, HEIGHT_A_TICK)),
    // By default uPlot replaces values that are not powers of ten by null.
    filter: (_plot, splits) => splits,
    values: (_plot, splits) => splits.map((v) => tickText(v, log ? 10 ** Math.floor(Math.log10(v) + 1e-9) : spacing(splits))),
  }
}

/** The x axis: steps, epochs, years or dates, depending on `axis`. */
export function timeAxis(theme: PlotTheme, label: string | undefined, axis?: Axis): uPlot.Axis {
  const each = isTimed(axis) ? WIDTH_A_DATE : WIDTH_A_TICK
  const most = (plot: uPlot): number => few(plot.width - 60, each, plot.width - 60 < 3 * each * CLOSE ? 2 : 3)
  return {
    stroke: theme.quiet,
    font: theme.numbers,
    size: 22,
    gap: 4,
    ...(label ? { label, labelSize: 14, labelGap: 0, labelFont: theme.font } : {}),
    grid: { show: false },
    ticks: { stroke: theme.line, width: 1, size: 4 },
    splits: (plot, _axis, low, high) => [...ticksOf(axis, low, high, most(plot)).at],
    values: (plot, splits) => splits.map(ticksOf(axis, plot.scales.x?.min ?? 0, plot.scales.x?.max ?? 1, most(plot)).text),
  }
}

/** Space right of a plot, so that its last label is not clipped. */
export const roomAtRight: uPlot.PaddingSide = (plot) => Math.max(12, 3.5 * tickText(plot.scales.x?.max ?? 0, 1).length)

/** Space for dates. */
export const roomForDates: uPlot.PaddingSide = () => 36

/** A cursor that reads values, without zoom, which new data would reset. */
export const readingCursor = (theme: PlotTheme): uPlot.Cursor => ({
  drag: { x: false, y: false, setScale: false },
  y: false,
  bind: {
    // uPlot measures in pixels of the window, which on a zoomed canvas are not those of the plot.
    mousemove: (plot, _target, handle) => (event) => {
      if (Math.abs(scaleOf(plot) - 1) < 1e-3) handle(event)
      else plot.setCursor(pointIn(plot, event))
      return null
    },
  },
  points: { size: 7, width: 1.5, fill: theme.surface },
})
