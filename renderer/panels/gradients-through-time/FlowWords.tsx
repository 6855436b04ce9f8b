import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { FlowView } from '../../../engine/run/streams'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { engineStore } from '../../workspace/engine'
import { remediesFor } from './remedies'

/** The name of a port: the node's label, with the port's name unless it is `out`. */
export const portName = (label: string, port: string): string => (port === 'out' ? label : `${label}.${port}`)

const percentOf = (share: number): string => `${Number((100 * share).toPrecision(2))} %`

/** States whether errors vanish or explode on their way back, and offers remedies. */
export function FlowWords({ view }: { readonly view: FlowView }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const shapes = useStore(engineStore, (state) => state.compiled?.shapes)
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const { verdict, reach, ports, judged } = view
  const { kind, rate = 1, left = 1, lags = 0, cut = 0 } = verdict
  const port = ports.find(({ name }) => name === verdict.port)
  const values = {
    port: port ? portName(labelOf(document, port.node), port.port) : '',
    rate: Number(rate.toPrecision(2)),
    left: left < 1 ? percentOf(left) : Number(left.toPrecision(2)),
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
