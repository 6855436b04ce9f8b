import { EMPTY, Subject, catchError, concatMap, exhaustMap, from, map, of, tap, timeout, type Observable } from 'rxjs'
import { create } from 'zustand'
import { jsonText } from '../../engine/base/json-text'
import type { Resumable } from '../../engine/base/resumable'
import { slowly } from '../controls/slowly'
import { answerOf } from '../worker/failure'
import type { HistoryEntry } from '../editing/store'
import type { KeptLearned } from './keptDocument'
import type { Tab } from './tabs'

/** Least and most milliseconds of training between two checkpoints; including writing, less than 30 s are lost. */
const SOON = 5_000
const LATE = 25_000
/** Largest fraction of the time that checkpoints may take. */
const SHARE = 0.01
/** Milliseconds after which to ask an unresponsive engine again. */
const PATIENCE = 60_000

/** The last request for a tab's trained state. */
interface LearnedRequest {
  /** Identifies the trained state that was requested. */
  mark: string
  step: HistoryEntry | undefined
  /** When the request was made, and how long it took. */
  at: number
  took: number
  /** What to write to the journal; null to remove it, undefined if it is written. */
  ready: string | null | undefined
  /** Whether the journal contains trained state. */
  held: boolean
  /** Requests a checkpoint unless one is pending; calls `then` if there is something to write. */
  look(then: () => void): void
  leave(): void
}

const tabs = new WeakMap<Tab, LearnedRequest>()

/** Tabs whose trained state is too large for the journal. */
export const useTooLarge = create<{ readonly tabs: readonly Tab[] }>(() => ({ tabs: [] }))

const newestStep = ({ documents }: Tab): HistoryEntry | undefined => {
  const { past, future } = documents.store.getState()
  return past.findLast(({ learned }) => learned) ?? future.find(({ learned }) => learned)
}

/** A tab's trained state to write to the journal; undefined if the journal is current. */
export function learnedToWrite(tab: Tab): string | null | undefined {
  return tabs.get(tab)?.ready
}

/** Called after `given` has been written to the journal. */
export function learnedWritten(tab: Tab, given: string | null | undefined): void {
  const asked = tabs.get(tab)
  if (!asked || given === undefined) return
  asked.held = given !== null
  if (asked.ready === given) asked.ready = undefined
}

/** Called when a tab has been removed from the journal. */
export function learnedForgotten(tab: Tab): void {
  tabs.get(tab)?.leave()
  tabs.delete(tab)
}

/** Called for a restored tab, whose trained state the journal already contains. */
export const learnedHeld = (tab: Tab): void => void begin(tab, '', true)

const markOf = ({ engine }: Tab): string => `${engine.store.getState().state.epoch} ${engine.store.getState().state.update}`

function begin(tab: Tab, mark: string, held: boolean): LearnedRequest {
  learnedForgotten(tab)
  const looks = new Subject<() => void>()
  const asking = looks
    .pipe(
      exhaustMap((then) => {
        const at = Date.now()
        const running = tab.engine.store.getState().state.status === 'running'
        Object.assign(asked, { mark: markOf(tab), step: newestStep(tab), at })
        return answerOf(tab.engine.ask({ kind: 'checkpoint' })).pipe(
          timeout({ first: PATIENCE }),
          concatMap((checkpoint) => (checkpoint ? textOf({ at, running, checkpoint }) : of(undefined)).pipe(map((ready) => ({ checkpoint, ready })))),
          tap(({ checkpoint, ready }) => {
            asked.took = Date.now() - at
            useTooLarge.setState(({ tabs: old }) => ({ tabs: [...old.filter((other) => other !== tab), ...(ready === undefined && checkpoint ? [tab] : [])] }))
            if (ready === undefined) return
            asked.ready = checkpoint!.epoch === 0 && checkpoint!.updates === 0 && !asked.step ? (asked.held ? null : undefined) : ready
            if (asked.ready !== undefined) then()
          }),
          // The engine reports its failure itself.
          catchError(() => EMPTY),
        )
      }),
    )
    .subscribe()
  const asked: LearnedRequest = {
    mark,
    step: undefined,
    at: 0,
    took: 0,
    ready: undefined,
    held,
    look: (then) => looks.next(then),
    leave: () => asking.unsubscribe(),
  }
  tabs.set(tab, asked)
  return asked
}

/**
 * Requests a tab's trained state if due: at once after a run has ended or weights changed otherwise; at intervals
 * during training. Calls `then` when there is something to write.
 */
export function askLearned(tab: Tab, then: () => void): void {
  const { status, catchingUp } = tab.engine.store.getState().state
  const asked = tabs.get(tab) ?? begin(tab, '0 0', false)
  if (status === 'empty' || status === 'blocked' || status === 'failed' || catchingUp) return
  if (markOf(tab) === asked.mark && newestStep(tab) === asked.step) return
  if (status !== 'running' || Date.now() - asked.at >= Math.min(LATE, Math.max(SOON, asked.took / SHARE))) asked.look(then)
}

/** Undefined if it is longer than the longest string. Emits a short one at once, and makes a long one in several tasks. */
function textOf(learned: KeptLearned): Observable<string | undefined> {
  const work = writing(learned)
  const { done, value } = work.next()
  return done ? of(value) : from(slowly(work))
}

function* writing(learned: KeptLearned): Resumable<string | undefined> {
  try {
    return yield* jsonText(learned)
  } catch {
    return undefined
  }
}
