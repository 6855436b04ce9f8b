import { useTranslation } from 'react-i18next'
import type { Reading } from '../workspace/feed'

/** How much of a file has been read, as a bar and in figures. */
export function Progress({ reading }: { readonly reading: Reading }) {
  const { t, i18n } = useTranslation()
  const { bytes, size, rows } = reading
  const figure = new Intl.NumberFormat(i18n.language)
  const megabytes = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: size < 1e7 ? 1 : 0 })
  return (
    <div className="tables-progress">
      <progress value={bytes} max={Math.max(1, size)} aria-label={t('tables.progress')} />
      <span className="figure" data-reading={bytes}>
        {t('tables.progress.figures', { bytes: megabytes.format(bytes / 1e6), size: megabytes.format(size / 1e6), rows: figure.format(rows) })}
      </span>
    </div>
  )
}
