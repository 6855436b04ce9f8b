import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { panelNames, panels, type PanelName } from './list'
import { panelsStore, showPanel } from './panelsStore'
import './panels.css'

/** The panels below the canvas: plots, signals, problems, data, weights, history; or some of them. */
export function BottomPanels({ only = panelNames }: { readonly only?: readonly PanelName[] }) {
  const { t } = useTranslation()
  const panel = useStore(panelsStore, (state) => state.panel)
  const bar = useRef<HTMLDivElement>(null)
  const { View } = panels[panel]
  const walk = (event: KeyboardEvent): void => {
    const at = only.indexOf(panel)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: only.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = only[(to + only.length) % only.length]!
    showPanel(next)
    bar.current?.querySelector<HTMLElement>(`[data-panel='${next}']`)?.focus()
  }
  const badge = (name: PanelName): ReactNode => {
    const { Badge } = panels[name]
    return Badge && <Badge />
  }
  return (
    <div className="panels">
      <div className="panels-bar" role="tablist" aria-label={t('panels.title')} ref={bar} onKeyDown={walk}>
        {only.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`panel-tab-${name}`}
            data-panel={name}
            aria-selected={name === panel}
            aria-controls="panel-body"
            tabIndex={name === panel ? 0 : -1}
            onClick={() => showPanel(name)}
          >
            {t(`panels.tab.${name}`)}
            {badge(name)}
          </button>
        ))}
      </div>
      <div className="panels-body" role="tabpanel" id="panel-body" aria-labelledby={`panel-tab-${panel}`} tabIndex={-1}>
        <View />
      </div>
    </div>
  )
}
