import { createStore } from 'zustand/vanilla'
import type { GraphDocument } from '../../engine/document/types'
import { createDocument, emptyDocument, showDocument, shownDocument, type DocumentStore, type Origin } from '../editing/store'
import type { Engine } from './openEngine'
import { showEngine, shownEngine } from './engine'
import { ownEngine } from './ownEngine'

/** An open document with its history, selection, engine and run. */
export interface Tab {
  readonly id: string
  readonly documents: DocumentStore
  readonly engine: Engine
}

export interface TabsState {
  /** In the order of the tab bar; never empty. */
  readonly tabs: readonly Tab[]
  readonly shown: Tab
}

const makeTab = (documents: DocumentStore, engine: Engine, id: string = crypto.randomUUID()): Tab => ({ id, documents, engine })

export const tabsStore = createStore<TabsState>(() => {
  const first = makeTab(shownDocument(), shownEngine())
  return { tabs: [first], shown: first }
})

export const shownTab = (): Tab => tabsStore.getState().shown
export const isOpen = (tab: Tab): boolean => tabsStore.getState().tabs.includes(tab)

/** Whether closing would lose unsaved work, drawn or trained. */
export const tabIsUnsaved = ({ documents }: Tab): boolean => documents.store.getState().unsaved

/** A tab in which nothing was done; the next document replaces it. */
export function isBlank({ documents }: Tab): boolean {
  const { document, origin, past, future } = documents.store.getState()
  const drawn = Object.keys(document).some((key) => !Object.hasOwn(emptyDocument, key)) || Object.keys(document.nodes).length > 0
  return origin.path === null && origin.example === undefined && past.length === 0 && future.length === 0 && !drawn
}

/** Shows a tab. Training in the others continues. */
export function showTab(tab: Tab): void {
  const { shown } = tabsStore.getState()
  if (shown === tab || !isOpen(tab)) return
  turnTo(tab)
}

function turnTo(tab: Tab): void {
  // Switch everything before notifying, so that no subscriber sees a document with another one's engine.
  const notifyDocument = showDocument(tab.documents)
  const notifyEngine = showEngine(tab.engine)
  tabsStore.setState({ shown: tab })
  notifyDocument()
  notifyEngine()
}

/** Starts the engine of the first tab. */
export const startTabs = (): void => showEngine(shownTab().engine)()

/** Opens a document in a new tab beside the one on screen, or in that one if it is blank. */
export function openTab(document: GraphDocument, origin: Origin, options?: { readonly edited?: boolean }): Tab {
  const { tabs, shown } = tabsStore.getState()
  const blank = isBlank(shown)
  const documents = blank ? shown.documents : createDocument()
  documents.open(document, origin, options)
  if (blank) return shown
  const tab = makeTab(documents, ownEngine(documents))
  const at = tabs.indexOf(shown) + 1
  tabsStore.setState({ tabs: [...tabs.slice(0, at), tab, ...tabs.slice(at)] })
  turnTo(tab)
  return tab
}

/** Replaces a blank tab by restored documents, and starts their engines. */
export function putTabs(kept: readonly { readonly id: string; readonly documents: DocumentStore }[], shown: string | null): readonly Tab[] {
  const tabs = kept.map(({ id, documents }) => makeTab(documents, ownEngine(documents), id))
  const front = tabs.find(({ id }) => id === shown) ?? tabs[0]
  if (!front) return tabs
  const blank = tabsStore.getState().tabs.filter(isBlank)
  tabsStore.setState(({ tabs: old }) => ({ tabs: [...old.filter((tab) => !blank.includes(tab)), ...tabs] }))
  turnTo(front)
  for (const tab of tabs) tab.engine.start()
  for (const tab of blank) tab.engine.end()
  return tabs
}

/** Opens a blank tab. */
export function newTab(): Tab {
  const { shown } = tabsStore.getState()
  return isBlank(shown) ? shown : openTab(emptyDocument, { path: null, name: '' })
}

/** Removes a tab, saved or not; the last one is replaced by a blank one. */
export function removeTab(tab: Tab): void {
  const { tabs, shown } = tabsStore.getState()
  const at = tabs.indexOf(tab)
  if (at < 0) return
  const left = tabs.filter((other) => other !== tab)
  if (left.length === 0) {
    const documents = createDocument()
    left.push(makeTab(documents, ownEngine(documents)))
  }
  tabsStore.setState({ tabs: left })
  if (shown === tab) turnTo(left[Math.min(at, left.length - 1)]!)
  tab.engine.end()
}

/** Moves a tab to an index in the tab bar. */
export function moveTab(tab: Tab, to: number): void {
  const { tabs } = tabsStore.getState()
  const rest = tabs.filter((other) => other !== tab)
  if (rest.length === tabs.length) return
  const at = Math.max(0, Math.min(rest.length, to))
  const moved = [...rest.slice(0, at), tab, ...rest.slice(at)]
  if (moved.some((other, i) => other !== tabs[i])) tabsStore.setState({ tabs: moved })
}

/** Shows the next or previous tab, cyclically. */
export function showNeighbour(by: 1 | -1): void {
  const { tabs, shown } = tabsStore.getState()
  showTab(tabs[(tabs.indexOf(shown) + by + tabs.length) % tabs.length]!)
}

/** The tab of a file, or of a copy of it that has no file yet. */
export const tabOf = (path: string, copy = false): Tab | undefined =>
  tabsStore.getState().tabs.find(({ documents }) => {
    const { origin } = documents.store.getState()
    return origin.path === path || (copy && origin.path === null && origin.picture === path)
  })

/** Calls `changed` whenever the tabs, a document, or a run has changed. */
export function followTabs(changed: () => void): void {
  const known = new Map<Tab, () => void>()
  const follow = (): void => {
    const { tabs } = tabsStore.getState()
    for (const [tab, leave] of known) {
      if (tabs.includes(tab)) continue
      leave()
      known.delete(tab)
    }
    for (const tab of tabs) {
      if (known.has(tab)) continue
      const leave = [
        tab.documents.store.subscribe(changed),
        tab.engine.store.subscribe((state, old) => {
          if (state.state !== old.state) changed()
        }),
      ]
      known.set(tab, () => leave.forEach((end) => end()))
    }
    changed()
  }
  tabsStore.subscribe(follow)
  follow()
}
