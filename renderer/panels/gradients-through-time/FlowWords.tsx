import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { splitEnd } from '../../../engine/document/ends'
import type { GraphDocument } from '../../../engine/document/types'
import type { FlowView } from '../../../engine/run/streams'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { engineStore } from '../../workspace/engine'
import { short } from '../../languages/numbers'
import { remediesFor } from './remedies'

/** The name of a port: the node's label, with the port's name unless it is `out`. */
export const portName = (label: string, port: string): string => (port === 'out' ? label : `${label}.${port}`)

const percentOf = (share: number): string => `${short(100 * share, 2)} %`

/** States whether errors vanish or explode back through time, and offers remedies. */
export function FlowWords({ view, step }: { readonly view: FlowView /** The step whose loss alone is shown. */; readonly step?: number | undefined }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const shapes = useStore(engineStore, (state) => state.compiled?.shapes)
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const { verdict, reach, judged } = view
  const { kind, rate = 1, left = 1, lags = 0, cut = 0 } = verdict
  const { node, port = 'out' } = splitEnd(verdict.port ?? '')
  const values = {
    port: node === '' ? '' : portName(labelOf(document, node), port),
    rate: short(rate, 2),
    left: left < 1 ? percentOf(left) : short(left, 2),
    lags,
  }
  const limit =
    reach.kind === 'rtrl'
      ? t('insight.flow.reach.rtrl')
      : reach.kind === 'readout'
        ? t('insight.flow.reach.readout')
        : reach.horizon === null
          ? t('insight.flow.reach.whole')
          : t('insight.flow.reach.horizon', { horizon: reach.horizon, cut: percentOf(cut) })
  return (
    <div className="flow-words" data-verdict={kind}>
      <p>
        <strong>{t(`insight.flow.kind.${kind}`)}</strong> {t(`insight.flow.${kind}`, values)} {limit}
      </p>
      <Mattered view={view} step={step} />
      <span className="problem-repairs">
        {remediesFor(view, document, shapes ?? {}).map(({ name, values, apply }) => (
          <button key={name} type="button" title={t(`insight.remedy.${name}.tip`, values)} onClick={apply}>
            {t(`insight.remedy.${name}`, values)}
          </button>
        ))}
      </span>
      {judged.taken < judged.of && (
        <p className="panel-quiet">{t(running ? 'insight.flow.taken-running' : 'insight.flow.taken', { taken: judged.taken, of: judged.of })}</p>
      )}
    </div>
  )
}

/** For the loss of one step: which input of which earlier step it depends on most. */
function Mattered({ view, step }: { readonly view: FlowView; readonly step: number | undefined }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const most = step === undefined ? undefined : mostOf(view, document)
  if (!most || step === undefined) return null
  return <p className="flow-mattered">{t('insight.flow.mattered', { input: labelOf(document, most.node), lag: most.lag, at: step - most.lag, step })}</p>
}

/** The input and the lag with the largest gradient. */
function mostOf({ ports, values, lags }: Pick<FlowView, 'ports' | 'values' | 'lags'>, { nodes }: Pick<GraphDocument, 'nodes'>) {
  let most: { readonly node: string; readonly lag: number; readonly value: number } | undefined
  ports.forEach(({ node }, p) => {
    if (nodes[node]?.type !== 'input') return
    for (let lag = 0; lag < lags; lag++) {
      const value = values[p * lags + lag]!
      if (value > (most?.value ?? 0)) most = { node, lag, value }
    }
  })
  return most
}
