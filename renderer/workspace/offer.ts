import { Subject } from 'rxjs'
import { create } from 'zustand'
import type { ColumnChange } from '../../engine/data'
import type { TableReading } from '../../engine/data/table'
import type { TableAnswer } from '../../engine/run/questions'
import { placeOf } from './loading'
import { answered } from '../worker/failure'
import { dismiss, show } from './dialogStore'
import type { Reading } from './feed'
import { takeTable, takingFor, type Taking } from './takeTable'
import { isOpen, showTab, shownTab, type Tab } from './tabs'

/** Settings for reading a text; with `text` as its format each character is a row. */
type OfferKeys = TableReading['keys']
export type ColumnKind = NonNullable<ColumnChange['kind']>

const taken = new Subject<Tab>()
/** Emits the tab whose document has accepted a table; new nodes may be out of sight. */
export const taken$ = taken.asObservable()

/** A table that may become the data of a tab's document. */
export interface Offer {
  readonly tab: Tab
  /** The file's path in the document. */
  readonly path: string
  readonly reading: Reading
  /** The table, once it has been read completely. */
  readonly message: TableAnswer | undefined
  /** How it would be used for learning. */
  readonly taking: Taking | undefined
  /** The user's settings for reading the text. */
  readonly keys: OfferKeys
  /** The user's decisions about kinds of columns, by position. */
  readonly changes: Readonly<Record<number, ColumnChange>>
  /** Whether the file is being read, for the first time or again. */
  readonly busy: boolean
  readonly abort: AbortController
}

/** The offered table, and the name of the last one whose reading was cancelled, until the user has dismissed it. */
export const useOffer = create<{ readonly offer: Offer | undefined; readonly stopped: string | undefined }>(() => ({ offer: undefined, stopped: undefined }))

/** Lets the user choose a data file and offers it to the document on screen; resolves to the reason if that failed. */
export async function chooseData(): Promise<string | undefined> {
  const tab = shownTab()
  const { origin } = tab.documents.store.getState()
  const chosen = await window.unfold.chooseData({ from: placeOf(origin) })
  if (!chosen) return undefined
  if (!chosen.ok) return chosen.reason
  await offerData(chosen.name, tab)
  return undefined
}

/** As `chooseData`, but shows the reason in a dialog. */
export async function askForData(): Promise<void> {
  const reason = await chooseData()
  if (reason !== undefined) show({ kind: 'failure', title: 'shell.failed.data', values: { name: '' }, reason })
}

/** Reads a table for a tab's document, and shows it before it becomes the data. */
export async function offerData(path: string, tab: Tab): Promise<void> {
  if (!isOpen(tab)) return
  showTab(tab)
  const offer: Offer = {
    tab,
    path,
    reading: { path, bytes: 0, size: 0, rows: 0 },
    message: undefined,
    taking: undefined,
    keys: {},
    changes: {},
    busy: true,
    abort: new AbortController(),
  }
  useOffer.setState({ offer, stopped: undefined })
  show({ kind: 'data' })
  await readOffer(offer)
}

/** Reads an offer's file with its settings; the previous result stays on screen until then. */
async function readOffer({ tab, path, keys, abort, message: before }: Offer): Promise<void> {
  const change = (changed: Partial<Offer>): void =>
    useOffer.setState((state) => (state.offer?.abort === abort ? { offer: { ...state.offer, ...changed } } : state))
  const result = await tab.engine.stageData(path, abort.signal, (reading) => change({ reading }), keys)
  if (before) tab.engine.dropData(before.table)
  if (result.kind === 'read') {
    const { account } = result.message
    change({ message: result.message, busy: false, changes: {}, taking: account && takingFor(tab.documents.store.getState().document, account) })
  }
  if (result.kind === 'failed' && !abort.signal.aborted) {
    useOffer.setState({ offer: undefined })
    show({ kind: 'failure', title: 'shell.failed.data', values: { name: path }, reason: result.reason })
  }
}

/**
 * Reads the file again with other settings: `keys` override former ones; an undefined one is recognized from the text
 * again.
 */
export function readAs(keys: { readonly [K in keyof OfferKeys]: OfferKeys[K] | undefined }): void {
  const { offer } = useOffer.getState()
  if (!offer) return
  offer.abort.abort()
  const all = Object.entries({ ...offer.keys, ...keys }).filter(([, value]) => value !== undefined)
  const next: Offer = { ...offer, keys: Object.fromEntries(all), busy: true, abort: new AbortController() }
  useOffer.setState({ offer: next })
  void readOffer(next)
}

/** Changes the kind of a column; its use is proposed again. */
export async function changeKind(column: number, kind: ColumnKind): Promise<void> {
  const { offer } = useOffer.getState()
  if (!offer?.message) return
  const {
    abort,
    tab,
    message: { table },
  } = offer
  const changes = { ...offer.changes, [column]: { kind } }
  const message = await answered(tab.engine.ask({ kind: 'table-account', table, changes }))
  useOffer.setState((state) => {
    if (state.offer?.abort !== abort || !state.offer.taking || !message.account) return {}
    const use = message.account.columns[column]?.use ?? 'none'
    const roles = state.offer.taking.roles.map((role, i) => (i === column ? use : role))
    return { offer: { ...state.offer, message, changes, taking: { ...state.offer.taking, roles } } }
  })
}

export const changeTaking = (taking: Taking): void => useOffer.setState(({ offer }) => (offer ? { offer: { ...offer, taking } } : {}))

/** Whether no column would be used as input or target. */
export const nothingToTake = ({ roles }: Taking): boolean => !roles.some((role) => role === 'input' || role === 'target' || role === 'both')

/** Keeps the document as it is. */
export function refuseOffer(): void {
  const { offer } = useOffer.getState()
  dismiss()
  if (!offer) return
  offer.abort.abort()
  if (offer.message) offer.tab.engine.dropData(offer.message.table)
  useOffer.setState({ offer: undefined, stopped: offer.message ? undefined : offer.path })
}

/** Makes the table the document's data, as one step of history. */
export function acceptOffer(): void {
  const { offer } = useOffer.getState()
  if (!offer?.message?.account || !offer.taking || offer.busy || nothingToTake(offer.taking)) return
  const { tab, path, message, taking, changes } = offer
  const columns = message.columns.map((name, i) => ({ name, kind: changes[i]?.kind ?? message.kinds[i]! }))
  dismiss()
  useOffer.setState({ offer: undefined })
  tab.engine.adoptData(path, message)
  tab.documents.edit('shell.edit.data', (draft) => takeTable(draft, path, columns, taking, message.keys))
  tab.documents.endGesture()
  taken.next(tab)
}
