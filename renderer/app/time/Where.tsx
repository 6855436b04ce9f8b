import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { MomentView } from '../../../engine/run/streams'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { figure } from '../../languages/numbers'
import { whenText } from '../../panels/plot/when'
import { momentStore, momentView } from '../../workspace/engine'

const placeText = ({ axis, label }: MomentView): string => (axis && label !== undefined ? whenText(axis, label) : '')
const symbolText = ({ symbols }: MomentView): string =>
  symbols
    .filter(({ kind }) => kind === 'input')
    .map(({ text }) => text)
    .join(' ')

/** The shown step as text: its number, its date or symbol, and its loss. */
export function Where() {
  const { t } = useTranslation()
  const held = useStore(momentStore, (state) => state.held)
  const step = useStore(momentStore, (state) => state.step)
  const last = useStore(momentStore, (state) => (state.extent ? state.extent.length - 1 : undefined))
  const place = useStore(momentView, (view) => (view ? placeText(view) : ''))
  const symbol = useStore(momentView, (view) => (view ? symbolText(view) : ''))
  const loss = useStore(momentView, (view) => view?.loss)
  const document = useStore(documentStore, (state) => state.document)
  const all = useStore(momentView, (view) => view?.symbols)
  const tip = (all ?? []).map(
    ({ node, kind, text }) => `${labelOf(document, node)} (${t(kind === 'input' ? 'time.symbol.input' : 'time.symbol.target')}): ${text}`,
  )
  if (last === undefined) return null
  return (
    <output className="time-where figure" aria-live={held ? 'polite' : 'off'} title={tip.join('\n')}>
      <span>
        {t('time.step')} <b style={{ minWidth: `${Math.max(2, String(last).length)}ch` }}>{step}</b> / <span className="time-last">{last}</span>
      </span>
      {place !== '' && <span>{place}</span>}
      {symbol !== '' && <b className="time-symbol">{symbol}</b>}
      {/* Also without a loss, so that the slider beside it keeps its width when a moment is held. */}
      <span className="time-loss">{t('time.loss', { loss: figure(loss) })}</span>
    </output>
  )
}
