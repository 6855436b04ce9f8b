import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { CommandButton } from '../keys/useCommands'
import { closeTab, titleOf } from '../workspace/files'
import { TabMenu } from './TabMenu'
import { useCanvas } from '../graph'
import { moveTab, showTab, tabsStore, type Tab } from '../workspace/tabs'
import './tabs.css'

const TAB_DRAG_TYPE = 'application/x-unfold-tab'

/** The tabs of open documents; hidden while there is only one. */
export function TabBar() {
  const { t } = useTranslation()
  const tabs = useStore(tabsStore, (state) => state.tabs)
  const shown = useStore(tabsStore, (state) => state.shown)
  const [menu, setMenu] = useState<{ readonly tab: Tab; readonly at: { readonly x: number; readonly y: number } }>()
  /** Index at which a dragged tab would be inserted. */
  const [gap, setGap] = useState<number>()
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    bar.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [shown, tabs])
  if (tabs.length < 2) return null
  const focus = (tab: Tab): void => bar.current?.querySelector<HTMLElement>(`[data-tab="${tab.id}"]`)?.focus()
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(shown)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (to !== undefined) {
      const next = tabs[(to + tabs.length) % tabs.length]!
      showTab(next)
      focus(next)
    } else if (event.key === 'Delete') void closeTab(shown)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const gapAt = (event: DragEvent): number => {
    const boxes = [...(bar.current?.querySelectorAll('[role="tab"]') ?? [])].map((tab) => tab.getBoundingClientRect())
    const before = boxes.findIndex(({ left, width }) => event.clientX < left + width / 2)
    return before < 0 ? boxes.length : before
  }
  return (
    <div className="tabs">
      <div
        className="tabs-row"
        role="tablist"
        aria-label={t('tabs.title')}
        ref={bar}
        onKeyDown={onKeyDown}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(TAB_DRAG_TYPE)) return
          event.preventDefault()
          event.dataTransfer.dropEffect = 'move'
          setGap(gapAt(event))
        }}
        onDragLeave={() => setGap(undefined)}
        onDrop={(event) => {
          const tab = tabs.find(({ id }) => id === event.dataTransfer.getData(TAB_DRAG_TYPE))
          setGap(undefined)
          if (!tab) return
          event.preventDefault()
          event.stopPropagation()
          const to = gapAt(event)
          moveTab(tab, to > tabs.indexOf(tab) ? to - 1 : to)
        }}
        onWheel={(event) => {
          if (bar.current && event.deltaX === 0) bar.current.scrollLeft += event.deltaY
        }}
      >
        {tabs.map((tab, i) => (
          <TabButton
            key={tab.id}
            tab={tab}
            shown={tab === shown}
            gap={gap === i ? 'before' : gap === tabs.length && i === tabs.length - 1 ? 'after' : undefined}
            onMenu={(event) => setMenu({ tab, at: { x: event.clientX, y: event.clientY } })}
          />
        ))}
      </div>
      <CommandButton id="new" label={t('tabs.new')}>
        <Plus size={15} />
      </CommandButton>
      {menu && <TabMenu tab={menu.tab} at={menu.at} onClose={() => setMenu(undefined)} />}
    </div>
  )
}

interface TabButtonProps {
  readonly tab: Tab
  readonly shown: boolean
  readonly gap: 'before' | 'after' | undefined
  readonly onMenu: (event: MouseEvent) => void
}

function TabButton({ tab, shown, gap, onMenu }: TabButtonProps) {
  const { t } = useTranslation()
  const title = useStore(tab.documents.store, titleOf)
  const path = useStore(tab.documents.store, (state) => state.origin.path)
  const unsaved = useStore(tab.documents.store, (state) => state.unsaved)
  const running = useStore(tab.engine.store, ({ state }) => state.status === 'running')
  const taking = useCanvas((state) => state.overTab === tab.id)
  const words = [title, ...(running ? [t('tabs.running')] : []), ...(unsaved ? [t('tabs.unsaved')] : [])].join(', ')
  return (
    <div
      className={`tabs-tab${gap ? ` gap-${gap}` : ''}`}
      data-shown={shown}
      data-taking={taking}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(TAB_DRAG_TYPE, tab.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        onMenu(event)
      }}
      onAuxClick={(event) => {
        if (event.button === 1) void closeTab(tab)
      }}
      // The middle button would start scrolling.
      onMouseDown={(event) => {
        if (event.button === 1) event.preventDefault()
      }}
    >
      <button
        type="button"
        role="tab"
        data-tab={tab.id}
        aria-selected={shown}
        tabIndex={shown ? 0 : -1}
        aria-label={words}
        aria-keyshortcuts="Delete"
        title={path ?? title}
        onClick={() => showTab(tab)}
      >
        {running && <i className="tabs-running" aria-hidden />}
        <span className="tabs-name">{title}</span>
      </button>
      {/* For the mouse only: a tab list may contain tabs only, and Delete closes the focused one. */}
      <button
        type="button"
        className="tabs-close"
        data-unsaved={unsaved}
        tabIndex={-1}
        aria-hidden
        title={t('tabs.close', { name: title })}
        onClick={() => void closeTab(tab)}
      >
        {unsaved && <i className="tabs-dot" aria-hidden />}
        <X size={13} aria-hidden />
      </button>
    </div>
  )
}
