import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type uPlot from 'uplot'
import type { Course, Prediction } from '../../../engine/run/streams'
import { chooseMoment, engineStore, momentStore, predictions } from '../../workspace/engine'
import { toStepOf } from '../../workspace/moment'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { Empty } from '../Empty'
import { figure } from '../../languages/numbers'
import { readingCursor, roomAtRight, roomForDates, timeAxis, valueAxis } from '../plot/axes'
import { axisIn, gaps, placesOf, spanOf } from '../plot/course'
import { Plot, type PlotOptions } from '../plot/Plot'
import { markAt } from '../plot/marks'
import { PlotHead } from '../plot/PlotHead'
import type { KeyLine } from '../plot/readout'
import { makeReadout, type Readout } from '../plot/readout'
import { PlotView } from '../plot/view'
import { usePlotTheme } from '../plot/theme'
import { isTimed, whenText } from '../plot/when'
import { showPanel } from '../panelsStore'
import { usePinnedHere, viewOf as pinnedView } from '../pinned/pinning'
import { partBands } from './bands'
import { PatternPlot } from './PatternPlot'

const nameOf = (prediction: Prediction): string => (prediction.kind === 'course' ? `${prediction.output}/${prediction.column}` : prediction.output)
const find = (name: string): Prediction | undefined => predictions.getState()?.find((p) => nameOf(p) === name)
const course = (name: string, all: boolean): Course | undefined => {
  const found = find(name)
  return found?.kind === 'course' ? ((all ? undefined : found.close) ?? found) : undefined
}

function watch(changed: () => void): () => void {
  const leave = [
    predictions.subscribe(changed),
    momentStore.subscribe((now, old) => {
      if (now.held !== old.held || (now.held && now.step !== old.step)) changed()
    }),
  ]
  return () => leave.forEach((each) => each())
}

/** A line at the moment that is held, where the plot shows its step. */
function drawMoment(plot: uPlot, trace: Course | undefined, colour: string): void {
  const { held, step } = momentStore.getState()
  const at = trace && Math.round((step - trace.from) / trace.stride)
  if (!held || at === undefined || at < 0 || at >= trace!.labels.length) return
  markAt(plot, placesOf(trace!)[at]!, colour)
}

/** Target and prediction of an output: a curve for numbers, a grid for classes. */
export function PredictionPlot({ of }: { readonly of?: string }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  // Joined to one string, so that new values alone do not re-render.
  const names = useStore(predictions, (seen = []) => seen.map(nameOf).join('\n'))
  const loaded = useStore(engineStore, (state) => state.compiled !== undefined && state.compiled.errors.length === 0)
  const [wanted, want] = useState(of ?? '')
  const here = usePinnedHere()
  const [all, showAll] = useState(false)
  const [readout] = useState(makeReadout)
  const [views] = useState(() => new Map<string, PlotView>())
  const choices = names === '' ? [] : names.split('\n')
  const chosen = choices.includes(wanted) ? wanted : choices[0]
  /** The view of each output, close-up or whole. */
  const viewOf = (name: string): PlotView => {
    const key = `${all ? 'all' : 'close'} ${name}`
    if (here) return pinnedView(here)
    const view = views.get(key) ?? new PlotView()
    views.set(key, view)
    return view
  }

  const say = (name: string): string => {
    const [output = '', ...column] = name.split('/')
    const label = labelOf(document, output)
    return column.length === 0 || column.join('/') === output ? label : `${label} · ${column.join('/')}`
  }
  const title =
    choices.length > 1 && !here ? (
      <select className="panel-select" value={chosen} aria-label={t('panels.prediction.choose')} onChange={(event) => want(event.target.value)}>
        {choices.map((name) => (
          <option key={name} value={name}>
            {say(name)}
          </option>
        ))}
      </select>
    ) : chosen !== undefined ? (
      say(chosen)
    ) : (
      t('panels.prediction.title')
    )
  const pattern = useStore(predictions, (seen = []) => seen.some((p) => nameOf(p) === chosen && p.kind === 'pattern'))
  const long = useStore(predictions, (seen = []) => seen.some((p) => nameOf(p) === chosen && p.kind === 'course' && p.close !== undefined))
  const keys: KeyLine[] = [
    { id: 'at', name: t('panels.prediction.at') },
    ...(pattern ? [{ id: 'class', name: t('panels.prediction.class') }] : []),
    { id: 'target', name: t('panels.prediction.target'), colour: '--text-tertiary', ...(pattern ? { kind: 'ring' as const } : { series: [1] }) },
    { id: 'prediction', name: t('panels.prediction.prediction'), colour: '--role-output', ...(pattern ? { kind: 'field' as const } : { series: [2] }) },
  ]
  const body = (name: string) =>
    pattern ? <PatternPlot key={name} output={name} readout={readout} /> : <TracePlot key={name} name={name} readout={readout} all={all} view={viewOf(name)} />
  return (
    <section className="panel-plot" aria-label={t('panels.prediction.title')}>
      <PlotHead
        title={title}
        keys={chosen === undefined ? [] : keys}
        readout={readout}
        plot={chosen === undefined || pattern ? undefined : { view: viewOf(chosen), name: say(chosen), subject: { kind: 'prediction', name: chosen } }}
      >
        {long && (
          <button type="button" className="panel-toggle" aria-pressed={all} title={t('panels.prediction.all-tip')} onClick={() => showAll(!all)}>
            {t('panels.prediction.all')}
          </button>
        )}
        {loaded && chosen !== undefined && (
          <button type="button" className="panel-toggle" title={t('forecast.open-tip')} onClick={() => showPanel('forecast')}>
            {t('forecast.open')}
          </button>
        )}
      </PlotHead>
      {chosen === undefined ? <Empty text={t(loaded ? 'panels.prediction.none' : 'panels.prediction.empty')} /> : body(chosen)}
    </section>
  )
}

