import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { hiddenWires } from '../../document/wires'
import { documentStore } from '../../editing/store'
import { showWires } from '../wiring'

/** Shows the number of hidden wires; a click shows them again. */
export function HiddenWires() {
  const { t } = useTranslation()
  const count = useStore(documentStore, ({ document }) => hiddenWires(document).length)
  if (count === 0) return null
  return (
    <button type="button" className="hidden-wires nokey" onClick={() => showWires()} title={t('shell.command.show-wires')}>
      {t('wires.hidden', { count })}
    </button>
  )
}
