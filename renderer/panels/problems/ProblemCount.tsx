import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { documentStore } from '../../editing/store'
import { engineStore } from '../../workspace/engine'
import { useShownReport } from '../../workspace/shownReport'
import { courseOf, skillOf, validatedIn } from './course'

/** Milliseconds between two looks at the course of a training that runs. */
const PAUSE = 1_000

/** Number of errors and warnings shown, beside the panel's name. */
export function ProblemCount() {
  const { t } = useTranslation()
  const compiled = useShownReport()
  const others = useStore(engineStore, ({ state, dataFailure }) => (state.status === 'failed' && state.problem ? 1 : 0) + (dataFailure === undefined ? 0 : 1))
  const errors = (compiled?.errors.length ?? 0) + others
  const warnings = (compiled?.warnings.length ?? 0) + useFindings()
  if (errors + warnings === 0) return null
  const words = [
    ...(errors > 0 ? [t('panels.problems.errors', { count: errors })] : []),
    ...(warnings > 0 ? [t('panels.problems.warnings', { count: warnings })] : []),
  ].join(', ')
  return (
    <span className={`panels-count ${errors > 0 ? 'error' : 'warning'}`} title={words} aria-label={words}>
      {errors + warnings}
    </span>
  )
}

/** The number of problems of the course of training. Looks at it seldom and asks the engine nothing, since the panel may be closed. */
function useFindings(): number {
  const [count, see] = useState(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (): void => {
      timer = undefined
      const { reports, runs, state } = engineStore.getState()
      const { scores } = runs.at(-1) ?? {}
      const known = scores !== undefined && scores.epoch === reports.at(-1)?.epoch ? scores : undefined
      const readout = documentStore.getState().document.training?.algorithm?.kind === 'readout'
      const found = courseOf(reports, readout, { skill: skillOf(known), validated: validatedIn(known), scored: known?.parts.train?.loss })
      // A network that still trains may well be worse than a constant: it has not learned yet.
      see(found.filter(({ code }) => state.status !== 'running' || !code.startsWith('worse-')).length)
    }
    const leave = engineStore.subscribe((now, old) => {
      if (now.reports !== old.reports || now.runs !== old.runs || now.state !== old.state) timer ??= setTimeout(look, PAUSE)
    })
    look()
    return () => {
      leave()
      clearTimeout(timer)
    }
  }, [])
  return count
}