interface TraceProps {
  readonly name: string
  readonly readout: Readout
  readonly all: boolean
  readonly view: PlotView
}

/** The whole curve; or, unless `all`, the steps around the start of the first scored part of a long one. */
function TracePlot({ name, readout, all, view }: TraceProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  // Joined to one string, so that new values alone do not create a new plot.
  const axisKey = useStore(predictions, (seen = []) => {
    const found = seen.find((p) => nameOf(p) === name)
    return found?.axis ? `${found.axis.kind} ${found.axis.column}` : ''
  })
  const options = useMemo<PlotOptions>(() => {
    const axis = axisIn(axisKey)
    return {
      scales: { x: { time: false }, y: { range: (_plot, low, high) => spanOf(course(name, all)?.target, low, high) } },
      axes: [timeAxis(theme, axis?.column ?? t('panels.prediction.steps'), axis), valueAxis(theme)],
      series: [
        {},
        { label: t('panels.prediction.target'), stroke: theme.quiet, width: 1.25, points: { show: false } },
        { label: t('panels.prediction.prediction'), stroke: theme.output, width: 1.5, points: { show: false } },
      ],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [18, isTimed(axis) ? roomForDates : roomAtRight, 0, 0],
      hooks: {
        draw: [(plot) => drawMoment(plot, course(name, all), theme.accent)],
        drawClear: [
          partBands(theme, () => {
            const trace = course(name, all)
            const places = trace && placesOf(trace)
            return trace && places
              ? trace.parts.map(({ part, first, end }) => ({ name: t(`panels.part.${part}`), part, from: places[first]!, to: places[end - 1]! }))
              : []
          }),
        ],
      },
    }
  }, [theme, name, all, t, axisKey])

  const read = useCallback((): uPlot.AlignedData => {
    const trace = course(name, all)
    return trace ? [placesOf(trace), gaps(trace.target), gaps(trace.prediction)] : [[], [], []]
  }, [name, all])

  const describe = useCallback(
    (index: number | null) => {
      const trace = course(name, all)
      if (!trace) return
      const at = index ?? trace.target.findLastIndex((v) => Number.isFinite(v))
      const known = (v: number | undefined): number | undefined => (v === undefined || Number.isNaN(v) ? undefined : v)
      readout.write('at', at < 0 ? '' : whenText(trace.axis, trace.labels[at]!))
      readout.write('target', figure(known(trace.target[at])))
      readout.write('prediction', figure(known(trace.prediction[at])))
    },
    [name, all, readout],
  )
  const pick = useCallback(
    (index: number) => {
      const trace = course(name, all)
      if (trace) chooseMoment(toStepOf({ part: trace.parts[0]?.part ?? 'train', sequence: 0 }, trace.from + index * trace.stride))
    },
    [name, all],
  )
  return <Plot options={options} read={read} watch={watch} describe={describe} pick={pick} label={t('panels.prediction.title')} view={view} />
}
