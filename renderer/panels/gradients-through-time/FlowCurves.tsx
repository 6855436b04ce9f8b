import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type uPlot from 'uplot'
import { figure } from '../../languages/numbers'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import { makeReadout, type KeyLine } from '../plot/readout'
import { token, usePlotTheme } from '../plot/theme'
import { airyLog } from '../plot/ticks'
import { PlotView } from '../plot/view'
import type { NewestFlow } from './useFlow'

/** A curve: a port, its name on screen, and the CSS variable of its colour; dashed if another one has the same colour. */
interface FlowCurve {
  readonly port: string
  readonly name: string
  readonly colour: string
  readonly dashed: boolean
}

interface CurvesProps {
  readonly newest: NewestFlow
  readonly curves: readonly FlowCurve[]
  readonly onPoint: (lag: number | undefined) => void
}

/** Plots norms over lags on a logarithmic axis, one curve per port. */
export function FlowCurves({ newest, curves, onPoint }: CurvesProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const title = t('insight.flow.curves')
  // As a text, so that only another choice of curves makes a new plot.
  const key = JSON.stringify(curves)
  const drawn = useMemo(() => JSON.parse(key) as readonly FlowCurve[], [key])
  const options = useMemo<PlotOptions>(
    () => ({
      scales: {
        x: { time: false, range: (_plot, low, high) => [low ?? 0, high > low ? high : (low ?? 0) + 1] },
        y: { distr: 3, range: (_plot: uPlot, low: number | null, high: number | null) => airyLog(low, high) },
      },
      axes: [timeAxis(theme, t('insight.flow.lags')), valueAxis(theme, true)],
      series: [
        {},
        ...drawn.map(({ name, colour, dashed }) => ({ label: name, stroke: token(colour), dash: dashed ? [5, 3] : [], width: 1.5, points: { show: false } })),
      ],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [8, roomAtRight, 0, 0],
      hooks: { draw: [(plot) => markHorizon(plot, newest.getState()?.reach.horizon ?? null, theme.text)] },
    }),
    [theme, t, drawn, newest],
  )
  const read = useCallback((): uPlot.AlignedData => {
    const view = newest.getState()
    const lags = view?.lags ?? 0
    return [
      Array.from({ length: lags }, (_, lag) => lag),
      ...drawn.map(({ port }) => {
        const p = view?.ports.findIndex(({ name }) => name === port) ?? -1
        return Array.from({ length: lags }, (_, lag) => {
          const value = p < 0 ? NaN : view!.values[p * lags + lag]!
          return value > 0 && value < Infinity ? value : null
        })
      }),
    ]
  }, [drawn, newest])
  const [readout] = useState(makeReadout)
  const [view] = useState(() => new PlotView())
  const describe = useCallback(
    (index: number | null) => {
      onPoint(index ?? undefined)
      const [, ...lines] = read()
      readout.write('lag', index === null ? '' : String(index))
      lines.forEach((line, i) => readout.write(String(i), index === null ? '' : figure(line[index])))
    },
    [onPoint, read, readout],
  )
  const keys: KeyLine[] = [
    { id: 'lag', name: 'ℓ' },
    ...drawn.map(({ name, colour, dashed }, i): KeyLine => ({ id: String(i), name, colour, kind: dashed ? 'dashed' : 'solid' })),
  ]
  return (
    <section className="panel-plot flow-curves" aria-label={title}>
      <PlotHead title="" keys={keys} readout={readout} plot={{ view, name: title }} />
      <Plot options={options} read={read} watch={newest.subscribe} describe={describe} label={title} view={view} />
    </section>
  )
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
