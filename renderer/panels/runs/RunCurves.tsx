import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import uPlot from 'uplot'
import { engineStore } from '../../workspace/engine'
import { librariesStore, libraryOf } from '../../workspace/keptRuns'
import type { Run } from '../../workspace/runLog'
import { shownTab } from '../../workspace/tabs'
import { Empty } from '../Empty'
import { figure, whole } from '../../languages/numbers'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import type { KeyLine } from '../plot/readout'
import { makeReadout } from '../plot/readout'
import { PlotView } from '../plot/view'
import { token, usePlotTheme } from '../plot/theme'
import { airy } from '../plot/ticks'
import { bandOf } from './band'
import { colourOf } from '../../controls/lineColours'
import type { ShownRun } from './shown'
import { allSettings, bySettings, settingOf, wholeRun, type Item } from './items'

/** One line of the plot: a run, or several that differ only in their seeds. */
interface Line {
  readonly keys: readonly string[]
  readonly title: string
  readonly colour: string
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

/** The current state of runs. */
const present = (keys: readonly string[]): readonly Run[] => keys.flatMap((key) => wholeRun(libraryOf(shownTab().id), key, engineStore.getState().runs) ?? [])

function watch(changed: () => void): () => void {
  const leave = [
    engineStore.subscribe((state, old) => {
      if (state.runs !== old.runs) changed()
    }),
    librariesStore.subscribe(changed),
  ]
  return () => leave.forEach((end) => end())
}

/** Marks the epochs at which a run was changed, in its colour. */
function markChanges({ ctx, bbox, valToPos }: uPlot, lines: readonly Line[]): void {
  ctx.save()
  ctx.setLineDash([2, 3])
  for (const { keys, colour } of lines) {
    ctx.strokeStyle = token(colour)
    for (const { epoch } of present(keys).flatMap(({ changes }) => changes)) {
      const x = Math.round(valToPos(epoch, 'x', true)) + 0.5
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
    }
  }
  ctx.restore()
}

/** Mean and spread of a group's validation losses, or of its training losses without a validation part. */
function groupTable({ keys }: Line): uPlot.AlignedData {
  const runs = present(keys)
  const validated = runs.some(({ reports }) => reports.some(({ validation }) => validation !== null))
  const { epochs, mean, low, high } = bandOf(runs.map(({ reports }) => reports.map((r) => ({ epoch: r.epoch, value: validated ? r.validation : r.loss }))))
  return [[...epochs], [...mean], [...low], [...high]]
}

const runTable = ({ keys }: Line): uPlot.AlignedData => {
  const reports = present(keys).flatMap((run) => run.reports)
  return [reports.map((r) => r.epoch), reports.map((r) => finite(r.loss)), reports.map((r) => finite(r.validation))]
}

/** The name of a group: the settings in which it differs from others. */
function groupTitle(items: readonly Item[], groups: readonly (readonly Item[])[]): string {
  const settings = allSettings(items[0]!)
  const paths = Object.keys(settings).filter(
    (path) => path !== 'training.seed' && groups.some(([other]) => String(settingOf(other!, path)) !== String(settings[path])),
  )
  const set = paths.slice(0, 3).map((path) => `${path.slice(path.lastIndexOf('.') + 1)} ${String(settings[path])}`)
  return `${set.join(', ')} (${items.length})`.trim()
}

/** Most means whose names are shown below the title. */
const NAMED = 8

/** Losses of several runs over epochs: training solid, validation dashed; or means over seeds with bands of one standard deviation. */
export function RunCurves({ shown, averaged }: { readonly shown: readonly ShownRun[]; readonly averaged: boolean }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const [readout] = useState(makeReadout)
  const [view] = useState(() => new PlotView())
  const groups = bySettings(shown.map(({ item }) => item))
  const made: readonly Line[] = averaged
    ? groups.map((items, i) => ({ keys: items.map(({ key }) => key), title: groupTitle(items, groups), colour: colourOf(i) }))
    : shown.map(({ item, title, colour }) => ({ keys: [item.key], title, colour }))
  /** Other lines create a new plot; new reports do not. */
  const text = JSON.stringify(made)
  const lines = useMemo(() => JSON.parse(text) as readonly Line[], [text])
  const options = useMemo<PlotOptions>(
    () => ({
      scales: {
        x: { time: false, range: (_plot, low, high) => [low ?? 0, high > low ? high : (low ?? 0) + 1] },
        y: { range: (_plot, low, high) => airy(low, high) },
      },
      axes: [timeAxis(theme, t('panels.loss.epochs')), valueAxis(theme)],
      series: [
        {},
        ...lines.flatMap(({ title, colour }): uPlot.Series[] => {
          const stroke = token(colour)
          const common = { spanGaps: true, points: { show: false } }
          if (!averaged)
            return [
              { ...common, label: `${title}: ${t('panels.part.train')}`, stroke, width: 1.5 },
              { ...common, label: `${title}: ${t('panels.part.validation')}`, stroke, width: 1, dash: [5, 4] },
            ]
          return [
            { ...common, label: title, stroke, width: 1.5 },
            { ...common, label: `${title} −σ`, stroke, width: 0 },
            { ...common, label: `${title} +σ`, stroke, width: 0 },
          ]
        }),
      ],
      ...(averaged ? { bands: lines.map(({ colour }, i) => ({ series: [3 * i + 3, 3 * i + 2] as [number, number], fill: `${token(colour)}30` })) } : {}),
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [8, roomAtRight, 0, 0],
      hooks: { draw: [(plot) => markChanges(plot, lines)] },
    }),
    [theme, lines, averaged, t],
  )
  const joined = useRef<uPlot.AlignedData>([[]])
  const read = useCallback((): uPlot.AlignedData => {
    joined.current = lines.length > 0 ? uPlot.join(lines.map(averaged ? groupTable : runTable)) : [[]]
    return joined.current
  }, [lines, averaged])
  const each = averaged ? 3 : 2
  const describe = useCallback(
    (index: number | null) => {
      const data = joined.current
      const at = index ?? data[0].length - 1
      readout.write('epoch', data[0][at] === undefined ? '' : whole(data[0][at], 6))
      lines.forEach((_, i) => readout.write(String(i), figure(data[each * i + 1]?.[at])))
    },
    [lines, each, readout],
  )
  const keys: KeyLine[] = [
    { id: 'epoch', name: t('panels.loss.epoch') },
    ...lines.map(({ title, colour }, i) => ({ id: String(i), name: title, colour, series: Array.from({ length: each }, (_, k) => each * i + 1 + k) })),
  ]
  return (
    <section className={`panel-plot${averaged && lines.length <= NAMED ? ' runs-named' : ''}`} aria-label={t('runs.curves')}>
      <PlotHead
        title={averaged ? t('runs.averaged') : t('panels.loss.title')}
        keys={lines.length > 0 ? keys : []}
        readout={readout}
        plot={lines.length > 0 ? { view, name: t('runs.curves') } : undefined}
      />
      {lines.length > 0 ? (
        <Plot options={options} read={read} watch={watch} describe={describe} label={t('runs.curves')} view={view} />
      ) : (
        <Empty text={t('runs.curves.none')} />
      )}
    </section>
  )
}
