import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { FlowView } from '../../../engine/run/streams'
import { Select } from '../../controls/Select'
import { labelOf, wiresOf } from '../../document/selectors'
import { languageOf, problemText } from '../../drawing/words'
import { documentStore } from '../../editing/store'
import { glowStore } from '../../graph/live/glow'
import { compact, figure } from '../../languages/numbers'
import { engineStore, momentStore } from '../../workspace/engine'
import { canRun } from '../../workspace/openEngine'
import { Empty } from '../Empty'
import { colourOf, isSecondRound } from '../../controls/lineColours'
import { FlowCurves } from './FlowCurves'
import { FlowMap } from './FlowMap'
import { FlowWords, portName } from './FlowWords'
import { glowAt } from './glowAt'
import { placeOn, scaleOf } from './scale'
import { useFlow } from './useFlow'
import './flow.css'

const LAGS = ['16', '32', '64', '128', '256']

/** Shows how far errors reach back, by port and lag, as a map and as curves, with a verdict and remedies. */
export function GradientsPanel() {
  const { t, i18n } = useTranslation()
  /** The chosen step. */
  const step = useStore(momentStore, (state) => (state.held ? state.step : undefined))
  const document = useStore(documentStore, (state) => state.document)
  const ready = useStore(engineStore, canRun)
  const [lags, setLags] = useState('32')
  const [ofStep, setOfStep] = useState(false)
  const [rows, setRows] = useState<'nodes' | 'parameters'>('nodes')
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const [pointed, point] = useState<number>()
  const [lit, light] = useState(false)
  const [chosen, choose] = useState(1)
  const { seen, newest } = useFlow(ofStep ? (step ?? null) : null, Number(lags), rows === 'parameters')
  const view = seen && !('problem' in seen) ? seen : undefined
  const lag = Math.min(chosen, (view?.lags ?? 1) - 1)
  useGlow(view, lit ? lag : undefined)
  const curves =
    view?.ports.flatMap(({ name, node, port }, p) =>
      off.has(name) ? [] : [{ port: name, name: portName(labelOf(document, node), port), colour: colourOf(p), dashed: isSecondRound(p) }],
    ) ?? []
  const onPoint = useCallback((at: number | undefined) => point(at), [])
  if (!ready) return <Empty text={t('insight.flow.empty')} />
  if (seen && 'problem' in seen) return <Empty text={problemText(languageOf(i18n.language), seen.problem)} />
  if (!view) return <Empty text={t('insight.working')} />
  const read = pointed ?? (lit ? lag : undefined)
  const toggle = (name: string): void => setOff(new Set(off.has(name) ? [...off].filter((other) => other !== name) : [...off, name]))
  return (
    <div className="panel-flow">
      <FlowWords view={view} step={ofStep ? step : undefined} />
      <div className="flow-tools">
        <Select
          label={t('insight.flow.rows')}
          value={rows}
          onChange={(value) => setRows(value === 'parameters' ? 'parameters' : 'nodes')}
          choices={(['nodes', 'parameters'] as const).map((value) => ({ value, label: t(`insight.flow.rows.${value}`) }))}
        />
        <Select
          label={t('insight.flow.lags-shown')}
          value={lags}
          onChange={setLags}
          choices={LAGS.map((value) => ({ value, label: t('insight.flow.lags-of', { count: Number(value) }) }))}
        />
        <button
          type="button"
          className="panel-toggle"
          aria-pressed={ofStep && step !== undefined}
          disabled={step === undefined}
          title={t('insight.flow.of-step-tip')}
          onClick={() => setOfStep(!ofStep)}
        >
          {step === undefined ? t('insight.flow.of-all') : t('insight.flow.of-step', { step })}
        </button>
        <button type="button" className="panel-toggle" aria-pressed={lit} title={t('insight.flow.light-tip')} onClick={() => light(!lit)}>
          {t('insight.flow.light')}
        </button>
        <input
          type="range"
          min={0}
          max={Math.max(0, view.lags - 1)}
          value={lag}
          disabled={!lit}
          aria-label={t('insight.flow.lag')}
          onChange={(event) => choose(Number(event.target.value))}
        />
        <span className="figure">{read === undefined ? '' : `ℓ = ${read}`}</span>
        <FlowLegend view={view} />
      </div>
      <div className="flow-body">
        <div className="flow-scroll">
          <div className="flow-ports" role="group" aria-label={t('insight.flow.ports')}>
            {view.ports.map(({ name, node, port }, p) => (
              <button
                key={name}
                type="button"
                aria-pressed={!off.has(name)}
                title={`${portName(labelOf(document, node), port)}\n${t('insight.flow.port-tip')}`}
                onClick={() => toggle(name)}
              >
                <i style={{ background: `var(${colourOf(p)})` }} />
                <span>{portName(labelOf(document, node), port)}</span>
                <span className="figure">{read === undefined ? '' : figure(view.values[p * view.lags + read])}</span>
              </button>
            ))}
          </div>
          <FlowMap
            view={view}
            pointed={pointed}
            chosen={lit ? lag : undefined}
            onPoint={onPoint}
            onChoose={(at) => {
              choose(at)
              light(true)
            }}
          />
        </div>
        <FlowCurves newest={newest} curves={curves} onPoint={onPoint} />
        <ParameterNorms view={view} />
      </div>
    </div>
  )
}

/** Highlights nodes and wires on the canvas by their value at a lag, while one is given. */
function useGlow(view: FlowView | undefined, lag: number | undefined): void {
  const document = useStore(documentStore, (state) => state.document)
  useEffect(() => {
    glowStore.setState({ glow: view && lag !== undefined ? glowAt(view, lag, wiresOf(document)) : undefined })
  }, [view, lag, document])
  useEffect(() => () => glowStore.setState({ glow: undefined }), [])
}

/** The colour scale, from the faintest to the strongest. */
function FlowLegend({ view }: { readonly view: FlowView }) {
  const { t } = useTranslation()
  const scale = scaleOf(view)
  return (
    <span className="flow-legend" title={t('insight.flow.legend')}>
      {scale && (
        <>
          <span className="figure">{compact(scale.low, 2)}</span>
          <i />
          <span className="figure">{compact(scale.high, 2)}</span>
        </>
      )}
    </span>
  )
}

/** ‖∂J/∂W‖ of each parameter over these lags, as bars on a logarithmic scale. */
function ParameterNorms({ view }: { readonly view: FlowView }) {
  const { t } = useTranslation()
  const known = view.parameters.filter(({ value }) => value !== null && value > 0) as readonly { name: string; value: number }[]
  const scale = scaleOf({ values: Float64Array.from(known, ({ value }) => value) })
  return (
    <div className="flow-parameters" role="group" aria-label={t('insight.flow.parameters')}>
      <span className="plot-title">{t('insight.flow.parameters')}</span>
      {view.parameters.map(({ name, value }) => (
        <div key={name} title={name}>
          <span>{name}</span>
          <span className="figure">{value === null ? '—' : compact(value, 3)}</span>
          <i style={{ width: `${100 * (scale && value ? 0.03 + 0.97 * Math.max(0, placeOn(scale, value)) : 0)}%` }} />
        </div>
      ))}
    </div>
  )
}
