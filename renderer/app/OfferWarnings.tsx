import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { encodingNames, type TableWarning } from '../../engine/data'
import type { TableKeys } from '../../engine/document/types'
import { Button } from '../controls/Button'
import { languageOf, problemText } from '../drawing/words'
import { readAs, useOffer } from '../workspace/offer'
import { signText } from '../inspector/readingFields'

/** Lists ambiguities in the table's format and cells that do not fit, with the alternatives. */
export function OfferWarnings({ warnings }: { readonly warnings: readonly TableWarning[] }) {
  const { t, i18n } = useTranslation()
  if (warnings.length === 0) return null
  /** Adds words for missing values to the existing ones. */
  const choose = ({ missing, ...keys }: TableKeys): void => {
    const known = useOffer.getState().offer?.keys.missing ?? []
    readAs({ ...keys, ...(missing ? { missing: [...new Set([...known, ...missing])] } : {}) })
  }
  return (
    <div className="tables-warnings" tabIndex={0} role="group" aria-label={t('tables.warnings')}>
      <ul>
        {warnings.map((warning) => (
          <li key={`${warning.code} ${warning.key} ${warning.column} ${warning.line}`} data-warning={warning.code}>
            <TriangleAlert size={14} aria-label={t('canvas.warning')} />
            <p>{problemText(languageOf(i18n.language), warning)}</p>
            {warning.choices.map((keys, k) => (
              <Button key={k} onClick={() => choose(keys)}>
                {choiceText(keys, t)}
              </Button>
            ))}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Describes briefly what an alternative would change. */
function choiceText(keys: TableKeys, t: (key: string, values?: Record<string, string | number>) => string): string {
  const parts = [
    ...(keys.header === undefined ? [] : [keys.header === 0 ? t('tables.choice.no-header') : t('tables.choice.header', { line: keys.header })]),
    ...(keys.separator === undefined ? [] : [t('tables.choice.separator', { sign: signText(keys.separator, t) })]),
    ...(keys.decimal === undefined ? [] : [t('tables.choice.decimal', { sign: keys.decimal })]),
    ...(keys.thousands === undefined ? [] : [t('tables.choice.thousands', { sign: signText(keys.thousands, t) })]),
    ...(keys.missing === undefined ? [] : [t('tables.choice.missing', { word: keys.missing.join(', ') })]),
    ...(keys.missingWords === undefined ? [] : [t(`tables.choice.words.${keys.missingWords}`)]),
    ...(keys.dates === undefined ? [] : [t(`tables.read.dates.${keys.dates}`)]),
    ...(keys.footer === undefined ? [] : [keys.footer === 0 ? t('tables.choice.footer-none') : t('tables.choice.footer', { count: keys.footer })]),
    ...(keys.encoding === undefined ? [] : [encodingNames[keys.encoding]]),
  ]
  return parts.join(', ')
}
