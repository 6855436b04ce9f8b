import { Observable, Subject, auditTime, catchError, concatMap, defer, distinctUntilChanged, finalize, map, merge, of, tap } from 'rxjs'
import { create } from 'zustand'
import type { NotKept } from '../../electron/contract'
import { limits } from '../../engine/document/limits'
import { linePieces } from '../../engine/document/serialize'
import { slowly } from '../controls/slowly'
import { measuring } from '../editing/learned'
import { placeOf } from './loading'
import { titleOf } from './titles'
import { journalText } from './journalText'
import { longText } from './longText'
import { askLearned, learnedForgotten, learnedHeld, learnedToWrite, learnedWritten } from './keptLearned'
import { followTabs, isBlank, isOpen, tabsStore, type Tab } from './tabs'

/** Milliseconds between an edit and writing it. */
const PAUSE = 400
/** Milliseconds for which closing waits for a disk that does not respond. */
const PATIENCE = 5000

/** Why the last write to the journal failed; undefined if it succeeded. */
export const useJournal = create<{ readonly failed: NotKept | undefined }>(() => ({ failed: undefined }))

interface JournalState {
  /** Identifies the state that was written. */
  readonly trace: object
  /** The weights that were written to a file of their own. */
  readonly weights: object | undefined
}

/** The content of the journal for each tab. */
const written = new Map<Tab, JournalState>()
/** Emits when something has changed. */
const changed = new Subject<void>()
/** Requests to write everything now; the callback is called when it is written. */
const asked = new Subject<() => void>()

/** An object that identifies the state of a document, and changes with every part that the journal stores. */
const traces = new WeakMap<object, { readonly past: object; readonly origin: object; readonly unsaved: boolean; readonly trace: object }>()
function traceOf({ documents }: Tab): object {
  const { document, past, origin, unsaved } = documents.store.getState()
  const known = traces.get(document)
  if (known && known.past === past && known.origin === origin && known.unsaved === unsaved) return known.trace
  const trace = {}
  traces.set(document, { past, origin, unsaved, trace })
  return trace
}

/** Writes the changes of a tab; returns why that failed, null if it succeeded, undefined if there were none. */
async function writeTab(tab: Tab): Promise<NotKept | null | undefined> {
  const before = written.get(tab)
  const learned = learnedToWrite(tab)
  if (before?.trace === traceOf(tab) && learned === undefined) return undefined
  if (isBlank(tab) && !before) return undefined
  await slowly(measuring(tab.documents.store.getState()))
  // The document may have changed meanwhile; from here on, everything is read at once.
  const trace = traceOf(tab)
  const { origin } = tab.documents.store.getState()
  const kept = tab.documents.keep(limits.journalHistory)
  const { weights } = kept.document
  const name = titleOf(tab.documents.store.getState()).slice(0, limits.name)
  const text = (await slowly(journalText(kept)))!
  const fresh = before?.weights !== weights
  const failed = await window.unfold.keep({
    id: tab.id,
    place: placeOf(origin),
    name,
    text,
    ...(fresh ? { weights: weights ? longText(linePieces(weights)) : null } : {}),
    ...(learned === undefined ? {} : { learned }),
  })
  if (failed === null) {
    written.set(tab, { trace, weights })
    learnedWritten(tab, learned)
  }
  return failed
}

async function writeAll(): Promise<void> {
  for (const tab of written.keys()) if (!isOpen(tab)) await forgetTab(tab)
  let worst: NotKept | null | undefined
  for (const tab of tabsStore.getState().tabs) {
    askLearned(tab, later)
    // A document that cannot be serialized, or that the main process refuses, must not prevent writing the others.
    const failed = await writeTab(tab).catch((error: unknown): NotKept => {
      console.warn('The journal could not be written.', error)
      return error instanceof RangeError ? 'too-much' : 'other'
    })
    if (failed !== undefined) worst = failed ?? worst ?? null
    // It was closed in the meantime, and must not be restored.
    if (!isOpen(tab)) await forgetTab(tab)
  }
  if (worst !== undefined && (worst ?? undefined) !== useJournal.getState().failed) useJournal.setState({ failed: worst ?? undefined })
}

const later = (): void => changed.next()

merge(
  changed.pipe(
    auditTime(PAUSE),
    map(() => undefined),
  ),
  asked,
)
  .pipe(
    concatMap((written) =>
      defer(writeAll).pipe(
        catchError((error: unknown) => of(console.warn('The journal could not be written.', error))),
        finalize(() => written?.()),
      ),
    ),
  )
  .subscribe()

/** Removes a tab's document from the journal. */
export async function forgetTab(tab: Tab): Promise<void> {
  written.delete(tab)
  learnedForgotten(tab)
  await window.unfold.forget(tab.id).catch(() => false)
}

/** Registers a tab that was restored from the journal, which contains its weights and trained state. */
export function alreadyKept(tab: Tab, weights: object | undefined, learned: boolean): void {
  written.set(tab, { trace: {}, weights })
  if (learned) learnedHeld(tab)
}

/** Resolves when the journal is current, or after waiting long enough for the disk. */
export const settleJournal = (): Promise<void> =>
  Promise.race([new Promise<void>((written) => asked.next(written)), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE))])

/** Writes open documents to the journal while the user works; does not touch the user's files. */
export function startJournal(): void {
  new Observable<void>((subscriber) => followTabs(() => subscriber.next()))
    .pipe(
      tap(changed),
      map(() => tabsStore.getState()),
      map(({ tabs, shown }) => ({ order: tabs.map(({ id }) => id), shown: shown.id })),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    )
    .subscribe((state) => window.unfold.setTabs(state))
}
