import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { HostDocument } from '../../controls/host'
import { notify } from '../../controls/notice'
import { pinnedStore, stand, type Pinned } from '../../workspace/pinned'
import { showTab, tabsStore, type Tab } from '../../workspace/tabs'
import { titleOf } from '../../workspace/titles'
import { dress } from './dress'
import { PinnedPlot } from './PinnedPlot'
import './pinned.css'

/** The plots of all tabs that have windows of their own. */
export function SecondWindows() {
  const tabs = useStore(tabsStore, (state) => state.tabs)
  const shown = useStore(tabsStore, (state) => state.shown)
  const byTab = useStore(pinnedStore, (state) => state.byTab)
  return tabs.flatMap((tab) =>
    (byTab[tab.id] ?? [])
      .filter(({ standing }) => standing === 'window')
      .map((plot) => <SecondWindow key={plot.id} pinned={plot} tab={tab} shown={tab === shown} />),
  )
}

/** Milliseconds between two checks whether a window has loaded. */
const LOOK = 20

/**
 * A window that shows one plot. It is a page of the same origin that this page fills through a portal, so it needs
 * no bridge to the main process; closing it brings the plot back to the panel.
 */
function SecondWindow({ pinned: { id }, pinned, tab, shown }: { readonly pinned: Pinned; readonly tab: Tab; readonly shown: boolean }) {
  const { t } = useTranslation()
  const [host, setHost] = useState<Document>()
  useEffect(() => {
    const opened = window.open('plot.html', '_blank', 'popup,width=720,height=440')
    if (!opened) {
      notify('pinned.no-window')
      stand(id, 'panel')
      return undefined
    }
    const back = (): void => stand(id, 'panel')
    let undress = (): void => {}
    const timer = setInterval(() => {
      if (opened.closed) back()
      const { document: page } = opened
      if (page.readyState !== 'complete' || page.body?.dataset.plot === undefined) return
      clearInterval(timer)
      undress = dress(page)
      opened.addEventListener('pagehide', back)
      setHost(page)
    }, LOOK)
    return () => {
      clearInterval(timer)
      undress()
      opened.removeEventListener('pagehide', back)
      opened.close()
    }
  }, [id])
  const title = useStore(tab.documents.store, titleOf)
  if (!host) return null
  return createPortal(
    <HostDocument value={host}>
      <title>{t('pinned.window', { title })}</title>
      <main className="panels pinned-window" aria-label={t('pinned.window', { title })}>
        {shown ? (
          <PinnedPlot pinned={pinned} />
        ) : (
          <div className="panel-empty">
            <p>{t('pinned.other-tab', { title })}</p>
            <button type="button" className="panel-button" onClick={() => showTab(tab)}>
              {t('pinned.show-tab')}
            </button>
          </div>
        )}
      </main>
    </HostDocument>,
    host.body,
  )
}
