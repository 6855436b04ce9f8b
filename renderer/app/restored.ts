import { create } from 'zustand'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import { registry } from '../../nodes'
import { createDocument, type DocumentStore, type KeptDocument } from '../document/store'
import { forgetTab } from './journal'
import { keepText } from './texts'
import { isOpen, putTabs, removeTab, type Tab } from './tabs'

interface Restored {
  readonly tab: Tab
  /** What the document's file holds. */
  readonly disk: string | null
}

/** Documents that were brought back with unsaved changes after the program had ended unexpectedly. */
export const useRestored = create<{ readonly restored: readonly Restored[] }>(() => ({ restored: [] }))

const isList = (value: unknown): boolean => Array.isArray(value)

/** Reads what the journal holds of a document; undefined where that is damaged. */
function readKept(text: string): KeptDocument | undefined {
  try {
    const kept = JSON.parse(text) as KeptDocument
    const sound = isList(kept.past) && isList(kept.future) && typeof kept.origin.name === 'string' && (kept.saved === null || Number.isInteger(kept.saved))
    return sound && parseDocument(JSON.stringify(kept.document), registry).document ? kept : undefined
  } catch {
    return undefined
  }
}

/** A document as it was left; one without changes of its own is that of its file, whatever became of that meanwhile. */
function bringBack(kept: KeptDocument, disk: string | null): DocumentStore {
  const documents = createDocument()
  documents.restore(kept)
  if (disk !== null) keepText(documents, disk)
  const { edited, origin } = documents.store.getState()
  if (edited || origin.path === null) return documents
  if (disk === null) {
    documents.detach()
    return documents
  }
  const { document } = parseDocument(disk, registry)
  // Changed by another program: steps of the history do not lead there.
  if (document && serializeDocument(document) !== serializeDocument(kept.document)) documents.open(document, origin)
  return documents
}

/** Brings back what was open when the program ended. */
export async function restoreTabs(): Promise<void> {
  const { clean, shown, documents } = await window.unfold.restore()
  const found = documents.flatMap(({ id, text, disk }) => {
    const kept = readKept(text)
    return kept ? [{ id, documents: bringBack(kept, disk), disk }] : []
  })
  const tabs = putTabs(found, shown)
  if (clean) return
  useRestored.setState({ restored: tabs.flatMap((tab, i) => (tab.documents.store.getState().edited ? [{ tab, disk: found[i]!.disk }] : [])) })
}

export const keepRestored = (): void => useRestored.setState({ restored: [] })

/** Goes back to what the files hold; what no file holds goes. */
export function discardRestored(): void {
  const { restored } = useRestored.getState()
  keepRestored()
  for (const { tab, disk } of restored) {
    if (!isOpen(tab)) continue
    const { origin } = tab.documents.store.getState()
    const document = origin.path === null || disk === null ? undefined : parseDocument(disk, registry).document
    if (document) tab.documents.open(document, origin)
    else {
      removeTab(tab)
      void forgetTab(tab)
    }
  }
}
