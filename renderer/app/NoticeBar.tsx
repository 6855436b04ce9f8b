import { X } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../controls/IconButton'
import { useNotice } from '../controls/notice'

/** Milliseconds to show a notice: time to read a sentence of its length. */
const stay = (text: string): number => 2500 + 60 * text.length

/** Shows at the bottom of the canvas why the last gesture had no effect. */
export function NoticeBar() {
  const { t } = useTranslation()
  const notice = useNotice((state) => state.notice)
  const text = notice && t(notice.key, notice.values)
  const put = (): void => useNotice.setState({ notice: undefined })
  useEffect(() => {
    if (text === undefined) return undefined
    const timer = setTimeout(put, stay(text))
    return () => clearTimeout(timer)
  }, [notice, text])
  return (
    <div className="shell-notice" role="status" aria-live="polite">
      {notice && (
        <div key={notice.turn}>
          <p>{text}</p>
          <IconButton label={t('shell.close')} onClick={put}>
            <X size={14} />
          </IconButton>
        </div>
      )}
    </div>
  )
}
