import { serializeDocument } from '../../engine/document/serialize'
import { tabsStore } from '../../renderer/workspace/tabs'
import { createRandom } from '../renderer/editing/random'
import { openWindow, report } from './window-child'

/**
 * Restores the open documents, then edits and saves until the process is killed. Reports each action on standard output
 * before the next one begins: `tabs N`, `found N`, `edit N`, `keeping N`, `kept N`, `saving N`, `saved N`.
 */
const [settings = '', file = '', seed = '0'] = process.argv.slice(2)
const random = createRandom(Number(seed))

/** The number of the last edit that a document holds. */
const numberIn = (text: string): number => Number(/edit (\d+)/.exec(text)?.[1] ?? 0)

class NoWorker {
  onmessage = null
  postMessage(): void {
    /* there is no engine here */
  }
  terminate(): void {
    /* nothing to end */
  }
}
const { documents, tab } = await openWindow(settings, file, NoWorker, ({ text }) => {
  report('keeping', numberIn(text))
  return () => report('kept', numberIn(text))
})

const { store, edit, markSaved } = tab.documents
let n = numberIn(store.getState().document.name ?? '')
report('tabs', tabsStore.getState().tabs.length)
report('found', n)
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, 5 + random() * 40))
  n++
  edit('edit', (draft) => {
    draft.name = `edit ${n}`
  })
  report('edit', n)
  if (random() > 0.1) continue
  report('saving', n)
  const saved = await documents.save(file, serializeDocument(store.getState().document), { path: file }, null)
  if (!saved.ok) throw new Error(saved.reason)
  markSaved({ path: file, name: saved.name })
  report('saved', n)
}
