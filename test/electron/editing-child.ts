import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { INVOKE, TELL } from '../../electron/channels'
import { Documents } from '../../electron/documents'
import { Journal } from '../../electron/journal'
import { RecentDocuments } from '../../electron/recent'
import { answerRestoring } from '../../electron/restoring'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import { registry } from '../../nodes'
import { startJournal } from '../../renderer/app/journal'
import { openOffered, restoreTabs, useRestored } from '../../renderer/app/restored'
import { openTab, shownTab, tabsStore } from '../../renderer/app/tabs'
import { createRandom } from '../renderer/document/random'

/**
 * The journal and the files of the app in a process without a window: what is open is brought back, then somebody
 * edits and saves until the process is killed. Each thing done is told on standard output before the next begins:
 * `tabs N`, `found N`, `edit N`, `keeping N`, `kept N`, `saving N`, `saved N`.
 */
const [settings = '', file = '', seed = '0'] = process.argv.slice(2)
const random = createRandom(Number(seed))
// Written at once: what was told before the kill has arrived.
const tell = (what: string, n: number): void => void writeSync(1, `${what} ${n} ${Date.now()}\n`)

const recent = new RecentDocuments(join(settings, 'recent.json'), () => undefined)
const documents = new Documents(settings, recent)
const journal = new Journal(join(settings, 'journal'), documents.data)

/** The number of the last edit that a document holds. */
const numberIn = (text: string): number => Number(/edit (\d+)/.exec(text)?.[1] ?? 0)

class NoWorker {
  onmessage = null
  postMessage(): void { /* there is no engine here */ }
  terminate(): void { /* nothing to end */ }
}
const answers = new Map<string, (request: unknown) => unknown>()
const put = (channel: string, handler: (request: unknown) => unknown): void => void answers.set(channel, handler)
answerRestoring(put, put, documents, journal, () => Promise.resolve())
const ask = <T>(channel: string, request?: unknown): Promise<T> => Promise.resolve(answers.get(channel)!(structuredClone(request)) as T)
type Api = Window['unfold']
const api: Pick<Api, 'restore' | 'reopen' | 'standing' | 'putAside' | 'keep' | 'forget' | 'setTabs' | 'look' | 'accept'> = {
  restore: () => ask(INVOKE.restore),
  reopen: (id) => ask(INVOKE.reopen, id),
  standing: () => void ask(TELL.standing),
  putAside: (request) => ask(INVOKE.putAside, request),
  async keep(request) {
    tell('keeping', numberIn(request.text))
    const failed = await ask<Awaited<ReturnType<Api['keep']>>>(INVOKE.keep, request)
    if (failed === null) tell('kept', numberIn(request.text))
    return failed
  },
  forget: (id) => ask(INVOKE.forget, id),
  look: (path) => documents.look(path),
  accept: ({ path, print }) => Promise.resolve(documents.accept(path, print)),
  setTabs: (tabs) => void ask(TELL.tabs, tabs),
}
Object.assign(globalThis, { window: { unfold: api }, Worker: NoWorker, requestAnimationFrame: (then: () => void) => setTimeout(then, 0) })

await restoreTabs()
// Killed while it was opened, a document is offered; the person wants it.
for (const entry of useRestored.getState().offered) await openOffered(entry)
if (useRestored.getState().losses.length > 0) throw new Error(JSON.stringify(useRestored.getState().losses))
if (shownTab().documents.store.getState().origin.path === null) {
  const read = await documents.read(file)
  if (!read.ok) throw new Error(read.reason)
  const { document, errors } = parseDocument(String(read.file.content), registry)
  if (!document) throw new Error(errors.map(({ message }) => message).join('\n'))
  openTab(document, { path: file, name: read.file.name })
}
startJournal()

const { store, edit, markSaved } = shownTab().documents
let n = numberIn(store.getState().document.name ?? '')
tell('tabs', tabsStore.getState().tabs.length)
tell('found', n)
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, 5 + random() * 40))
  n++
  edit('edit', (draft) => {
    draft.name = `edit ${n}`
  })
  tell('edit', n)
  if (random() > 0.1) continue
  tell('saving', n)
  const saved = await documents.save(file, serializeDocument(store.getState().document), { path: file }, null)
  if (!saved.ok) throw new Error(saved.reason)
  markSaved({ path: file, name: saved.name })
  tell('saved', n)
}
