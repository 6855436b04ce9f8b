import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Part } from '../../../engine/data/types'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { ColumnRows, PARTS, WholeRows, columnsOf, comparedPart } from '../run/measures'
import type { ShownRun } from './shown'

/** Scores of several runs side by side: all measures of all columns for one part of the data. */
export function RunScores({ shown }: { readonly shown: readonly ShownRun[] }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const [chosen, choose] = useState<Part>()
  const scored = shown.flatMap(({ run, item, title, colour }) => (run.scores ? [{ key: item.key, title, colour, parts: run.scores.parts }] : []))
  const parts = PARTS.filter((one) => scored.some(({ parts: all }) => all[one]))
  const part = chosen && parts.includes(chosen) ? chosen : scored.map(({ parts: all }) => comparedPart(all)).find((one) => one !== undefined)
  if (!part) return null
  const columns = new Map(
    scored.flatMap(({ parts: all }) => (all[part] ? columnsOf(all[part], (output) => labelOf(document, output)) : [])).map((column) => [column.key, column]),
  )
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
            {scored.map(({ key, title, colour }) => (
              <th key={key} scope="col" style={{ borderBottomColor: `var(${colour})` }}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <WholeRows cells={scored.map(({ key, parts: all }) => ({ key, score: all[part] }))} />
          {[...columns.values()].map(({ key, name, output, at }) => {
            return (
              <Fragment key={key}>
                <tr className="scores-column">
                  <th scope="rowgroup" colSpan={scored.length + 1}>
                    {name}
                  </th>
                </tr>
                <ColumnRows cells={scored.map(({ key: one, parts: all }) => ({ key: one, score: all[part]?.outputs?.[output]?.columns[at] }))} />
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
