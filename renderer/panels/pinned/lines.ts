import type uPlot from 'uplot'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { colourOf, isSecondRound } from '../../controls/lineColours'
import { markAt } from '../plot/marks'
import type { PlotOptions } from '../plot/Plot'
import { token, type PlotTheme } from '../plot/theme'
import { airy } from '../plot/ticks'

/**
 * Options of a plot with one line per unit, each in its colour.
 * @param axis Label of the axis of steps or epochs.
 * @param marked The position of the moment; undefined for no mark.
 */
export const lineOptions = (theme: PlotTheme, axis: string, names: readonly string[], marked: () => number | undefined): PlotOptions => ({
  scales: { x: { time: false }, y: { range: (_plot, low, high) => airy(low, high) } },
  axes: [timeAxis(theme, axis), valueAxis(theme)],
  series: [
    {},
    ...names.map((label, u) => ({
      label,
      stroke: token(colourOf(u)),
      dash: isSecondRound(u) ? [5, 3] : [],
      width: 1.25,
      spanGaps: true,
      points: { show: false },
    })),
  ],
  legend: { show: false },
  cursor: readingCursor(theme),
  padding: [8, roomAtRight, 0, 0],
  hooks: {
    draw: [
      (plot: uPlot) => {
        const at = marked()
        if (at !== undefined) markAt(plot, at, theme.accent)
      },
    ],
  },
})
