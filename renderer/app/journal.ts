import { create } from 'zustand'
import { isEdit } from '../document/learned'
import { placeOf } from './createEngine'
import { followTabs, isOpen, tabsStore, type Tab } from './tabs'

/** Milliseconds between an edit and its being written. */
const PAUSE = 400
/** UTF-16 units of history that are kept of one document. */
const HISTORY = 4 * 2 ** 20

/** Whether what was done last could not be written into the journal. */
export const useJournal = create<{ readonly failed: boolean }>(() => ({ failed: false }))

/** What the journal holds of each tab, by what its document was then. */
const written = new Map<Tab, object>()
let timer: ReturnType<typeof setTimeout> | undefined
let writing: Promise<void> = Promise.resolve()

/** Examples and blank tabs as they come, trained or not, are nobody's work. */
const isKept = ({ documents }: Tab): boolean => {
  const { origin, edited, past, future } = documents.store.getState()
  return origin.path !== null || edited || [...past, ...future].some(isEdit)
}

/** What of a document's state the journal holds, as one value that changes with it. */
const traces = new WeakMap<object, { readonly past: object; readonly origin: object; readonly edited: boolean; readonly trace: object }>()
function traceOf({ documents }: Tab): object {
  const { document, past, origin, edited } = documents.store.getState()
  const known = traces.get(document)
  if (known && known.past === past && known.origin === origin && known.edited === edited) return known.trace
  const trace = {}
  traces.set(document, { past, origin, edited, trace })
  return trace
}

async function writeAll(): Promise<void> {
  for (const tab of written.keys()) if (!isOpen(tab)) await forgetTab(tab)
  for (const tab of tabsStore.getState().tabs) {
    const trace = traceOf(tab)
    if (written.get(tab) === trace || (!isKept(tab) && !written.has(tab))) continue
    const { origin } = tab.documents.store.getState()
    const kept = await window.unfold.keep({ id: tab.id, place: placeOf(origin), text: JSON.stringify(tab.documents.keep(HISTORY)) })
    if (kept) written.set(tab, trace)
    if (kept === useJournal.getState().failed) useJournal.setState({ failed: !kept })
    // Closed meanwhile, it must not come back.
    if (!isOpen(tab)) await forgetTab(tab)
  }
}

function writeNow(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  writing = writing.then(writeAll)
  return writing
}

/** Takes a tab's document out of the journal. */
export async function forgetTab(tab: Tab): Promise<void> {
  written.delete(tab)
  await window.unfold.forget(tab.id)
}

/** Resolves when the journal holds what is there now. */
export const settleJournal = (): Promise<void> => writeNow()

/** Writes what is open into the journal while the person works; the person's own files are left alone. */
export function startJournal(): void {
  let told = ''
  followTabs(() => {
    timer ??= setTimeout(() => void writeNow(), PAUSE)
    const { tabs, shown } = tabsStore.getState()
    const order = tabs.map(({ id }) => id)
    const key = JSON.stringify([order, shown.id])
    if (key === told) return
    told = key
    window.unfold.setTabs({ order, shown: shown.id })
  })
}
