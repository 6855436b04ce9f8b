import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Problem, Repair } from '../../engine/base/problem'
import { useShownReport } from '../workspace/shownReport'
import { Button } from '../controls/Button'
import { useMore } from '../controls/useMore'
import { apply } from '../editing/commands'
import { documentStore, edit } from '../editing/store'
import { languageOf, problemText, repairPhrase } from '../drawing/words'

export interface ListedProblem {
  readonly problem: Problem
  readonly severity: 'error' | 'warning'
}

/** Problems of the document on screen that concern the selection. */
export function useProblems(concerns: (problem: Problem) => boolean): readonly ListedProblem[] {
  const compiled = useShownReport()
  if (!compiled) return []
  return [
    ...compiled.errors.filter(concerns).map((problem) => ({ problem, severity: 'error' as const })),
    ...compiled.warnings.filter(concerns).map((problem) => ({ problem, severity: 'warning' as const })),
  ]
}

const distinct = (repairs: readonly Repair[]): readonly Repair[] =>
  repairs.filter((repair, i) => repairs.findIndex((other) => JSON.stringify(other) === JSON.stringify(repair)) === i)

/** The selection's problems with buttons for their repairs. Repairs of the ids in `own` go first. */
export function Problems({ found, own = [] }: { readonly found: readonly ListedProblem[]; readonly own?: readonly string[] }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const { made, end } = useMore(found.length)
  if (found.length === 0) return null
  const language = languageOf(i18n.language)
  return (
    <ul className="inspector-problems">
      {found.slice(0, made).map(({ problem, severity }, i) => {
        const mine = problem.repairs.filter((repair) => ('edge' in repair && own.includes(repair.edge)) || ('node' in repair && own.includes(repair.node)))
        return (
          <li key={i} className={severity}>
            {severity === 'error' ? <CircleAlert size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
            <div>
              <p>
                <span className="sr-only">{t(severity === 'error' ? 'canvas.error' : 'canvas.warning')}: </span>
                {problemText(language, problem)}
              </p>
              {distinct(mine.length > 0 ? mine : problem.repairs)
                .slice(0, 4)
                .map((repair, k) => {
                  const { key, values } = repairPhrase(document, repair)
                  return (
                    <Button
                      key={k}
                      look={k === 0 ? 'primary' : 'plain'}
                      data-repair={repair.kind}
                      onClick={() => edit('canvas.edit.repair', (draft) => apply(draft, repair))}
                    >
                      {t(key, values)}
                    </Button>
                  )
                })}
            </div>
          </li>
        )
      })}
      {made < found.length && <li ref={end} role="presentation" className="more" />}
    </ul>
  )
}
