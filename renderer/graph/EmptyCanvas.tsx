import { useTranslation } from 'react-i18next'
import { useKeyHint } from '../keys/useKeyHint'
import { openAdd } from './actions'

export interface EmptyOffers {
  readonly takeBlock?: () => void
  readonly openExample?: () => void
  readonly openFile?: () => void
}

/** What an empty canvas offers. */
export function EmptyCanvas({ offers }: { readonly offers: EmptyOffers | undefined }) {
  const { t } = useTranslation()
  const hint = useKeyHint()
  return (
    <div className="graph-empty">
      <p>{t('canvas.empty.title')}</p>
      <div>
        <button type="button" className="primary" onClick={() => openAdd()}>
          {t('canvas.empty.add')} <kbd>{hint('add')}</kbd>
        </button>
        {offers?.takeBlock && (
          <button type="button" onClick={offers.takeBlock}>
            {t('canvas.empty.block')}
          </button>
        )}
        {offers?.openExample && (
          <button type="button" onClick={offers.openExample}>
            {t('canvas.empty.example')}
          </button>
        )}
        {offers?.openFile && (
          <button type="button" onClick={offers.openFile}>
            {t('canvas.empty.file')} <kbd>{hint('open')}</kbd>
          </button>
        )}
      </div>
    </div>
  )
}
