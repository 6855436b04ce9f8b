import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import uPlot from 'uplot'
import { engineStore } from '../../workspace/engine'
import type { Run } from '../../workspace/runLog'
import { Empty } from '../Empty'
import { figure, whole } from '../../languages/numbers'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead, type KeyLine } from '../plot/PlotHead'
import { makeReadout } from '../plot/readout'
import { PlotView } from '../plot/view'
import { token, usePlotTheme } from '../plot/theme'
import { airy } from '../plot/ticks'
import { colourOf } from './colours'

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)
/** The current state of the runs with these numbers. */
function present(numbers: string): readonly Run[] {
  const wanted = new Set(numbers.split(',').map(Number))
  return engineStore.getState().runs.filter(({ number }) => wanted.has(number))
}

const watch = (changed: () => void): (() => void) =>
  engineStore.subscribe((state, old) => {
    if (state.runs !== old.runs) changed()
  })

/** Marks the epochs at which a run was changed, in its colour. */
function markChanges({ ctx, bbox, valToPos }: uPlot, runs: readonly Run[]): void {
  ctx.save()
  ctx.setLineDash([2, 3])
  for (const run of runs) {
    ctx.strokeStyle = token(colourOf(run))
    for (const { epoch } of run.changes) {
      const x = Math.round(valToPos(epoch, 'x', true)) + 0.5
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
    }
  }
  ctx.restore()
}

/** Losses of several runs over epochs: training solid, validation dashed. */
export function RunCurves({ runs }: { readonly runs: readonly Run[] }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const [readout] = useState(makeReadout)
  const [view] = useState(() => new PlotView())
  /** A new selection of runs creates a new plot; new reports do not. */
  const shown = runs.map(({ number }) => number).join()
  const colours = runs.map(colourOf).join()
  const options = useMemo<PlotOptions>(
    () => ({
      scales: {
        x: { time: false, range: (_plot, low, high) => [low ?? 0, high > low ? high : (low ?? 0) + 1] },
        y: { range: (_plot, low, high) => airy(low, high) },
      },
      axes: [timeAxis(theme, t('panels.loss.epochs')), valueAxis(theme)],
      series: [
        {},
        ...colours
          .split(',')
          .filter(Boolean)
          .flatMap((name, i) => {
            const stroke = token(name)
            const run = t('runs.name', { number: Number(shown.split(',')[i]) })
            return [
              { label: `${run}: ${t('panels.part.train')}`, stroke, width: 1.5, spanGaps: true, points: { show: false } },
              { label: `${run}: ${t('panels.part.validation')}`, stroke, width: 1, dash: [5, 4], spanGaps: true, points: { show: false } },
            ]
          }),
      ],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [8, roomAtRight, 0, 0],
      hooks: { draw: [(plot) => markChanges(plot, present(shown))] },
    }),
    [theme, colours, shown, t],
  )
  const read = useCallback((): uPlot.AlignedData => {
    const tables = present(shown).flatMap(({ reports }): uPlot.AlignedData[] => [
      [reports.map((r) => r.epoch), reports.map((r) => finite(r.loss)), reports.map((r) => finite(r.validation))],
    ])
    return uPlot.join(tables)
  }, [shown])
  const describe = useCallback(
    (index: number | null) => {
      const data = read()
      const at = index ?? data[0].length - 1
      readout.write('epoch', data[0][at] === undefined ? '' : whole(data[0][at], 6))
      present(shown).forEach((run, i) => readout.write(String(run.number), figure(data[2 * i + 1]?.[at])))
    },
    [read, shown, readout],
  )
  const keys: KeyLine[] = [
    { id: 'epoch', name: t('panels.loss.epoch') },
    ...runs.map((run, i) => ({ id: String(run.number), name: t('runs.name', { number: run.number }), colour: colourOf(run), series: [2 * i + 1, 2 * i + 2] })),
  ]
  return (
    <section className="panel-plot" aria-label={t('runs.curves')}>
      <PlotHead
        title={t('panels.loss.title')}
        keys={runs.length > 0 ? keys : []}
        readout={readout}
        plot={runs.length > 0 ? { view, name: t('runs.curves') } : undefined}
      />
      {runs.length > 0 ? (
        <Plot options={options} read={read} watch={watch} describe={describe} label={t('runs.curves')} view={view} />
      ) : (
        <Empty text={t('runs.curves.none')} />
      )}
    </section>
  )
}
