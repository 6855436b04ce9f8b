import { useTranslation } from 'react-i18next'
import { grouped } from '../languages/numbers'
import type { Reading } from '../workspace/feed'

/** A progress bar of reading a file, with figures. */
export function Progress({ reading }: { readonly reading: Reading }) {
  const { t, i18n } = useTranslation()
  const { bytes, size, rows } = reading
  const megabytes = (n: number): string => grouped(n / 1e6, i18n.language, size < 1e7 ? 1 : 0)
  return (
    <div className="tables-progress">
      <progress value={bytes} max={Math.max(1, size)} aria-label={t('tables.progress')} />
      <span className="figure" data-reading={bytes}>
        {t('tables.progress.figures', { bytes: megabytes(bytes), size: megabytes(size), rows: grouped(rows, i18n.language) })}
      </span>
    </div>
  )
}
