import { paste, readPart } from '../editing/clipboard'
import { canvasActions, setCanvasHooks } from '../graph'
import { showPanel } from '../panels'
import { show } from '../workspace/dialogStore'
import { redraw } from '../workspace/engine'
import { openText } from '../workspace/files'
import { setShown } from '../workspace/settings'
import { taken$ } from '../workspace/offer'
import { showTab, shownTab, tabsStore } from '../workspace/tabs'

/** Provides what the canvas needs from the window. */
export function startCanvasHooks(): void {
  taken$.subscribe((tab) => {
    if (tab === shownTab()) requestAnimationFrame(() => canvasActions.fit())
  })
  setCanvasHooks({
    openWhole: openText,
    probe(what) {
      showPanel(what)
      setShown('bottom', true)
    },
    redraw,
    namePorts: (group) => show({ kind: 'ports', group }),
    sendToTab(id, text) {
      const tab = tabsStore.getState().tabs.find((one) => one.id === id)
      const part = readPart(text)
      if (!tab || !part) return
      showTab(tab)
      const added = tab.documents.edit('canvas.edit.paste', (draft) => paste(draft, part, { offset: { x: 0, y: 0 } }))
      if (added === undefined) return
      tab.documents.select(added)
      // Wait until the new document is drawn.
      requestAnimationFrame(() => requestAnimationFrame(canvasActions.fit))
    },
  })
}
