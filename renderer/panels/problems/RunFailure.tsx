import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { engineStore, reset, runAgain } from '../../workspace/engine'
import { show } from '../../graph/actions'
import { languageOf, problemText, repairPhrase } from '../../drawing/words'
import { apply } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { compact } from '../../languages/numbers'
import { Severity } from './Severity'
import { clipHarder, clips, clipThreshold, hasRate, lowerRate, rateAfter } from './offers'

/** Shows why a run failed: what, where, at which step, with remedies. Nothing if none failed. */
export function RunFailure() {
  const { t, i18n } = useTranslation()
  const problem = useStore(engineStore, ({ state }) => (state.status === 'failed' ? state.problem : undefined))
  const document = useStore(documentStore, (state) => state.document)
  if (!problem) return null
  const { training } = document
  const rprop = training?.optimizer?.kind === 'rprop'
  // Each step waits for the engine: edit, reset, play.
  const again = (change: () => void) => () => void runAgain(change)
  return (
    <div className="problem error run-failure" role="alert" aria-label={t('panels.problems.failed')}>
      <button type="button" className="problem-text" onClick={() => show(problem.nodes, problem.edges)}>
        <Severity severity="error" word={t('panels.problems.failed')} />
        <span>{problemText(languageOf(i18n.language), problem)}</span>
        <code>{problem.code}</code>
      </button>
      <span className="problem-repairs">
        {hasRate(training) && (
          <button type="button" className="primary" onClick={again(() => lowerRate(training))}>
            {t(rprop ? 'panels.problems.lower-steps' : 'panels.problems.lower-rate', { rate: compact(rateAfter(training)) })}
          </button>
        )}
        {clips(training) && (
          <button type="button" onClick={again(() => clipHarder(training))}>
            {t('panels.problems.clip', { threshold: compact(clipThreshold(training)) })}
          </button>
        )}
        {problem.repairs.map((repair) => {
          const { key, values } = repairPhrase(document, repair)
          return (
            <button key={repair.kind} type="button" className="primary" onClick={again(() => edit('canvas.edit.repair', (draft) => apply(draft, repair)))}>
              {t(key, values)}
            </button>
          )
        })}
        <button type="button" onClick={reset}>
          {t('panels.problems.reset')}
        </button>
      </span>
    </div>
  )
}
