import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type uPlot from 'uplot'
import type { ForecastAnswer, ForecastCurve } from '../../../engine/run/questions'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { figure } from '../../languages/numbers'
import { readingCursor, roomAtRight, roomForDates, timeAxis, valueAxis } from '../plot/axes'
import { axisIn, gaps, placesOf, spanOf } from '../plot/course'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import type { KeyLine } from '../plot/readout'
import { makeReadout } from '../plot/readout'
import { usePlotTheme } from '../plot/theme'
import { PlotView } from '../plot/view'
import { isTimed, whenText } from '../plot/when'
import { partBands } from '../run/bands'
import { handleHooks } from './handle'
import type { ForecastSettings } from './settings'
import type { useForecast } from './useForecast'

/** Of a longer curve, only the part near the forecast is shown at first. */
const PLAIN = 600
/** Least number of steps to show before a forecast. */
const BEFORE = 60
/** Opacity of the bands of 90 and 50 %. */
const FAINT = 0.14
const STRONG = 0.26

const nameOf = ({ output, column }: ForecastCurve): string => `${output}/${column}`
const faded = (colour: string, opacity: number): string => {
  const number = Number.parseInt(colour.slice(1), 16)
  return `rgba(${number >> 16}, ${(number >> 8) & 255}, ${number & 255}, ${opacity})`
}

interface Props {
  readonly forecast: ReturnType<typeof useForecast>
  readonly settings: StoreApi<ForecastSettings>
}

/** The forecast over the curve with true inputs, with its bands, and the handle where it begins. */
export function ForecastPlot({ forecast, settings }: Props) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const names = useStore(forecast, ({ answer }) => answer?.curves.map(nameOf).join('\n') ?? '')
  const [wanted, want] = useState('')
  const [readout] = useState(makeReadout)
  const [views] = useState(() => new Map<string, PlotView>())
  const choices = names.split('\n')
  const chosen = Math.max(0, choices.indexOf(wanted))
  const name = choices[chosen]!
  const view = views.get(name) ?? new PlotView()
  views.set(name, view)
  const say = (each: string): string => {
    const [output = '', ...column] = each.split('/')
    const label = labelOf(document, output)
    return column.join('/') === output || column.join('/') === '' ? label : `${label} · ${column.join('/')}`
  }
  const title =
    choices.length > 1 ? (
      <select className="panel-select" value={name} aria-label={t('panels.prediction.choose')} onChange={(event) => want(event.target.value)}>
        {choices.map((each, i) => (
          <option key={i} value={each}>
            {say(each)}
          </option>
        ))}
      </select>
    ) : (
      say(name)
    )
  const keys: KeyLine[] = [
    { id: 'at', name: t('panels.prediction.at') },
    { id: 'target', name: t('panels.prediction.target'), colour: '--text-tertiary', series: [5] },
    { id: 'forced', name: t('forecast.forced'), colour: '--role-layer', kind: 'dashed', series: [6] },
    { id: 'forecast', name: t('forecast.title'), colour: '--role-output', series: [7] },
    { id: 'bands', name: t('forecast.bands'), colour: '--role-output', kind: 'field', series: [1, 2, 3, 4] },
  ]
  return (
    <section className="panel-plot" aria-label={t('forecast.title')}>
      <PlotHead title={title} keys={keys} readout={readout} plot={{ view, name: `${say(name)} ${t('forecast.file')}` }} />
      <Curve key={name} index={chosen} forecast={forecast} settings={settings} view={view} readout={readout} />
    </section>
  )
}

interface CurveProps extends Props {
  readonly index: number
  readonly view: PlotView
  readonly readout: ReturnType<typeof makeReadout>
}

