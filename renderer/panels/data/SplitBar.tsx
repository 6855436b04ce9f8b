import { useTranslation } from 'react-i18next'
import type { PreviewMessage } from '../../../engine/run/protocol'

/** How rows or sequences are dealt out to the parts, to scale. */
export function SplitBar({ split }: { readonly split: PreviewMessage['split'] }) {
  const { t, i18n } = useTranslation()
  const { unit, total, ends } = split
  const count = new Intl.NumberFormat(i18n.language)
  const parts = (['train', 'validation', 'test', 'none'] as const)
    .map((part, i) => ({ part, size: (i === 3 ? total : ends[i]!) - (i === 0 ? 0 : ends[i - 1]!) }))
    .filter(({ size }) => size > 0)
  if (total === 0) return null
  return (
    <section className="data-split" aria-label={t('panels.data.split')}>
      <header>
        <span className="plot-title">{t('panels.data.split')}</span>
        <span className="panel-quiet">{t(`panels.data.${unit}-count`, { count: total, number: count.format(total) })}</span>
      </header>
      <div className="split-bar" aria-hidden>
        {parts.map(({ part, size }) => (
          <span key={part} className={`split-${part}`} style={{ flexGrow: size }} />
        ))}
      </div>
      <ul>
        {parts.map(({ part, size }) => (
          <li key={part}>
            <i className={`split-${part}`} aria-hidden />
            {t(`panels.part.${part}`)} <span className="figure">{count.format(size)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
