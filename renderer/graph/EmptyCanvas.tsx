import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeyHint } from '../keys/useKeyHint'
import { focusCanvas, openAdd } from './actions'

export interface EmptyOffers {
  readonly chooseData?: () => void
  readonly takeBlock?: () => void
  readonly openExample?: () => void
  readonly openFile?: () => void
}

/** What an empty canvas offers. */
export function EmptyCanvas({ offers }: { readonly offers: EmptyOffers | undefined }) {
  const { t } = useTranslation()
  const hint = useKeyHint()
  // The keys that are offered work at once, unless somebody is typing elsewhere.
  useEffect(() => {
    if (document.activeElement?.closest('input, textarea, select, dialog, [role="dialog"]') === null) focusCanvas()
  }, [])
  return (
    <div className="graph-empty">
      <p>{t('canvas.empty.title')}</p>
      <div>
        {offers?.chooseData && (
          <button type="button" onClick={offers.chooseData}>
            {t('canvas.empty.data')}
          </button>
        )}
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
