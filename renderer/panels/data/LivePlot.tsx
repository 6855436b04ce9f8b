import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type uPlot from 'uplot'
import { figure, whole } from '../../languages/numbers'
import { liveView } from '../../workspace/engine'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import type { KeyLine } from '../plot/readout'
import { makeReadout } from '../plot/readout'
import { usePlotTheme } from '../plot/theme'
import { airy } from '../plot/ticks'
import { PlotView } from '../plot/view'

const gaps = (values: Float32Array): (number | null)[] => Array.from(values, (v) => (Number.isFinite(v) ? v : null))

/** Predicted and true values of the last rows; or the losses of a live run. */
export function LivePlot({ kind }: { readonly kind: 'said' | 'loss' }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const title = t(`panels.live.${kind}`)
  const options = useMemo<PlotOptions>(
    () => ({
      scales: { x: { time: false }, y: { range: (_plot: uPlot, low: number | null, high: number | null) => airy(low, high) } },
      axes: [timeAxis(theme, t('panels.live.rows')), valueAxis(theme)],
      series:
        kind === 'said'
          ? [
              {},
              { label: t('panels.live.said.truth'), stroke: theme.quiet, width: 1.5, points: { show: false } },
              { label: t('panels.live.said.output'), stroke: theme.output, width: 1.5, points: { show: false } },
            ]
          : [{}, { label: title, stroke: theme.accent, width: 1.5, points: { show: false } }],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [8, roomAtRight, 0, 0],
    }),
    [theme, t, kind, title],
  )
  const read = useCallback((): uPlot.AlignedData => {
    const view = liveView.getState()
    if (kind === 'loss') return [Array.from(view?.losses ?? [], (_, i) => (i + 1) * view!.every), gaps(view?.losses ?? new Float32Array())]
    const { predicted, truth } = view?.output ?? { predicted: new Float32Array(), truth: new Float32Array() }
    const from = Math.max(0, truth.length - (view?.rows ?? 0))
    const shown = truth.subarray(from)
    return [Array.from(shown, (_, i) => view!.rows - shown.length + i + 1), gaps(shown), gaps(predicted.subarray(from))]
  }, [kind])
  const [readout] = useState(makeReadout)
  const [plotView] = useState(() => new PlotView())
  const describe = useCallback(
    (index: number | null) => {
      const [x, ...lines] = read()
      const at = index ?? x.length - 1
      readout.write('row', x[at] === undefined ? '' : whole(x[at], 7))
      lines.forEach((line, i) => readout.write(String(i), figure(line[at])))
    },
    [read, readout],
  )
  const keys: KeyLine[] = [
    { id: 'row', name: t('panels.live.loss.row') },
    ...(kind === 'said'
      ? [
          { id: '0', name: t('panels.live.said.truth'), colour: '--text-tertiary', series: [1] },
          { id: '1', name: t('panels.live.said.output'), colour: '--role-output', series: [2] },
        ]
      : [{ id: '0', name: t('panels.live.loss'), colour: '--accent', series: [1] }]),
  ]
  return (
    <section className="panel-plot" aria-label={title}>
      <PlotHead title={title} keys={keys} readout={readout} plot={{ view: plotView, name: title }} />
      <Plot options={options} read={read} watch={liveView.subscribe} describe={describe} label={title} view={plotView} />
    </section>
  )
}
