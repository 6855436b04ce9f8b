import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '../keys/useCommands'
import { focusCanvas } from './actions'

export interface EmptyOffers {
  readonly chooseData?: () => void
  readonly takeBlock?: () => void
  readonly openExample?: () => void
  readonly openFile?: () => void
}

/** Shown on an empty canvas: ways to begin. */
export function EmptyCanvas({ offers }: { readonly offers: EmptyOffers | undefined }) {
  const { t } = useTranslation()
  const command = useCommands()
  // Focuses the canvas so that the offered keys work at once, unless the user is typing elsewhere.
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
        <button type="button" className="primary" onClick={command('add').run}>
          {t('canvas.empty.add')} <kbd>{command('add').hint}</kbd>
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
            {t('canvas.empty.file')} <kbd>{command('open').hint}</kbd>
          </button>
        )}
      </div>
    </div>
  )
}
