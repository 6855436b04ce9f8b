import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { engineStore } from '../../workspace/engine'
import { useShownReport } from '../../workspace/shownReport'

/** Number of errors and warnings shown, beside the panel's name. */
export function ProblemCount() {
  const { t } = useTranslation()
  const compiled = useShownReport()
  const others = useStore(engineStore, ({ state, dataFailure }) => (state.status === 'failed' && state.problem ? 1 : 0) + (dataFailure === undefined ? 0 : 1))
  const errors = (compiled?.errors.length ?? 0) + others
  const warnings = compiled?.warnings.length ?? 0
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
