import './refused.css'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { IconButton } from '../controls/IconButton'
import { documentStore, refuse } from '../editing/store'
import { problemText, languageOf } from '../drawing/words'

/** Shows why the last edit was refused, until the next edit. */
export function RefusedNotice() {
  const { t, i18n } = useTranslation()
  const problem = useStore(documentStore, (state) => state.refused)
  if (!problem) return null
  return (
    <div className="refused" role="alert">
      <p>{t('limits.refused', { reason: problemText(languageOf(i18n.language), problem) })}</p>
      <IconButton label={t('shell.close')} onClick={() => refuse(undefined)}>
        <X size={14} />
      </IconButton>
    </div>
  )
}
