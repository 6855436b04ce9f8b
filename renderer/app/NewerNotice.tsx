import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { newerOf } from '../../engine/document/newer'
import { Button } from '../controls/Button'
import { documentStore } from '../editing/store'
import { save } from '../workspace/files'

/** Reports that the document on screen is of a newer version. */
export function NewerNotice() {
  const { t } = useTranslation()
  const extensions = useStore(documentStore, (state) => state.document.extensions)
  const newer = useMemo(() => newerOf({ extensions }), [extensions])
  if (!newer) return null
  return (
    <div className="tabs-notice" role="status">
      <p>{t('files.notice.newer', { version: newer.version })}</p>
      <Button onClick={() => void save(true)}>{t('files.save-copy')}</Button>
    </div>
  )
}
