import { Observable, Subject, auditTime, catchError, concatMap, defer, distinctUntilChanged, finalize, map, merge, of, tap } from 'rxjs'
import { create } from 'zustand'
import type { NotKept } from '../../electron/contract'
import { limits } from '../../engine/document/limits'
import { placeOf } from './loading'
import { titleOf } from './titles'
import { askLearned, learnedForgotten, learnedHeld, learnedToWrite, learnedWritten } from './keptLearned'
import { followTabs, isBlank, isOpen, tabsStore, type Tab } from './tabs'

/** Milliseconds between an edit and its being written. */
const PAUSE = 400
/** Milliseconds that closing waits for a disk that does not answer. */
const PATIENCE = 5000

/** Why what was done last could not be written into the journal; undefined where it was. */
export const useJournal = create<{ readonly failed: NotKept | undefined }>(() => ({ failed: undefined }))

interface Written {
  /** What the document was then. */
  readonly trace: object
  /** The weights that have a file of their own in the journal. */
  readonly weights: object | undefined
}

/** What the journal holds of each tab. */
const written = new Map<Tab, Written>()
/** Something has changed. */
const changed = new Subject<void>()
/** All is to be written now; who asks hears when it is. */
const asked = new Subject<() => void>()

/** What of a document's state the journal holds, as one value that changes with it. */
const traces = new WeakMap<object, { readonly past: object; readonly origin: object; readonly unsaved: boolean; readonly trace: object }>()
function traceOf({ documents }: Tab): object {
  const { document, past, origin, unsaved } = documents.store.getState()
  const known = traces.get(document)
  if (known && known.past === past && known.origin === origin && known.unsaved === unsaved) return known.trace
  const trace = {}
  traces.set(document, { past, origin, unsaved, trace })
  return trace
}

/** Writes what has changed of a tab; why that failed, null where the journal holds it. */
async function writeTab(tab: Tab): Promise<NotKept | null | undefined> {
  const trace = traceOf(tab)
  const before = written.get(tab)
  const learned = learnedToWrite(tab)
  if (before?.trace === trace && learned === undefined) return undefined
  if (isBlank(tab) && !before) return undefined
  const { origin } = tab.documents.store.getState()
  const {
    document: { weights, ...drawn },
    ...history
  } = tab.documents.keep(limits.journalHistory)
  const fresh = before?.weights !== weights
  const failed = await window.unfold.keep({
    id: tab.id,
    place: placeOf(origin),
    name: titleOf(tab.documents.store.getState()).slice(0, limits.name),
    text: JSON.stringify({ ...history, document: drawn }),
    ...(fresh ? { weights: weights ? JSON.stringify(weights) : null } : {}),
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
    // What cannot be made a text, and what main refuses, keeps no other from being written.
    const failed = await writeTab(tab).catch((error: unknown): NotKept => {
      console.warn('The journal could not be written.', error)
      return error instanceof RangeError ? 'too-much' : 'other'
    })
    if (failed !== undefined) worst = failed ?? worst ?? null
    // Closed meanwhile, it must not come back.
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

/** Takes a tab's document out of the journal. */
export async function forgetTab(tab: Tab): Promise<void> {
  written.delete(tab)
  learnedForgotten(tab)
  await window.unfold.forget(tab.id).catch(() => false)
}

/** The journal holds weights, and what was learned, of a tab that was brought back from there. */
export function alreadyKept(tab: Tab, weights: object | undefined, learned: boolean): void {
  written.set(tab, { trace: {}, weights })
  if (learned) learnedHeld(tab)
}

/** Resolves when the journal holds what is there now, or when the disk has been waited for long enough. */
export const settleJournal = (): Promise<void> =>
  Promise.race([new Promise<void>((written) => asked.next(written)), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE))])

/** Writes what is open into the journal while the person works; the person's own files are left alone. */
export function startJournal(): void {
  new Observable<void>((hearer) => followTabs(() => hearer.next()))
    .pipe(
      tap(changed),
      map(() => tabsStore.getState()),
      map(({ tabs, shown }) => ({ order: tabs.map(({ id }) => id), shown: shown.id })),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    )
    .subscribe((state) => window.unfold.setTabs(state))
}
