import { Observable, Subject, auditTime, catchError, concatMap, defer, distinctUntilChanged, finalize, map, merge, of, tap } from 'rxjs'
import { create } from 'zustand'
import type { NotKept } from '../../electron/contract'
import { forgetTab, tabsInJournal, writeTab } from './journalTab'
import { askLearned } from './keptLearned'
import { followTabs, isOpen, tabsStore } from './tabs'

/** Milliseconds between an edit and writing it. */
const PAUSE = 400
/** Milliseconds for which closing waits for a disk that does not respond. */
const PATIENCE = 5000

/** Why the last write to the journal failed; undefined if it succeeded. */
export const useJournal = create<{ readonly failed: NotKept | undefined }>(() => ({ failed: undefined }))

/** Emits when something has changed. */
const changed = new Subject<void>()
/** Requests to write everything now; the callback is called when it is written. */
const asked = new Subject<() => void>()

const warn = (error: unknown): void => console.warn('The journal could not be written.', error)
const later = (): void => changed.next()

async function writeAll(): Promise<void> {
  for (const tab of tabsInJournal()) if (!isOpen(tab)) await forgetTab(tab)
  const results: (NotKept | null)[] = []
  for (const tab of tabsStore.getState().tabs) {
    askLearned(tab, later)
    // A document that cannot be serialized, or that the main process refuses, must not prevent writing the others.
    const result = await writeTab(tab).catch((error: unknown): NotKept => {
      warn(error)
      return error instanceof RangeError ? 'too-much' : 'other'
    })
    if (result !== undefined) results.push(result)
    // It was closed in the meantime, and must not be restored.
    if (!isOpen(tab)) await forgetTab(tab)
  }
  if (results.length > 0) useJournal.setState({ failed: results.findLast((result) => result !== null) ?? undefined })
}

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
        catchError((error: unknown) => of(warn(error))),
        finalize(() => written?.()),
      ),
    ),
  )
  .subscribe()

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
