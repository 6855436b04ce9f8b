import { EMPTY, Subject, catchError, exhaustMap, tap, timeout } from 'rxjs'
import { create } from 'zustand'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import { answerOf } from '../worker/failure'
import type { HistoryEntry } from '../editing/store'
import type { KeptLearned } from './keptDocument'
import type { Tab } from './tabs'

/** Milliseconds of training that may go by between two checkpoints, at least and at most; with the writing, less than 30 s are lost. */
const SOON = 5_000
const LATE = 25_000
/** A checkpoint takes at most this share of the time. */
const SHARE = 0.01
/** Milliseconds after which an engine that does not answer is asked anew. */
const PATIENCE = 60_000

/** What one tab has learned, as it was asked for last. */
interface Asked {
  /** What tells what was learned then from what is learned now. */
  mark: string
  step: HistoryEntry | undefined
  /** When training was asked, and how long it took. */
  at: number
  took: number
  /** What is to be written into the journal; null where nothing is learned any more, undefined where it is written. */
  ready: string | null | undefined
  /** Whether the journal holds something learned. */
  held: boolean
  /** Asks the engine where training stands, unless it is being asked; `then` hears of what is to be written. */
  look(then: () => void): void
  leave(): void
}

const tabs = new WeakMap<Tab, Asked>()

/** Tabs whose training is too large for the journal. */
export const useTooLarge = create<{ readonly tabs: readonly Tab[] }>(() => ({ tabs: [] }))

const newestStep = ({ documents }: Tab): HistoryEntry | undefined => {
  const { past, future } = documents.store.getState()
  return past.findLast(({ learned }) => learned) ?? future.find(({ learned }) => learned)
}

/** What a tab has learned as the journal is to hold it: undefined where the journal has it already. */
export function learnedToWrite(tab: Tab): string | null | undefined {
  return tabs.get(tab)?.ready
}

/** The journal holds what it was given of a tab. */
export function learnedWritten(tab: Tab, given: string | null | undefined): void {
  const asked = tabs.get(tab)
  if (!asked || given === undefined) return
  asked.held = given !== null
  if (asked.ready === given) asked.ready = undefined
}

/** Nothing of the tab is in the journal any more. */
export function learnedForgotten(tab: Tab): void {
  tabs.get(tab)?.leave()
  tabs.delete(tab)
}

/** Takes for written what the journal already held when the tab was brought back. */
export const learnedHeld = (tab: Tab): void => void begin(tab, '', true)

const markOf = ({ engine }: Tab): string => `${engine.store.getState().state.epoch} ${engine.store.getState().state.update}`

function begin(tab: Tab, mark: string, held: boolean): Asked {
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
          tap((checkpoint) => {
            asked.took = Date.now() - at
            const ready = checkpoint && textOf(checkpoint, at, running)
            useTooLarge.setState(({ tabs: old }) => ({ tabs: [...old.filter((other) => other !== tab), ...(ready === undefined && checkpoint ? [tab] : [])] }))
            if (ready === undefined) return
            asked.ready = checkpoint!.epoch === 0 && checkpoint!.updates === 0 && !asked.step ? (asked.held ? null : undefined) : ready
            if (asked.ready !== undefined) then()
          }),
          // What is wrong with the engine is told elsewhere.
          catchError(() => EMPTY),
        )
      }),
    )
    .subscribe()
  const asked: Asked = { mark, step: undefined, at: 0, took: 0, ready: undefined, held, look: (then) => looks.next(then), leave: () => asking.unsubscribe() }
  tabs.set(tab, asked)
  return asked
}

/**
 * Asks a tab's engine where training stands, if that is due: after what was learned without training or by a run that
 * has ended, at once; while one goes on, in measured intervals. `then` hears of what is to be written.
 */
export function askLearned(tab: Tab, then: () => void): void {
  const { status, catchingUp } = tab.engine.store.getState().state
  const asked = tabs.get(tab) ?? begin(tab, '0 0', false)
  if (status === 'empty' || status === 'blocked' || status === 'failed' || catchingUp) return
  if (markOf(tab) === asked.mark && newestStep(tab) === asked.step) return
  if (status !== 'running' || Date.now() - asked.at >= Math.min(LATE, Math.max(SOON, asked.took / SHARE))) asked.look(then)
}

/** Undefined where it is longer than a text can be. */
function textOf(checkpoint: Checkpoint, at: number, running: boolean): string | undefined {
  try {
    return JSON.stringify({ at, running, checkpoint } satisfies KeptLearned)
  } catch {
    return undefined
  }
}
