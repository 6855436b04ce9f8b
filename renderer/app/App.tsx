import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels'
import { useStore } from 'zustand'
import { Part } from '../controls/Part'
import { Equations } from '../equations'
import { canvasActions, GraphCanvas, NODE_DRAG_TYPE } from '../graph'
import { Inspector } from '../inspector'
import { useBindings } from '../keys/bindings'
import { Outline } from '../outline'
import { BottomPanels, PinnedOnCanvas, SecondWindows } from '../panels'
import { useAlone } from './alone'
import { Announcer } from './Announcer'
import { ChangedNotice } from './ChangedNotice'
import { DataNotice } from './DataNotice'
import { EngineNotice } from './EngineNotice'
import { Dialogs } from './Dialogs'
import { openFromDialog, takeAllDropped } from '../workspace/files'
import { LeftColumn } from './LeftColumn'
import { NewerNotice } from './NewerNotice'
import { NoticeBar } from './NoticeBar'
import { askForData } from '../workspace/offer'
import { setShown, setSize, useSettings, views, type Side } from '../workspace/settings'
import { RefusedNotice } from './RefusedNotice'
import { RestoredNotice } from './RestoredNotice'
import { TabBar } from './TabBar'
import { tabsStore } from '../workspace/tabs'
import { useShownReport } from '../workspace/shownReport'
import { PokeStrip } from './time/PokeStrip'
import { TimeBar } from './time/TimeBar'
import { TopBar } from './TopBar'
import { TourCard, TourOffer } from '../tour/TourCard'
import { Callouts } from '../help/welcome/Callouts'
import { Unrolled } from '../unrolled'
import { useNarrow } from './useNarrow'

/** The whole window. */
export function App() {
  const { t } = useTranslation()
  const narrow = useNarrow()
  // Re-renders the whole window after a change of shortcuts, since many parts show them.
  useBindings((state) => state.changed)
  const alone = useAlone((state) => state.alone)
  const overlay = useSettings((state) => state.shown.overlay) && !alone
  const view = useSettings((state) => state.view)
  const Instead = otherViews[view]
  // Used as a key, so that the state of panels is not carried over to another document.
  const tab = useStore(tabsStore, (state) => state.shown.id)
  return (
    <div className="shell" onDragOver={onDragOver} onDrop={onDrop}>
      <TopBar />
      <TabBar />
      <RestoredNotice />
      <DataNotice />
      <ChangedNotice />
      <NewerNotice />
      <EngineNotice />
      <div className="shell-body">
        <Group orientation="horizontal" id="columns">
          <SidePanel side="left" least={168} most={360} label={t('shell.left')} away={alone}>
            <Part of={tab}>
              <LeftColumn />
            </Part>
          </SidePanel>
          <Separator className="shell-separator" aria-label={t('shell.resize.left')} />
          <Panel id="middle" minSize={240} className="shell-middle">
            <Group orientation="vertical" id="rows">
              <Panel id="canvas" minSize={160}>
                <div className="shell-time">
                  <main className="shell-canvas" aria-label={t('shell.canvas')}>
                    <div className="shell-network" inert={Instead !== undefined}>
                      <Part of={tab}>
                        <Canvas covered={Instead !== undefined} />
                      </Part>
                    </div>
                    {Instead && (
                      <div className="shell-equations" key={view}>
                        <Part of={tab}>
                          <Instead />
                        </Part>
                      </div>
                    )}
                    <div className="shell-views-row">
                      <Views />
                      <TourOffer />
                    </div>
                    <Part of={tab}>
                      <TourCard />
                    </Part>
                    <NoticeBar />
                  </main>
                  <PokeStrip />
                  <Part of={tab}>
                    <TimeBar key={tab} />
                  </Part>
                </div>
              </Panel>
              <Separator className="shell-separator" aria-label={t('shell.resize.bottom')} />
              <SidePanel side="bottom" least={140} most="70%" folded={alone ? 0 : 32} label={t('shell.bottom')} away={alone}>
                <Part of={tab}>
                  <BottomPanels key={tab} />
                </Part>
              </SidePanel>
            </Group>
          </Panel>
          <Separator className="shell-separator" aria-label={t('shell.resize.right')} data-away={narrow || alone || undefined} disabled={narrow || alone} />
          <SidePanel side="right" least={240} most={480} label={t('shell.inspector')} away={narrow || alone}>
            <Part of={tab}>
              <Inspector key={tab} />
            </Part>
          </SidePanel>
        </Group>
        {narrow && overlay && (
          <aside className="shell-overlay" aria-label={t('shell.inspector')}>
            <Part of={tab}>
              <Inspector key={tab} />
            </Part>
          </aside>
        )}
      </div>
      <RefusedNotice />
      <Callouts />
      <Dialogs />
      <Announcer />
      <Part of={tab}>
        <SecondWindows />
      </Part>
    </div>
  )
}

