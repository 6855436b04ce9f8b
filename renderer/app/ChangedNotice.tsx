import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Button } from '../controls/Button'
import { keyOf, lookForChanges, putAside, useChanges } from '../workspace/changed'
import { answerChange } from '../workspace/files'
import { askForData } from '../workspace/offer'
import { tabsStore } from '../workspace/tabs'
import { titleOf } from '../workspace/titles'

/** Reports that another program has changed the file of the document on screen, or its data file. */
export function ChangedNotice() {
  const { t } = useTranslation()
  const tab = useStore(tabsStore, ({ shown }) => shown)
  const { documents, data, aside } = useChanges()
  const file = aside.has(keyOf(tab, 'document')) ? undefined : documents.get(tab)
  const table = aside.has(keyOf(tab, 'data')) ? undefined : data.get(tab)
  const { document, ...state } = tab.documents.store.getState()
  const path = document.data?.kind === 'file' ? document.data.path : ''
  return (
    <>
      {file && (
        <div className="tabs-notice" role="status">
          <p>{t(`files.notice.${file}`, { name: titleOf({ document, ...state }) })}</p>
          <Button look="quiet" onClick={() => putAside(tab, 'document')}>
            {t('files.not-now')}
          </Button>
          <Button look="primary" onClick={() => void answerChange(tab, file === 'gone')}>
            {t('files.look')}
          </Button>
        </div>
      )}
      {table && (
        <div className="tabs-notice" role="status">
          <p>{t(`files.notice.data-${table}`, { path })}</p>
          <Button look="quiet" onClick={() => putAside(tab, 'data')}>
            {t('files.not-now')}
          </Button>
          {table === 'gone' ? (
            <Button look="primary" onClick={() => void askForData()}>
              {t('shell.command.choose-data')}
            </Button>
          ) : (
            <Button
              look="primary"
              onClick={() => {
                putAside(tab, 'data')
                tab.engine.readAgain()
                void lookForChanges()
              }}
            >
              {t('tables.again')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
