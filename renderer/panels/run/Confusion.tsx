import { useTranslation } from 'react-i18next'
import type { Part } from '../../../engine/data/types'
import type { ClassScore } from '../../../engine/learn/evaluate/measures/scores'
import { whole } from '../../languages/numbers'

/**
 * Confusion matrix: steps by class of the target (rows) and of the prediction (columns), shaded by the fraction of the
 * row.
 */
export function Confusion({ score: { confusion, classes = [] }, part }: { readonly score: ClassScore; readonly part: Part }) {
  const { t } = useTranslation()
  if (!confusion) return null
  return (
    <div className="scores-confusion">
      <table aria-label={t('panels.scores.confusion')}>
        <caption>{t('panels.scores.confusion-of', { part: t(`panels.part.${part}`) })}</caption>
        <thead>
          <tr>
            <th />
            {classes.map((name, c) => (
              <th key={c} scope="col" title={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, r) => {
            const total = row.reduce((sum, steps) => sum + steps, 0)
            return (
              <tr key={r}>
                <th scope="row" title={classes[r]}>
                  {classes[r]}
                </th>
                {row.map((steps, c) => (
                  <td
                    key={c}
                    className="figure"
                    title={t('panels.scores.confusion-cell', { target: classes[r], answer: classes[c], steps })}
                    style={{ background: `color-mix(in srgb, var(--accent) ${total > 0 ? Math.round((40 * steps) / total) : 0}%, transparent)` }}
                  >
                    {whole(steps, 0)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
