import { create, useStore } from 'zustand'
import { persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import { recovered } from '../../engine/document/accept'
import { all, atMost, choice, coordinate, nullable, object, text, variant, whole, type Filled, type Value } from '../../engine/contract/schema'
import { followTabs, shownTab, tabsStore, type Tab } from './tabs'

/** Most lines of a plot; more cannot be distinguished. */
export const LINES = 12
/** Most pinned plots of a document; more could not be read. */
export const MOST_PINNED = 24

const ofPort = object({ port: text, units: atMost(LINES, whole(0)) }, ['port'])
const parts = {
  /** An output port over the last steps; without `units`, as many units as fit. */
  signal: ofPort,
  /** The mean of a port over a sequence, by epoch. */
  course: ofPort,
  /** Single weights by epoch, by flat indices, with the names of their lines. */
  weights: all({ name: text, entries: atMost(LINES, whole(0)), names: atMost(LINES, text) }),
}
const subjects = variant({
  loss: object({}),
  /** An output, or one column of it as `output/column`. */
  prediction: all({ name: text }),
  ...parts,
  /** Several in one plot, all over steps or all over epochs. */
  overlay: all({ of: atMost(LINES, variant(parts)) }),
})

/** The subject of a pinned plot. */
export type Subject = Readonly<Value<typeof subjects>>
/** Subjects that can be overlaid. */
export type Part = Extract<Subject, { kind: keyof typeof parts }>

const pinned = all({
  id: text,
  subject: subjects,
  /** Its place: the panel *Plots*, the canvas beside its node, or a window of its own. */
  standing: choice(['panel', 'canvas', 'window']),
  /** How far it was moved on the canvas, in coordinates of the drawing. */
  moved: all({ x: coordinate, y: coordinate }),
})
export type Pinned = Readonly<Value<typeof pinned>>
export type Standing = Pinned['standing']

const none: readonly Pinned[] = []
/** The pinned plots of each open tab, by its id. */
export const pinnedStore = createStore<{ readonly byTab: Readonly<Record<string, readonly Pinned[]>> }>(() => ({ byTab: {} }))

/** Most documents whose plots are kept; the one that was changed longest ago is dropped first. */
const MOST_KEPT = 50
const keptSchema = all({ documents: atMost(MOST_KEPT, all({ tab: text, path: nullable({ is: 'text' }), plots: atMost(MOST_PINNED, pinned) })) })
/** The pinned plots of documents, the newest first, for the next start: by tab, and of files by their path. */
const keptStore = create<Filled<typeof keptSchema>>()(
  persist((): Filled<typeof keptSchema> => ({ documents: [] }), { name: 'unfold.plots', version: 1, merge: (stored) => recovered(keptSchema, stored) }),
)

/** The document that each tab has shown plots of, by the revision at which it was opened. */
const opened = new WeakMap<Tab, number>()

/** Brings back the plots of a document that has just been opened in a tab. */
function bringBack(tab: Tab): void {
  const { opened: revision, origin } = tab.documents.store.getState()
  if (opened.get(tab) === revision) return
  opened.set(tab, revision)
  const { documents } = keptStore.getState()
  const kept = documents.find((one) => one.tab === tab.id) ?? documents.find((one) => origin.path !== null && one.path === origin.path)
  const { byTab } = pinnedStore.getState()
  if (!kept || (byTab[tab.id] ?? none).length > 0) return
  // Do not open windows that the user has not asked for.
  const plots = kept.plots.map((plot) => ({ ...plot, id: crypto.randomUUID(), standing: plot.standing === 'window' ? ('panel' as const) : plot.standing }))
  pinnedStore.setState({ byTab: { ...byTab, [tab.id]: plots } })
}

/** Keeps the plots of a tab for the next start. */
function keep({ id, documents }: Tab, plots: readonly Pinned[]): void {
  const { path } = documents.store.getState().origin
  const others = keptStore.getState().documents.filter((one) => one.tab !== id && (path === null || one.path !== path))
  keptStore.setState({ documents: [...(plots.length > 0 ? [{ tab: id, path, plots: [...plots] }] : []), ...others].slice(0, MOST_KEPT) })
}

followTabs(() => {
  const { tabs } = tabsStore.getState()
  const { byTab } = pinnedStore.getState()
  const left = Object.entries(byTab).filter(([id]) => tabs.some((tab) => tab.id === id))
  if (left.length < Object.keys(byTab).length) pinnedStore.setState({ byTab: Object.fromEntries(left) })
  tabs.forEach(bringBack)
})

pinnedStore.subscribe(({ byTab }, before) => {
  for (const tab of tabsStore.getState().tabs) {
    const plots = byTab[tab.id]
    if (plots && plots !== before.byTab[tab.id]) keep(tab, plots)
  }
})

const change = (tab: string, how: (plots: readonly Pinned[]) => readonly Pinned[]): void =>
  pinnedStore.setState(({ byTab }) => ({ byTab: { ...byTab, [tab]: how(byTab[tab] ?? none) } }))

/** Changes a plot wherever it belongs: a second window may be closed while another tab is shown. */
function changeOne(id: string, how: (plot: Pinned) => readonly Pinned[]): void {
  for (const [tab, plots] of Object.entries(pinnedStore.getState().byTab))
    if (plots.some((plot) => plot.id === id)) change(tab, (all) => all.flatMap((plot) => (plot.id === id ? how(plot) : [plot])))
}

/** The pinned plots of the tab on screen. */
export function usePinned(): readonly Pinned[] {
  const tab = useStore(tabsStore, ({ shown }) => shown.id)
  return useStore(pinnedStore, ({ byTab }) => byTab[tab] ?? none)
}

export const pinnedHere = (): readonly Pinned[] => pinnedStore.getState().byTab[shownTab().id] ?? none
export const isFull = (): boolean => pinnedHere().length >= MOST_PINNED

/** Pins a plot in the tab on screen, or moves it if it is pinned already. Returns whether it is new. */
export function pin(subject: Subject, standing: Standing): boolean {
  const tab = shownTab().id
  const same = pinnedHere().find((plot) => JSON.stringify(plot.subject) === JSON.stringify(subject))
  if (same) stand(same.id, standing)
  if (same || isFull()) return false
  change(tab, (plots) => [...plots, { id: crypto.randomUUID(), subject, standing, moved: { x: 0, y: 0 } }])
  return true
}

export const stand = (id: string, standing: Standing): void => changeOne(id, (plot) => [{ ...plot, standing }])
/** Replaces the subject of a plot. */
export const showIn = (id: string, subject: Subject): void => changeOne(id, (plot) => [{ ...plot, subject }])
export const shift = (id: string, x: number, y: number): void => changeOne(id, (plot) => [{ ...plot, moved: { x: plot.moved.x + x, y: plot.moved.y + y } }])
export const unpin = (id: string): void => changeOne(id, () => [])
