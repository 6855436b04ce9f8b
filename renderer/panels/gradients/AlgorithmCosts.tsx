import './gradients.css'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { resolveTraining } from '../../../engine/compile/network'
import { optimizerOf } from '../../../engine/kinds/optimizers'
import type { AlgorithmCost, CostsAnswer } from '../../../engine/run/questions'
import { documentStore } from '../../editing/store'
import { ask, engineStore } from '../../workspace/engine'
import { answerOf, ignoreFailure } from '../../worker/failure'
import { algorithmName } from './names'
import { amount, bytes, listed } from '../../languages/numbers'

/** Memory and work of BPTT and of each variant of RTRL, shown before a run if the document uses RTRL; of BPTT alone if its optimizer uses the Jacobian. */
export function AlgorithmCosts() {
  const { t, i18n } = useTranslation()
  const own = useStore(documentStore, ({ document: { training } }) =>
    training?.algorithm?.kind === 'rtrl' ? (training.algorithm.variant ?? 'exact') : optimizerOf(resolveTraining(training).optimizer).curvature && 'bptt',
  )
  const compiled = useStore(engineStore, (state) => state.compiled)
  const [answer, setAnswer] = useState<CostsAnswer>()
  useEffect(() => {
    if (own === undefined) return undefined
    const asked = answerOf(ask({ kind: 'costs' })).subscribe({ next: setAnswer, error: ignoreFailure })
    return () => asked.unsubscribe()
  }, [own, compiled])
  if (own === undefined || answer === undefined || answer.costs.length === 0) return null
  const isOwn = ({ algorithm }: AlgorithmCost): boolean => (algorithm.kind === 'rtrl' ? algorithm.variant : algorithm.kind) === own
  // An optimizer that uses the Jacobian works only with BPTT.
  const costs = own === 'bptt' ? answer.costs.filter(isOwn) : answer.costs
  const over = costs.find((cost) => isOwn(cost) && cost.bytes > answer.limit)
  const fitting = costs.filter((cost) => cost.bytes <= answer.limit).map(({ algorithm }) => algorithmName(algorithm, t))
  return (
    <div className="algorithm-costs">
      <table>
        <caption>{t('theory.costs.title', { sequences: answer.sequences, steps: answer.longest })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('theory.costs.algorithm')}</th>
            <th scope="col" title={t('theory.costs.operations-tip')}>
              {t('theory.costs.operations')}
            </th>
            <th scope="col" title={t('theory.costs.carried-tip')}>
              {t('theory.costs.carried')}
            </th>
            <th scope="col" title={t('theory.costs.memory-tip')}>
              {t('theory.costs.memory')}
            </th>
          </tr>
        </thead>
        <tbody>
          {costs.map((cost, i) => (
            <tr key={i} className={`${isOwn(cost) ? 'own' : ''} ${cost.bytes > answer.limit ? 'over' : ''}`} aria-current={isOwn(cost)}>
              <th scope="row">{algorithmName(cost.algorithm, t)}</th>
              <td>{amount(cost.operations)}</td>
              <td>{cost.carried === 0 ? '–' : bytes(cost.carried)}</td>
              <td>{bytes(cost.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {over && (
        <p className="over">
          {t(fitting.length > 0 ? 'theory.costs.over' : 'theory.costs.over-all', {
            size: bytes(over.bytes),
            limit: bytes(answer.limit),
            names: listed(fitting, i18n.language),
          })}
        </p>
      )}
    </div>
  )
}

/** Three figures and a thousand's letter: 1.64 M. */
