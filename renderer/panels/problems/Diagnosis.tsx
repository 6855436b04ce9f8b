import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { diagnoseCourse, type Finding } from '../../../engine/analyze/diagnose'
import { setTraining } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { compact } from '../../languages/numbers'
import { engineStore } from '../../workspace/engine'
import { lowerRate, rateAfter } from './offers'
import { Severity } from './Severity'

/** Epochs without a better validation loss after which training ends with the weights of the best. */
const PATIENCE = 10

/** What the course of the training shows, by the rules of `engine/analyze/diagnose.ts`. */
export function useDiagnosis(): readonly Finding[] {
  const reports = useStore(engineStore, (state) => state.reports)
  return useMemo(
    () => diagnoseCourse(reports.map(({ epoch, loss, validation, parts }) => ({ epoch, loss, validation, nrmse: parts?.train?.nrmse }))),
    [reports],
  )
}

/** Each finding in two sentences, with a button that mends it. */
export function Diagnosis({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation()
  const training = useStore(documentStore, (state) => state.document.training)
  const readout = training?.algorithm?.kind === 'readout'
  return findings.map(({ code, values }) => (
    <li className="problem warning" key={code} data-finding={code}>
      <span className="problem-text">
        <Severity severity="warning" word={t('insight.diagnosis.title')} />
        <span className="problem-words">
          {t(`insight.diagnosis.${code}`, Object.fromEntries(Object.entries(values).map(([key, v]) => [key, Number(v.toPrecision(2))])))}
        </span>
      </span>
      <span className="problem-repairs">
        {code === 'overfitting' ? (
          <button
            type="button"
            className="primary"
            disabled={training?.stop?.patience !== undefined}
            onClick={() => edit('insight.edit.stop', (draft) => setTraining(draft, ['stop', 'patience'], PATIENCE))}
          >
            {t('insight.diagnosis.keep-best')}
          </button>
        ) : (
          !readout && (
            <button type="button" className="primary" onClick={() => lowerRate(training)}>
              {t('panels.problems.lower-rate', { rate: compact(rateAfter(training)) })}
            </button>
          )
        )}
      </span>
    </li>
  ))
}
