import { useTranslation } from 'react-i18next'
import { Button } from '../controls/Button'
import { titleOf } from './files'
import { useJournal } from './journal'
import { discardRestored, keepRestored, useRestored } from './restored'

/** Says what was brought back after an unexpected end, and when nothing can be kept for the next one. */
export function RestoredNotice() {
  const { t } = useTranslation()
  const restored = useRestored((state) => state.restored)
  const failed = useJournal((state) => state.failed)
  const names = restored.map(({ tab }) => titleOf(tab.documents.store.getState())).join(', ')
  return (
    <>
      {restored.length > 0 && (
        <div className="tabs-notice" role="status">
          <p>{t('tabs.restored', { count: restored.length, names })}</p>
          <Button look="quiet" onClick={discardRestored}>
            {t('tabs.restored.discard')}
          </Button>
          <Button look="primary" onClick={keepRestored}>
            {t('tabs.restored.keep')}
          </Button>
        </div>
      )}
      {failed && (
        <div className="tabs-notice" role="alert">
          <p>{t('tabs.journal-failed')}</p>
        </div>
      )}
    </>
  )
}
