import { ChevronsRight } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Menu } from '../controls/Menu'
import { panelNames, panels } from './list'
import { panelsStore, showPanel, type PanelName } from './panelsStore'
import './panels.css'

/** The panels below the canvas: plots, signals, problems, data, weights, history; or some of them. */
export function BottomPanels({ only = panelNames }: { readonly only?: readonly PanelName[] }) {
  const { t } = useTranslation()
  const panel = useStore(panelsStore, (state) => state.panel)
  const bar = useRef<HTMLDivElement>(null)
  const { View } = panels[panel]
  const cut = useCut(bar)
  useEffect(() => tabIn(bar.current, panel)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [panel, cut])
  const walk = (event: KeyboardEvent): void => {
    const at = only.indexOf(panel)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: only.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = only[(to + only.length) % only.length]!
    showPanel(next)
    tabIn(bar.current, next)?.focus()
  }
  const badge = (name: PanelName): ReactNode => {
    const { Badge } = panels[name]
    return Badge && <Badge />
  }
  return (
    <div className="panels">
      <div className="panels-head">
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
        {cut && (
          <Menu
            className="control-icon"
            label={t('panels.all')}
            align="end"
            button={<ChevronsRight size={16} />}
            // A click on the tab also unfolds the panels.
            items={() =>
              only.map((name) => ({ id: name, label: t(`panels.tab.${name}`), checked: name === panel, run: () => tabIn(bar.current, name)?.click() }))
            }
          />
        )}
      </div>
      <div className="panels-body" role="tabpanel" id="panel-body" aria-labelledby={`panel-tab-${panel}`} tabIndex={-1}>
        <View />
      </div>
    </div>
  )
}

const tabIn = (bar: HTMLElement | null, name: PanelName): HTMLElement | null => bar?.querySelector<HTMLElement>(`[data-panel='${name}']`) ?? null

/** Whether the tabs do not fit beside each other, so that some can only be reached by scrolling or by the menu. */
function useCut(bar: { readonly current: HTMLElement | null }): boolean {
  const [cut, setCut] = useState(false)
  useLayoutEffect(() => {
    const element = bar.current
    const last = element?.lastElementChild
    if (!element?.parentElement || !(last instanceof HTMLElement)) return
    // Measured against the head, whose width does not depend on the menu.
    const head = element.parentElement
    const measure = (): void => setCut(last.offsetLeft - element.offsetLeft + last.offsetWidth > head.clientWidth)
    const observer = new ResizeObserver(measure)
    observer.observe(head)
    observer.observe(last)
    measure()
    return () => observer.disconnect()
  }, [bar])
  return cut
}
