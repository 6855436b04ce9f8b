import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { DataPanel } from './data/DataPanel'
import { HistoryPanel } from './history/HistoryPanel'
import { panelNames, panelsStore, showPanel, type PanelName } from './panelsStore'
import { ProblemsPanel } from './problems/ProblemsPanel'
import { useProblemCount } from './problems/useProblemCount'
import { RunPanel } from './run/RunPanel'
import { RunsPanel } from './runs/RunsPanel'
import { SignalsPanel } from './signals/SignalsPanel'
import { WeightsPanel } from './weights/WeightsPanel'
import './panels.css'

const panels: Record<PanelName, () => React.JSX.Element | null> = {
  run: RunPanel, signals: SignalsPanel, problems: ProblemsPanel, data: DataPanel, weights: WeightsPanel, runs: RunsPanel, history: HistoryPanel,
}

/** What lies under the canvas: plots, signals, problems, data, weights, history. */
export function BottomPanels() {
  const { t } = useTranslation()
  const panel = useStore(panelsStore, (state) => state.panel)
  const bar = useRef<HTMLDivElement>(null)
  const Panel = panels[panel]
  const walk = (event: KeyboardEvent): void => {
    const at = panelNames.indexOf(panel)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: panelNames.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = panelNames[(to + panelNames.length) % panelNames.length]!
    showPanel(next)
    bar.current?.querySelector<HTMLElement>(`[data-panel='${next}']`)?.focus()
  }
  return (
    <div className="panels">
      <div className="panels-bar" role="tablist" aria-label={t('panels.title')} ref={bar} onKeyDown={walk}>
        {panelNames.map((name) => (
          <button
            key={name} type="button" role="tab" id={`panel-tab-${name}`} data-panel={name} aria-selected={name === panel}
            aria-controls="panel-body" tabIndex={name === panel ? 0 : -1} onClick={() => showPanel(name)}
          >
            {t(`panels.tab.${name}`)}
            {name === 'problems' && <Count />}
          </button>
        ))}
      </div>
      <div className="panels-body" role="tabpanel" id="panel-body" aria-labelledby={`panel-tab-${panel}`} tabIndex={-1}>
        <Panel />
      </div>
    </div>
  )
}

function Count() {
  const { t } = useTranslation()
  const { errors, warnings } = useProblemCount()
  const all = errors + warnings
  if (all === 0) return null
  const words = [
    ...(errors > 0 ? [t('panels.problems.errors', { count: errors })] : []),
    ...(warnings > 0 ? [t('panels.problems.warnings', { count: warnings })] : []),
  ].join(', ')
  return (
    <span className={`panels-count ${errors > 0 ? 'error' : 'warning'}`} title={words} aria-label={words}>
      {all}
    </span>
  )
}