function Curve({ index, forecast, settings, view, readout }: CurveProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const axisKey = useStore(forecast, ({ answer }) => (answer?.axis ? `${answer.axis.kind} ${answer.axis.column}` : ''))
  const found = useCallback((): { readonly answer: ForecastAnswer; readonly curve: ForecastCurve } | undefined => {
    const { answer } = forecast.getState()
    const curve = answer?.curves[index]
    return answer && curve ? { answer, curve } : undefined
  }, [forecast, index])

  const options = useMemo<PlotOptions>(() => {
    const axis = axisIn(axisKey)
    const hidden = { stroke: 'transparent', width: 0, points: { show: false } }
    const edge = (share: number, side: 'low' | 'high') => ({ ...hidden, label: `${share} % ${t(`forecast.${side}`)}` })
    const startOf = (): number | undefined => settings.getState().from ?? found()?.answer.from
    const begin = (from: number): void => settings.setState({ from: Math.max(0, Math.min(found()?.answer.length ?? 0, from)) })
    const handle = handleHooks({
      label: t('forecast.handle'),
      at: () => {
        const here = found()
        const from = startOf()
        if (!here || from === undefined) return undefined
        return placesOf(here.curve)[Math.max(0, from - here.curve.ahead - here.answer.first)]
      },
      text: () => t('forecast.begins', { step: startOf() ?? 0 }),
      move: (x) => {
        const here = found()
        if (!here) return
        const places = placesOf(here.curve)
        let at = 0
        for (let k = 1; k < places.length; k++) if (Math.abs(places[k]! - x) < Math.abs(places[at]! - x)) at = k
        begin(here.answer.first + at + here.curve.ahead)
      },
      nudge: (steps) => begin((startOf() ?? 0) + steps),
    })
    return {
      scales: { x: { time: false }, y: { range: (_plot, low, high) => spanOf(found()?.curve.target, low, high) } },
      axes: [timeAxis(theme, axis?.column ?? t('panels.prediction.steps'), axis), valueAxis(theme)],
      series: [
        {},
        edge(90, 'low'),
        edge(90, 'high'),
        edge(50, 'low'),
        edge(50, 'high'),
        { label: t('panels.prediction.target'), stroke: theme.quiet, width: 1.25, points: { show: false } },
        { label: t('forecast.forced'), stroke: theme.layer, width: 1, dash: [4, 3], points: { show: false } },
        { label: t('forecast.title'), stroke: theme.output, width: 1.75, points: { show: false } },
      ],
      bands: [
        { series: [2, 1], fill: faded(theme.output, FAINT) },
        { series: [4, 3], fill: faded(theme.output, STRONG) },
      ],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [18, isTimed(axis) ? roomForDates : roomAtRight, 0, 0],
      hooks: {
        ...handle,
        drawClear: [
          partBands(theme, () => {
            const here = found()
            if (!here) return []
            const { answer, curve } = here
            const places = placesOf(curve)
            return answer.parts.flatMap(({ part, first, end }) => {
              const [from, to] = [Math.max(0, first - answer.first), Math.min(places.length, end - answer.first)]
              return to > from ? [{ name: t(`panels.part.${part}`), part, from: places[from]!, to: places[to - 1]! }] : []
            })
          }),
        ],
      },
    }
  }, [theme, t, axisKey, found, settings])

  const read = useCallback((): uPlot.AlignedData => {
    const here = found()
    if (!here) return [[], [], [], [], [], [], [], []]
    const { labels, target, forced, forecast: predicted, bands } = here.curve
    const band = (share: number) => bands.find((each) => each.share === share)
    const nothing = new Float64Array(labels.length).fill(Number.NaN)
    const edges = [0.9, 0.5].flatMap((share) => [band(share)?.low ?? nothing, band(share)?.high ?? nothing])
    return [placesOf(here.curve), ...[...edges, target, forced, predicted].map(gaps)] as uPlot.AlignedData
  }, [found])

  const watch = useCallback(
    (changed: () => void): (() => void) => {
      const leave = [forecast.subscribe((now, old) => void (now.answer !== old.answer && changed())), settings.subscribe(changed)]
      return () => leave.forEach((each) => each())
    },
    [forecast, settings],
  )
  const describe = useCallback(
    (at: number | null) => {
      const here = found()
      if (!here) return
      const { answer, curve } = here
      const last = at ?? answer.from + answer.steps - 1 - answer.first
      const known = (v: number | undefined): number | undefined => (v === undefined || Number.isNaN(v) ? undefined : v)
      readout.write('at', last < 0 || !(last < curve.labels.length) ? '' : whenText(answer.axis, curve.labels[last]!))
      for (const name of ['target', 'forced', 'forecast'] as const) readout.write(name, figure(known(curve[name][last])))
    },
    [found, readout],
  )
  // A long series is shown near the forecast, until the user zooms.
  useEffect(() => {
    const look = (): boolean => {
      const here = found()
      if (!here || !view.plot) return false
      const { answer, curve } = here
      const places = placesOf(curve)
      if (places.length <= PLAIN || view.isZoomed()) return true
      const at = answer.from - answer.first
      const last = Math.min(places.length - 1, at + answer.steps)
      view.look([places[Math.max(0, at - Math.max(BEFORE, answer.steps / 2))]!, places[last]!])
      return true
    }
    if (look()) return undefined
    const leave = forecast.subscribe(() => {
      if (look()) leave()
    })
    return leave
  }, [found, forecast, view])
  return <Plot options={options} read={read} watch={watch} describe={describe} label={t('forecast.title')} operable view={view} />
}
