import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Part } from '../../../engine/data/types'
import type { PartReport, ReportMessage } from '../../../engine/run/protocol'
import { engineStore } from '../../app/engine'
import { compact, figure, percent } from '../figures'

const PARTS: readonly Part[] = ['train', 'validation', 'test']
const MEASURES = ['loss', 'rmse', 'nmse', 'accuracy'] as const satisfies readonly (keyof PartReport)[]

/** How well each part is met, by the measures that the data has. */
export function Scores() {
  const { t } = useTranslation()
  const scores = useStore(engineStore, (state) => state.scores?.parts)
  /** Undefined where the scores are of the weights as they are. */
  const epoch = useStore(engineStore, ({ scores: found, state }) => (found && found.epoch < state.epoch ? found.epoch : undefined))
  const report = useStore(engineStore, (state) => state.reports.at(-1))
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
      {report && <Steering report={report} />}
    </section>
  )
}

/** What the last epoch's gradients were, and what was done to them. */
function Steering({ report: { gradientNorm, clipped, omega, ridge, tried } }: { readonly report: ReportMessage }) {
  const { t } = useTranslation()
  const tip = tried?.map((one) => `λ ${compact(one.ridge)}: ${compact(one.validation)}`).join(', ')
  const notes = [
    ridge === undefined && { label: t('panels.scores.norm'), tip: t('panels.scores.norm-tip'), value: figure(gradientNorm, 8) },
    clipped !== undefined && { label: t('theory.scores.clipped'), tip: t('theory.scores.clipped-tip'), value: percent(clipped, 8) },
    omega !== undefined && { label: t('theory.scores.omega'), tip: t('theory.scores.omega-tip'), value: figure(omega, 8) },
    ridge !== undefined && {
      label: tried ? t('theory.scores.ridge-of', { count: tried.length }) : t('theory.scores.ridge'), value: figure(ridge, 8),
      tip: tip === undefined ? t('theory.scores.ridge-tip') : t('theory.scores.ridge-chosen-tip', { tried: tip }),
    },
  ].filter((note) => note !== false)
  return notes.map(({ label, tip: title, value }) => (
    <p key={label} className="panel-note" title={title}>
      {label} <span className="figure">{value}</span>
    </p>
  ))
}
