import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { INVOKE, SEND } from '../../electron/channels'
import { Bundles } from '../../electron/bundles'
import { Documents } from '../../electron/documents'
import { Journal } from '../../electron/journal'
import { RecentDocuments } from '../../electron/recent'
import { answerRestoring } from '../../electron/restoring'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import { startJournal } from '../../renderer/workspace/journal'
import { openOffered, restoreTabs, useRestored } from '../../renderer/workspace/restored'
import { openTab, shownTab, type Tab } from '../../renderer/workspace/tabs'

/** Sends the parent a message with the time; written synchronously, so that messages from before a kill arrive. */
export const report = (what: string, n: number): void => void writeSync(1, `${what} ${n} ${Date.now()}\n`)

type Api = Window['unfold']
type Keeping = Parameters<Api['keep']>[0]

/**
 * Replaces the window in a process without one: the journal and the files of the app, an engine's worker of the test,
 * and the document at `file`, restored from the journal if that has it.
 * @param keeping called before something is written to the journal; the function that it returns, after that.
 */
export async function openWindow(
  settings: string,
  file: string,
  Worker: new () => object,
  keeping: (request: Keeping) => () => void,
): Promise<{ documents: Documents; tab: Tab }> {
  const documents = new Documents(settings, new RecentDocuments(join(settings, 'recent.json'), () => undefined), new Bundles(join(settings, 'bundles')))
  const journal = new Journal(join(settings, 'journal'), documents.data)
  const answers = new Map<string, (request: unknown) => unknown>()
  const put = (channel: string, handler: (request: unknown) => unknown): void => void answers.set(channel, handler)
  answerRestoring(
    put,
    put,
    documents,
    journal,
    () => Promise.resolve(),
    () => Promise.resolve(),
  )
  const ask = <T>(channel: string, request?: unknown): Promise<T> => Promise.resolve(answers.get(channel)!(structuredClone(request)) as T)
  const api: Pick<Api, 'restore' | 'reopen' | 'standing' | 'putAside' | 'keep' | 'forget' | 'setTabs' | 'look' | 'accept'> = {
    restore: () => ask(INVOKE.restore),
    reopen: (id) => ask(INVOKE.reopen, id),
    standing: () => void ask(SEND.standing),
    putAside: (request) => ask(INVOKE.putAside, request),
    async keep(request) {
      const kept = keeping(request)
      const failed = await ask<Awaited<ReturnType<Api['keep']>>>(INVOKE.keep, request)
      if (failed === null) kept()
      return failed
    },
    forget: (id) => ask(INVOKE.forget, id),
    look: (path) => documents.look(path),
    accept: ({ path, print }) => Promise.resolve(documents.accept(path, print)),
    setTabs: (tabs) => void ask(SEND.tabs, tabs),
  }
  Object.assign(globalThis, { window: { unfold: api }, Worker, requestAnimationFrame: (then: () => void) => setTimeout(then, 0) })

  await restoreTabs()
  // After a kill during opening, a document is offered; the test accepts it.
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
  return { documents, tab: shownTab() }
}
