import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type uPlot from 'uplot'
import type { Prediction, PredictionTrace } from '../../../engine/run/protocol'
import { engineStore } from '../../app/engine'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../document/store'
import { Empty } from '../Empty'
import { figure, whole } from '../figures'
import { readingCursor, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead, type KeyLine } from '../plot/PlotHead'
import { makeReadout, type Readout } from '../plot/readout'
import { usePlotTheme } from '../plot/theme'
import { airy } from '../plot/ticks'
import { partBands } from './bands'
import { PatternPlot } from './PatternPlot'

const nameOf = (prediction: Prediction): string => (prediction.kind === 'course' ? `${prediction.output}/${prediction.column}` : prediction.output)
const find = (name: string): Prediction | undefined => engineStore.getState().predictions.find((p) => nameOf(p) === name)
const course = (name: string): PredictionTrace | undefined => {
  const found = find(name)
  return found?.kind === 'course' ? found : undefined
}

/** Labels where they rise from step to step, else the steps themselves. */
export function placesOf({ labels }: PredictionTrace): Float64Array {
  for (let i = 1; i < labels.length; i++) if (!(labels[i]! > labels[i - 1]!)) return Float64Array.from(labels, (_, k) => k)
  return labels
}

const gaps = (values: Float32Array): (number | null)[] => Array.from(values, (v) => (Number.isFinite(v) ? v : null))

const watch = (changed: () => void): (() => void) =>
  engineStore.subscribe((state, old) => {
    if (state.predictions !== old.predictions) changed()
  })

/** What an output should say against what it says: a number's course, or classes step by step. */
export function PredictionPlot() {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  // Joined, so that new numbers alone draw nothing anew here.
  const names = useStore(engineStore, (state) => state.predictions.map(nameOf).join('\n'))
  const loaded = useStore(engineStore, (state) => state.compiled !== undefined && state.compiled.errors.length === 0)
  const [wanted, want] = useState('')
  const [readout] = useState(makeReadout)
  const choices = names === '' ? [] : names.split('\n')
  const chosen = choices.includes(wanted) ? wanted : choices[0]

  const say = (name: string): string => {
    const [output = '', ...column] = name.split('/')
    const label = labelOf(document, output)
    return column.length === 0 || column.join('/') === output ? label : `${label} · ${column.join('/')}`
  }
  const title = choices.length > 1 ? (
    <select className="panel-select" value={chosen} aria-label={t('panels.prediction.choose')} onChange={(event) => want(event.target.value)}>
      {choices.map((name) => (
        <option key={name} value={name}>
          {say(name)}
        </option>
      ))}
    </select>
  ) : chosen !== undefined ? say(chosen) : t('panels.prediction.title')
  const pattern = useStore(engineStore, (state) => state.predictions.some((p) => nameOf(p) === chosen && p.kind === 'pattern'))
  const keys: KeyLine[] = [
    { id: 'at', name: t('panels.prediction.at') },
    ...(pattern ? [{ id: 'class', name: t('panels.prediction.class') }] : []),
    { id: 'target', name: t('panels.prediction.target'), colour: '--text-tertiary', ...(pattern ? { kind: 'ring' as const } : {}) },
    { id: 'prediction', name: t('panels.prediction.prediction'), colour: '--role-output', ...(pattern ? { kind: 'field' as const } : {}) },
  ]
  const body = (name: string) => (pattern ? <PatternPlot key={name} output={name} readout={readout} /> : <TracePlot name={name} readout={readout} />)
  return (
    <section className="panel-plot" aria-label={t('panels.prediction.title')}>
      <PlotHead title={title} keys={chosen === undefined ? [] : keys} readout={readout} />
      {chosen === undefined ? <Empty text={t(loaded ? 'panels.prediction.none' : 'panels.prediction.empty')} /> : body(chosen)}
    </section>
  )
}

function TracePlot({ name, readout }: { readonly name: string; readonly readout: Readout }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const options = useMemo<PlotOptions>(() => ({
    scales: { x: { time: false }, y: { range: (_plot, low, high) => airy(low, high) } },
    axes: [timeAxis(theme, undefined), valueAxis(theme)],
    series: [
      {},
      { stroke: theme.quiet, width: 1.25, points: { show: false } },
      { stroke: theme.output, width: 1.5, points: { show: false } },
    ],
    legend: { show: false },
    cursor: readingCursor(theme),
    padding: [18, 12, 0, 0],
    hooks: {
      drawClear: [partBands(theme, () => {
        const trace = course(name)
        const places = trace && placesOf(trace)
        return trace && places ? trace.parts.map(({ part, first, end }) => ({ name: t(`panels.part.${part}`), part, from: places[first]!, to: places[end - 1]! })) : []
      })],
    },
  }), [theme, name, t])

  const read = useCallback((): uPlot.AlignedData => {
    const trace = course(name)
    return trace ? [placesOf(trace), gaps(trace.target), gaps(trace.prediction)] : [[], [], []]
  }, [name])

  const describe = useCallback((index: number | null) => {
    const trace = course(name)
    if (!trace) return
    const at = index ?? trace.target.findLastIndex((v) => Number.isFinite(v))
    const known = (v: number | undefined): number | undefined => (v === undefined || Number.isNaN(v) ? undefined : v)
    readout.write('at', at < 0 ? '' : whole(Math.round(trace.labels[at]! * 100) / 100, 5))
    readout.write('target', figure(known(trace.target[at])))
    readout.write('prediction', figure(known(trace.prediction[at])))
  }, [name, readout])
  return <Plot options={options} read={read} watch={watch} describe={describe} label={t('panels.prediction.title')} />
}
