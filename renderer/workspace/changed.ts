import { create } from 'zustand'
import type { Problem } from '../../engine/base/problem'
import { newerOf } from '../../engine/document/newer'
import { parsingToShow } from '../../engine/document/parse'
import { registry } from '../../nodes'
import type { GraphDocument } from '../../engine/document/types'
import { reasonOf } from '../../engine/run/careful'
import { slowly } from '../controls/slowly'
import { placeOf } from './loading'
import { show, question, type Change, type ChangeAnswer } from './dialogStore'
import { isOpen, tabsStore, type Tab } from './tabs'
import { keepText } from './texts'

/** The current content of a document's file, or why it is not a document. */
export type FileNow = { readonly document: GraphDocument; readonly print: string } | { readonly reason: string; readonly print?: string }

/** Asks what to do about a document whose file another program has changed. */
export const askAboutChange = (tab: Tab, change: Change): Promise<ChangeAnswer> =>
  question<ChangeAnswer>((answer) => ({ kind: 'changed', tab, change, answer }), { kind: 'cancel' })

const pathOf = ({ documents }: Tab): string => documents.store.getState().origin.path ?? ''

/** Reads a document's file without opening it. */
export async function lookAtFile(tab: Tab, words: (problem: Problem) => string): Promise<FileNow> {
  try {
    const result = await window.unfold.look(pathOf(tab))
    if (!result.ok) return { reason: result.reason }
    const { document, errors } = (await slowly(parsingToShow(result.content, registry)))!
    return document ? { document, print: result.print } : { reason: errors[0] ? words(errors[0]) : '', print: result.print }
  } catch (error) {
    return { reason: reasonOf(error) }
  }
}

/** Replaces a document by the current content of its file; keeps it if that cannot be read. */
export async function reload(tab: Tab): Promise<boolean> {
  const { origin } = tab.documents.store.getState()
  const result = await window.unfold.look(pathOf(tab))
  if (!result.ok) {
    show({ kind: 'failure', title: 'shell.failed.open', values: { name: origin.name }, reason: result.reason })
    return false
  }
  const { document, errors } = (await slowly(parsingToShow(result.content, registry)))!
  if (!document) {
    show({ kind: 'problems', name: origin.name, problems: errors })
    return false
  }
  if (newerOf(document)) {
    // A document of a newer version must not be saved over its file without asking.
    tab.documents.open(document, { path: null, name: origin.name, picture: pathOf(tab) })
    keepText(tab.documents, result.content)
    return true
  }
  tab.documents.open(document, origin)
  keepText(tab.documents, result.content)
  await window.unfold.accept({ path: pathOf(tab), print: result.print })
  void lookForChanges()
  return true
}

/** Changes of files by other programs, by tab, until the user deals with them or dismisses them. */
interface Changes {
  readonly documents: ReadonlyMap<Tab, 'changed' | 'gone'>
  /** Data files whose content differs from what was read, that no longer exist, or that exist again. */
  readonly data: ReadonlyMap<Tab, 'changed' | 'gone' | 'back'>
  /** Changes that the user has dismissed, until the file is as before. */
  readonly aside: ReadonlySet<string>
}
export const useChanges = create<Changes>(() => ({ documents: new Map(), data: new Map(), aside: new Set() }))

export const keyOf = (tab: Tab, what: 'document' | 'data'): string => `${what} ${tab.id}`
export const putAside = (tab: Tab, what: 'document' | 'data'): void => useChanges.setState(({ aside }) => ({ aside: new Set([...aside, keyOf(tab, what)]) }))

/** Milliseconds between two checks of the files. */
const PAUSE = 3000
let looking = false

/** Checks whether other programs have changed the files of open documents. */
export async function lookForChanges(): Promise<void> {
  if (looking) return
  looking = true
  try {
    const { tabs } = tabsStore.getState()
    const withFile = tabs.filter((tab) => tab.documents.store.getState().origin.path !== null)
    const withData = tabs.flatMap((tab) => {
      const {
        document: { data },
        origin,
      } = tab.documents.store.getState()
      return data?.kind === 'file' ? [{ tab, from: placeOf(origin), data: data.path }] : []
    })
    if (withFile.length + withData.length === 0 && useChanges.getState().documents.size + useChanges.getState().data.size === 0) return
    const found = await window.unfold.changes({ documents: withFile.map(pathOf), data: withData.map(({ from, data }) => ({ from, data })) })
    const documents = new Map<Tab, 'changed' | 'gone'>()
    const data = new Map<Tab, 'changed' | 'gone' | 'back'>()
    withFile.forEach((tab, i) => {
      const state = found.documents[i]
      if (isOpen(tab) && (state === 'changed' || state === 'gone')) documents.set(tab, state)
    })
    withData.forEach(({ tab }, i) => {
      const state = found.data[i]
      const { dataFailure, reading, unread } = tab.engine.store.getState()
      if (!isOpen(tab) || reading || unread) return
      if (dataFailure === undefined) {
        if (state === 'changed' || state === 'gone') data.set(tab, state)
      } else if (state !== undefined && state !== 'gone' && state !== 'unknown') data.set(tab, 'back')
    })
    const there = new Set([...[...documents.keys()].map((tab) => keyOf(tab, 'document')), ...[...data.keys()].map((tab) => keyOf(tab, 'data'))])
    const before = useChanges.getState()
    const aside = new Set([...before.aside].filter((key) => there.has(key)))
    if (sameMap(before.documents, documents) && sameMap(before.data, data) && aside.size === before.aside.size) return
    useChanges.setState({ documents, data, aside })
  } catch {
    // The check is repeated soon; saving checks by itself.
  } finally {
    looking = false
  }
}

const sameMap = <K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean => a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)

/** Checks files regularly while the window is visible, and whenever it gets the focus. */
export function watchFiles(): void {
  window.addEventListener('focus', () => void lookForChanges())
  setInterval(() => {
    if (document.visibilityState === 'visible') void lookForChanges()
  }, PAUSE)
}
