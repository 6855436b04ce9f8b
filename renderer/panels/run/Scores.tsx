import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Part } from '../../../engine/data/types'
import type { ClassScore, ColumnScore } from '../../../engine/learn/evaluate/measures/scores'
import type { RunReport } from '../../../engine/run/protocol'
import { engineStore, scores as watchedScores } from '../../workspace/engine'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { compact, figure, percent } from '../../languages/numbers'
import { Confusion } from './Confusion'
import { ColumnRows, PARTS, WholeRows, columnsOf } from './measures'

/** The scores of each part: loss, the task's measure, and measures of each column in its unit. */
export function Scores() {
  const { t } = useTranslation()
  const found = useStore(watchedScores)
  const scores = found?.parts
  /** The epoch of the scores; undefined if they belong to the current weights. */
  const epoch = useStore(engineStore, ({ state }) => (found && found.epoch < state.epoch ? found.epoch : undefined))
  const report = useStore(engineStore, (state) => state.reports.at(-1))
  const document = useStore(documentStore, (state) => state.document)
  const [chosen, choose] = useState('')
  const parts = PARTS.filter((part) => scores?.[part])
  if (!scores || parts.length === 0) return null
  const columns = columnsOf(scores[parts[0]!]!, (output) => labelOf(document, output))
  const column = columns.find(({ key }) => key === chosen) ?? columns[0]
  const scoreOf = (part: Part): ColumnScore | undefined => (column ? scores[part]?.outputs?.[column.output]?.columns[column.at] : undefined)
  const last = parts.map(scoreOf).findLast((score): score is ClassScore => score?.kind === 'classes' && score.confusion !== null)
  const of = last && parts.findLast((part) => scoreOf(part) === last)
  return (
    <section className="panel-scores" tabIndex={0} aria-label={t('panels.scores.title')}>
      <header className="plot-head">
        <span className="plot-title">{t('panels.scores.title')}</span>
        {epoch !== undefined && <span className="panel-quiet">{t('panels.scores.epoch', { epoch })}</span>}
      </header>
      <table>
        <thead>
          <tr>
            <th />
            {parts.map((part) => (
              <th key={part} scope="col">
                {t(`panels.part.${part}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <WholeRows cells={parts.map((part) => ({ key: part, score: scores[part] }))} />
          {column && (
            <tr className="scores-column">
              <th scope="rowgroup" colSpan={parts.length + 1}>
                {columns.length === 1 ? (
                  column.name
                ) : (
                  <select className="panel-select" value={column.key} aria-label={t('panels.scores.column')} onChange={(event) => choose(event.target.value)}>
                    {columns.map(({ key, name }) => (
                      <option key={key} value={key}>
                        {name}
                      </option>
                    ))}
                  </select>
                )}
              </th>
            </tr>
          )}
          <ColumnRows cells={parts.map((part) => ({ key: part, score: scoreOf(part) }))} />
        </tbody>
      </table>
      {last && of && <Confusion score={last} part={of} />}
      {report && <Steering report={report} />}
    </section>
  )
}

/** Gradients of the last epoch: norm, clipping, regularizer, ridge. */
function Steering({ report: { gradientNorm, clipped, omega, ridge, tried } }: { readonly report: RunReport }) {
  const { t } = useTranslation()
  const tip = tried?.map((one) => `λ ${compact(one.ridge)}: ${compact(one.validation)}`).join(', ')
  const notes = [
    ridge === undefined && { label: t('panels.scores.norm'), tip: t('panels.scores.norm-tip'), value: figure(gradientNorm, 8) },
    clipped !== undefined && { label: t('theory.scores.clipped'), tip: t('theory.scores.clipped-tip'), value: percent(clipped, 8) },
    omega !== undefined && { label: t('theory.scores.omega'), tip: t('theory.scores.omega-tip'), value: figure(omega, 8) },
    ridge !== undefined && {
      label: tried ? t('theory.scores.ridge-of', { count: tried.length }) : t('theory.scores.ridge'),
      value: figure(ridge, 8),
      tip: tip === undefined ? t('theory.scores.ridge-tip') : t('theory.scores.ridge-chosen-tip', { tried: tip }),
    },
  ].filter((note) => note !== false)
  return notes.map(({ label, tip: title, value }) => (
    <p key={label} className="panel-note" title={title}>
      {label} <span className="figure">{value}</span>
    </p>
  ))
}
