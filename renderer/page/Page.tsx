import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Appearance } from '../app/TopBar'
import { NoticeBar } from '../app/NoticeBar'
import { TimeBar } from '../app/time/TimeBar'
import { Transport } from '../app/Transport'
import { Part } from '../controls/Part'
import { documentStore } from '../editing/store'
import { GraphCanvas } from '../graph'
import { useBindings } from '../keys/bindings'
import { BottomPanels, PinnedOnCanvas, SecondWindows, type PanelName } from '../panels'
import { useShownReport } from '../workspace/shownReport'
import { tabsStore } from '../workspace/tabs'
import { titleOf } from '../workspace/titles'

/** Panels that need nothing but the network: no document's file, no journal. */
const PANELS: readonly PanelName[] = ['run', 'forecast', 'signals', 'plots', 'weights', 'flow', 'dynamics', 'problems']

/** One network that learns: the drawing, its transport and time bar, and the panels below. */
export function Page() {
  const { t } = useTranslation()
  useBindings((state) => state.changed)
  const tab = useStore(tabsStore, (state) => state.shown.id)
  const title = useStore(documentStore, titleOf)
  const compiled = useShownReport()
  return (
    <div className="shell page">
      <header className="shell-top">
        <div className="start">
          <h1>{title}</h1>
        </div>
        <Transport />
        <div className="end">
          <Appearance />
        </div>
      </header>
      <div className="page-body">
        <div className="shell-time">
          <main className="shell-canvas" aria-label={t('shell.canvas')}>
            <Part of={tab}>
              <GraphCanvas compiled={compiled} offers={undefined}>
                <PinnedOnCanvas />
              </GraphCanvas>
            </Part>
            <NoticeBar />
          </main>
          <Part of={tab}>
            <TimeBar key={tab} />
          </Part>
        </div>
        <section className="shell-side bottom" aria-label={t('shell.bottom')}>
          <Part of={tab}>
            <BottomPanels only={PANELS} />
          </Part>
        </section>
      </div>
      <Part of={tab}>
        <SecondWindows />
      </Part>
    </div>
  )
}
