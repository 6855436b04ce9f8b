import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Problem, Repair } from '../../../engine/base/problem'
import { engineStore } from '../../workspace/engine'
import { useShownReport } from '../../workspace/shownReport'
import { useMore } from '../../controls/useMore'
import { apply } from '../../editing/commands'
import { labelOf } from '../../document/selectors'
import { documentStore, edit } from '../../editing/store'
import { show } from '../../graph/actions'
import { languageOf, problemText, repairPhrase } from '../../drawing/words'
import { Empty } from '../Empty'
import { Diagnosis, useDiagnosis } from './Diagnosis'
import { RunFailure } from './RunFailure'
import { Severity } from './Severity'

const REPAIRS = 4

/** Lists errors and warnings, as far as they are shown at this stage; a click goes to their place. */
export function ProblemsPanel() {
  const { t } = useTranslation()
  const compiled = useShownReport()
  const asked = useStore(documentStore, (state) => state.asked)
  const dataFailure = useStore(engineStore, (state) => state.dataFailure)
  const failed = useStore(engineStore, ({ state }) => state.status === 'failed' && state.problem !== undefined)
  const errors = compiled?.errors ?? []
  const warnings = compiled?.warnings ?? []
  const { made, end } = useMore(errors.length + warnings.length)
  const diagnosed = useDiagnosis()
  const findings = diagnosed.course.length + diagnosed.units.length
  if (errors.length + warnings.length + findings === 0 && !failed && dataFailure === undefined)
    return <Empty text={t(asked ? 'panels.problems.none' : 'panels.problems.quiet')} />
  return (
    <ul className="panel-problems" aria-label={t('panels.tab.problems')}>
      {failed && (
        <li>
          <RunFailure />
        </li>
      )}
      {dataFailure !== undefined && (
        <li className="problem error">
          <span className="problem-text">
            <Severity severity="error" word={t('panels.problems.error')} />
            <span>{dataFailure}</span>
          </span>
        </li>
      )}
      <Diagnosis found={diagnosed} />
      {errors.slice(0, made).map((problem, i) => (
        <Row key={`e${i}`} problem={problem} severity="error" />
      ))}
      {warnings.slice(0, Math.max(0, made - errors.length)).map((problem, i) => (
        <Row key={`w${i}`} problem={problem} severity="warning" />
      ))}
      {made < errors.length + warnings.length && <li ref={end} role="presentation" />}
    </ul>
  )
}

function Row({ problem, severity }: { readonly problem: Problem; readonly severity: 'error' | 'warning' }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const { code, nodes, edges, repairs } = problem
  const places = [...nodes.map((id) => labelOf(document, id)), ...edges]
  const text = (
    <>
      <Severity severity={severity} word={t(`panels.problems.${severity}`)} />
      <span className="problem-words">{problemText(languageOf(i18n.language), problem)}</span>
      {places.length > 0 && <span className="problem-places">{places.join(', ')}</span>}
      <code>{code}</code>
    </>
  )
  return (
    <li className={`problem ${severity}`}>
      {places.length > 0 ? (
        <button type="button" className="problem-text" title={t('panels.problems.show')} onClick={() => show(nodes, edges)}>
          {text}
        </button>
      ) : (
        <span className="problem-text">{text}</span>
      )}
      {repairs.length > 0 && (
        <span className="problem-repairs">
          {distinct(repairs).map((repair, i) => {
            const { key, values } = repairPhrase(document, repair)
            return (
              <button key={i} type="button" className={i === 0 ? 'primary' : ''} onClick={() => edit('canvas.edit.repair', (draft) => apply(draft, repair))}>
                {t(key, values)}
              </button>
            )
          })}
        </span>
      )}
    </li>
  )
}

const distinct = (repairs: readonly Repair[]): readonly Repair[] =>
  repairs.filter((repair, i) => repairs.findIndex((r) => JSON.stringify(r) === JSON.stringify(repair)) === i).slice(0, REPAIRS)
