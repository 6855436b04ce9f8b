import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Part } from '../../../engine/data/types'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import type { Run } from '../../workspace/runLog'
import { figure } from '../../languages/numbers'
import { PARTS, Value, columnsOf, comparedPart, measuresOf, taskText } from '../run/measures'
import { colourOf } from './colours'

/** Scores of several runs side by side: all measures of all columns for one part of the data. */
export function RunScores({ runs }: { readonly runs: readonly Run[] }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const [chosen, choose] = useState<Part>()
  const scored = runs.flatMap((run) => (run.scores ? [{ run, parts: run.scores.parts }] : []))
  const parts = PARTS.filter((one) => scored.some(({ parts: all }) => all[one]))
  const part = chosen && parts.includes(chosen) ? chosen : scored.map(({ parts: all }) => comparedPart(all)).find((one) => one !== undefined)
  if (!part) return null
  const columns = new Map(
    scored.flatMap(({ parts: all }) => (all[part] ? columnsOf(all[part], (output) => labelOf(document, output)) : [])).map((column) => [column.key, column]),
  )
  const task = scored.map(({ parts: all }) => all[part]?.task?.measure).find((measure) => measure !== undefined)
  return (
    <section className="runs-scores" aria-label={t('runs.scores')}>
      <header>
        {t('runs.scores')}
        <select className="panel-select" value={part} aria-label={t('runs.scores.part')} onChange={(event) => choose(event.target.value as Part)}>
          {parts.map((one) => (
            <option key={one} value={one}>
              {t(`panels.part.${one}`)}
            </option>
          ))}
        </select>
      </header>
      <table>
        <thead>
          <tr>
            <th />
            {scored.map(({ run }) => (
              <th key={run.number} scope="col" style={{ borderBottomColor: `var(${colourOf(run)})` }}>
                {t('runs.name', { number: run.number })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row" title={t('panels.scores.loss-tip')}>
              {t('panels.scores.loss')}
            </th>
            {scored.map(({ run, parts: all }) => (
              <td key={run.number} className="figure">
                {figure(all[part]?.loss, 8)}
              </td>
            ))}
          </tr>
          {task && (
            <tr>
              <th scope="row" title={t(`panels.scores.task.${task}-tip`)}>
                {t(`panels.scores.task.${task}`)}
              </th>
              {scored.map(({ run, parts: all }) => (
                <td key={run.number} className="figure">
                  {taskText(all[part]?.task)}
                </td>
              ))}
            </tr>
          )}
          {[...columns.values()].map(({ key, name, output, at }) => {
            const found = scored.map(({ run, parts: all }) => ({ run, score: all[part]?.outputs?.[output]?.columns[at] }))
            return (
              <Fragment key={key}>
                <tr className="scores-column">
                  <th scope="rowgroup" colSpan={scored.length + 1}>
                    {name}
                  </th>
                </tr>
                {measuresOf(found.find(({ score }) => score)?.score).map((measure) => (
                  <tr key={measure}>
                    <th scope="row" title={t(`panels.scores.${measure}-tip`)}>
                      {t(`panels.scores.${measure}`)}
                    </th>
                    {found.map(({ run, score }) => (
                      <Value key={run.number} score={score} measure={measure} />
                    ))}
                  </tr>
                ))}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
