import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Part } from '../../../engine/data/types'
import type { PartReport } from '../../../engine/run/protocol'
import { engineStore } from '../../app/engine'
import { figure, percent } from '../figures'

const PARTS: readonly Part[] = ['train', 'validation', 'test']
const MEASURES = ['loss', 'rmse', 'nmse', 'accuracy'] as const satisfies readonly (keyof PartReport)[]

/** How well each part is met, by the measures that the data has. */
export function Scores() {
  const { t } = useTranslation()
  const scores = useStore(engineStore, (state) => state.scores?.parts)
  /** Undefined where the scores are of the weights as they are. */
  const epoch = useStore(engineStore, ({ scores: found, state }) => (found && found.epoch < state.epoch ? found.epoch : undefined))
  const norm = useStore(engineStore, (state) => state.reports.at(-1)?.gradientNorm)
  const parts = PARTS.filter((part) => scores?.[part])
  const measures = MEASURES.filter((measure) => parts.some((part) => scores?.[part]?.[measure] !== undefined))
  if (parts.length === 0) return null
  return (
    <section className="panel-scores" aria-label={t('panels.scores.title')}>
      <header className="plot-head">
        <span className="plot-title">{t('panels.scores.title')}</span>
        {epoch !== undefined && <span className="panel-quiet">{t('panels.scores.epoch', { epoch })}</span>}
      </header>
      <table>
        <thead>
          <tr>
            <th />
            {parts.map((part) => (
              <th key={part} scope="col">{t(`panels.part.${part}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => (
            <tr key={measure}>
              <th scope="row" title={t(`panels.scores.${measure}-tip`)}>{t(`panels.scores.${measure}`)}</th>
              {parts.map((part) => (
                <td key={part} className="figure">{(measure === 'accuracy' ? percent : figure)(scores?.[part]?.[measure], 8)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {norm !== undefined && (
        <p className="panel-note" title={t('panels.scores.norm-tip')}>
          {t('panels.scores.norm')} <span className="figure">{figure(norm, 8)}</span>
        </p>
      )}
    </section>
  )
}
