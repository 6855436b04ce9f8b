import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type uPlot from 'uplot'
import type { RunReport } from '../../../engine/run/protocol'
import { engineStore } from '../../workspace/engine'
import { figure, whole } from '../../languages/numbers'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { makeReadout } from '../plot/readout'
import { PlotView } from '../plot/view'
import { usePlotTheme } from '../plot/theme'
import { airy, airyLog } from '../plot/ticks'
import { Empty } from '../Empty'
import { PlotHead } from '../plot/PlotHead'
import type { KeyLine } from '../plot/readout'

/** Losses with a larger ratio of maximum to minimum are shown on a logarithmic scale. */
const DECADES = 30

/** Whether the losses span so much that a linear scale would hide the later ones. */
function spansDecades(reports: readonly RunReport[]): boolean {
  let low = Infinity
  let high = 0
  for (const { loss, validation } of reports)
    for (const value of [loss, validation]) {
      if (value === null || !Number.isFinite(value)) continue
      if (value <= 0) return false
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return high > low * DECADES
}

const positive = (value: number | null): number | null => (value !== null && value > 0 && Number.isFinite(value) ? value : null)
const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

/** Starts at 0 if there is a single value. */
const lossSpan = (low: number | null, high: number | null): [number, number] => (low !== null && low === high && low > 0 ? [0, low * 1.5] : airy(low, high))

/** A readout has a single report: show a point instead of a line. */
const alone = (): boolean => engineStore.getState().reports.length === 1

const watch = (changed: () => void): (() => void) =>
  engineStore.subscribe((state, old) => {
    if (state.reports !== old.reports) changed()
  })

/** Training and validation loss over epochs, updated live. */
export function LossPlot({ view: given }: { readonly view?: PlotView }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const some = useStore(engineStore, (state) => state.reports.length > 0)
  const decades = useStore(engineStore, (state) => spansDecades(state.reports))
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const validates = useStore(engineStore, (state) => state.reports.at(-1)?.validation != null)
  const [chosen, choose] = useState<boolean>()
  const log = chosen ?? decades

  const options = useMemo<PlotOptions>(
    () => ({
      scales: {
        x: { time: false, range: (_plot, low, high) => [low ?? 0, high > low ? high : (low ?? 0) + 1] },
        y: log
          ? { distr: 3, range: (_plot: uPlot, low: number | null, high: number | null) => airyLog(low, high) }
          : { range: (_plot: uPlot, low: number | null, high: number | null) => lossSpan(low, high) },
      },
      axes: [timeAxis(theme, t('panels.loss.epochs')), valueAxis(theme, log)],
      series: [
        {},
        { label: t('panels.part.train'), stroke: theme.accent, width: 1.5, points: { show: alone, size: 7, fill: theme.accent } },
        { label: t('panels.part.validation'), stroke: theme.text, width: 1.5, dash: [5, 4], points: { show: alone, size: 7, fill: theme.surface } },
      ],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [8, roomAtRight, 0, 0],
    }),
    [theme, log, t],
  )

  const read = useCallback((): uPlot.AlignedData => {
    const { reports } = engineStore.getState()
    const shown = log ? positive : finite
    return [reports.map((r) => r.epoch), reports.map((r) => shown(r.loss)), reports.map((r) => shown(r.validation))]
  }, [log])

  const [readout] = useState(makeReadout)
  const [view] = useState(() => given ?? new PlotView())
  const describe = useCallback(
    (index: number | null) => {
      const { reports } = engineStore.getState()
      const report = index === null ? reports.at(-1) : reports[index]
      readout.write('epoch', report ? whole(report.epoch, 5) : '')
      readout.write('train', figure(report?.loss))
      readout.write('validation', figure(report?.validation))
    },
    [readout],
  )

  const keys: KeyLine[] = [
    { id: 'epoch', name: t('panels.loss.epoch') },
    { id: 'train', name: t('panels.part.train'), colour: '--accent', series: [1] },
    ...(validates ? [{ id: 'validation', name: t('panels.part.validation'), kind: 'dashed', colour: '--text-secondary', series: [2] } satisfies KeyLine] : []),
  ]
  return (
    <section className="panel-plot" aria-label={t('panels.loss.title')}>
      <PlotHead
        title={t('panels.loss.title')}
        keys={some ? keys : []}
        readout={readout}
        plot={some ? { view, name: t('panels.loss.title'), subject: { kind: 'loss' } } : undefined}
      >
        <button type="button" className="panel-toggle" aria-pressed={log} disabled={!some} title={t('panels.loss.log-tip')} onClick={() => choose(!log)}>
          {t('panels.loss.log')}
        </button>
      </PlotHead>
      {some ? (
        <Plot options={options} read={read} watch={watch} describe={describe} label={t('panels.loss.title')} view={view} />
      ) : (
        <Empty text={t(running ? 'panels.loss.running' : 'panels.loss.empty')} />
      )}
    </section>
  )
}