/** The tabs that switch between canvas, list and equations. */
function Views() {
  const { t } = useTranslation()
  const view = useSettings((state) => state.view)
  const walk = (event: KeyboardEvent<HTMLElement>): void => {
    const at = views.indexOf(view)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = views[(to + views.length) % views.length]!
    const bar = event.currentTarget
    flushSync(() => useSettings.setState({ view: next }))
    // A view takes the focus when it opens; return it, so that arrow keys continue here.
    bar.querySelector<HTMLElement>(`[data-view='${next}']`)?.focus()
  }
  return (
    <div className="shell-views" data-over-canvas role="tablist" aria-label={t('shell.view')} onKeyDown={walk}>
      {views.map((id) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={view === id}
          tabIndex={view === id ? 0 : -1}
          data-view={id}
          onClick={() => useSettings.setState({ view: id })}
        >
          {t(`shell.view.${id}`)}
        </button>
      ))}
    </div>
  )
}

/** Switches to the canvas and starts editing a note. */
function writeNoteOnCanvas(id: string): void {
  useSettings.setState({ view: 'network' })
  requestAnimationFrame(() => canvasActions.writeNote(id))
}

/** The views that replace the canvas. */
const otherViews = { network: undefined, list: () => <Outline onWriteNote={writeNoteOnCanvas} />, unrolled: Unrolled, equations: Equations }

/** Expands a section of the left column and focuses its first entry. */
function reveal(section: 'blocks' | 'gallery'): void {
  flushSync(() => {
    setShown('left', true)
    useSettings.setState(({ sections }) => ({ sections: { ...sections, [section]: true } }))
  })
  document.querySelector<HTMLElement>(`.shell-${section} li button`)?.focus()
}

const offers = {
  chooseData: () => void askForData(),
  takeBlock: () => reveal('blocks'),
  openExample: () => reveal('gallery'),
  openFile: () => void openFromDialog(),
}

function Canvas({ covered }: { readonly covered: boolean }) {
  const compiled = useShownReport()
  return (
    <GraphCanvas compiled={compiled} offers={offers} covered={covered}>
      {!covered && <PinnedOnCanvas />}
    </GraphCanvas>
  )
}

/** A separator that is being dragged, or moved with the keys. */
const HANDLED = ".shell-separator[data-separator='active'], .shell-separator:focus"

interface SidePanelProps {
  readonly side: Side
  readonly least: number
  readonly most: number | string
  /** Width that stays visible when it is folded. */
  readonly folded?: number
  readonly label: string
  /** Whether there is no space for it now; it returns with its former size. */
  readonly away?: boolean
  readonly children: ReactNode
}

/**
 * A foldable panel at an edge, whose size is kept across restarts. It stays mounted while it is away, because a panel
 * that was just mounted cannot be resized before its group has been laid out.
 */
function SidePanel({ side, least, most, folded = 0, label, away = false, children }: SidePanelProps) {
  const panel = usePanelRef()
  const wanted = useSettings((state) => state.shown[side])
  const shown = wanted && !away
  const [start] = useState(useSettings.getState)
  useEffect(() => {
    const handle = panel.current
    if (!handle || handle.isCollapsed() === !shown) return
    if (!shown) handle.collapse()
    else handle.resize(useSettings.getState().sizes[side])
  }, [panel, shown, side])
  useEffect(() => {
    // If it was folded for lack of space, it unfolds when there is space again.
    let frame = 0
    const unfold = (): void => {
      cancelAnimationFrame(frame)
      // In the next frame but one the group has its new size.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          const handle = panel.current
          if (shown && handle && handle.getSize().inPixels <= folded + 1) handle.resize(useSettings.getState().sizes[side])
        })
      })
    }
    window.addEventListener('resize', unfold)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('resize', unfold)
    }
  }, [panel, shown, side, folded])
  const page = useRef('')
  const onClick = (event: MouseEvent): void => {
    // A click on a tab of a folded panel unfolds it.
    if (!shown && event.target instanceof Element && event.target.closest('[role="tab"]')) setShown(side, true)
  }
  return (
    <Panel
      id={side}
      panelRef={panel}
      collapsible
      collapsedSize={folded}
      minSize={least}
      maxSize={most}
      groupResizeBehavior="preserve-pixel-size"
      defaultSize={start.shown[side] && !away ? start.sizes[side] : folded}
      onResize={({ inPixels }, _id, before) => {
        if (!before) return
        if (away) {
          // A group that was too narrow for its panels gives the space back to all of them, folded or not.
          if (inPixels > folded + 1) requestAnimationFrame(() => panel.current?.collapse())
          return
        }
        // Only dragging a separator changes the setting, not a window that is made smaller.
        const size = `${innerWidth} ${innerHeight}`
        const byHand = page.current === size && document.querySelector(HANDLED) !== null
        page.current = size
        if (!byHand) return
        const open = inPixels > folded + 1
        if (open) setSize(side, inPixels)
        setShown(side, open)
      }}
    >
      <section className={`shell-side ${side}`} aria-label={label} data-folded={!shown || undefined} onClick={onClick} inert={!shown && folded === 0}>
        {!away && children}
      </section>
    </Panel>
  )
}

function onDragOver(event: DragEvent): void {
  if (event.dataTransfer.types.includes(NODE_DRAG_TYPE) || !event.dataTransfer.types.includes('Files')) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'copy'
}

function onDrop(event: DragEvent): void {
  const files = [...event.dataTransfer.files]
  if (files.length === 0) return
  event.preventDefault()
  void takeAllDropped(files)
}
