import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type uPlot from 'uplot'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { token, usePlotTheme } from '../plot/theme'
import { airyLog } from '../plot/ticks'
import type { NewestFlow } from './useFlow'

interface CurvesProps {
  readonly newest: NewestFlow
  readonly ports: readonly string[]
  /** CSS variables, one for each port. */
  readonly colours: readonly string[]
  readonly onPoint: (lag: number | undefined) => void
}

/** Plots norms over lags on a logarithmic axis, one curve per port. */
export function FlowCurves({ newest, ports, colours, onPoint }: CurvesProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const shown = ports.join(' ')
  const tints = colours.join(' ')
  const options = useMemo<PlotOptions>(
    () => ({
      scales: {
        x: { time: false, range: (_plot, low, high) => [low ?? 0, high > low ? high : (low ?? 0) + 1] },
        y: { distr: 3, range: (_plot: uPlot, low: number | null, high: number | null) => airyLog(low, high) },
      },
      axes: [timeAxis(theme, t('insight.flow.lags')), valueAxis(theme, true)],
      series: [{}, ...tints.split(' ').map((name) => ({ stroke: token(name), width: 1.5, points: { show: false } }))],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [8, roomAtRight, 0, 0],
      hooks: { draw: [(plot) => markHorizon(plot, newest.getState()?.reach.horizon ?? null, theme.text)] },
    }),
    [theme, t, tints, newest],
  )
  const read = useCallback((): uPlot.AlignedData => {
    const view = newest.getState()
    const lags = view?.lags ?? 0
    return [
      Array.from({ length: lags }, (_, lag) => lag),
      ...shown.split(' ').map((name) => {
        const p = view?.ports.findIndex((port) => port.name === name) ?? -1
        return Array.from({ length: lags }, (_, lag) => {
          const value = p < 0 ? NaN : view!.values[p * lags + lag]!
          return value > 0 && value < Infinity ? value : null
        })
      }),
    ]
  }, [shown, newest])
  const describe = useCallback((index: number | null) => onPoint(index ?? undefined), [onPoint])
  return <Plot options={options} read={read} watch={newest.subscribe} describe={describe} label={t('insight.flow.curves')} />
}

/** Draws a dashed line at the lag at which the algorithm truncates the gradient. */
function markHorizon({ ctx, bbox, valToPos, scales }: uPlot, horizon: number | null, colour: string): void {
  if (horizon === null || horizon > (scales.x?.max ?? 0)) return
  const x = Math.round(valToPos(Math.max(0, horizon - 0.5), 'x', true)) + 0.5
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([4, 3])
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.restore()
}
