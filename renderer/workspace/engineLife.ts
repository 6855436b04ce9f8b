import {
  EMPTY,
  Observable,
  catchError,
  defer,
  distinctUntilChanged,
  expand,
  filter,
  firstValueFrom,
  map,
  of,
  switchMap,
  timeInterval,
  timeout,
  timer,
} from 'rxjs'
import type { StoreApi } from 'zustand/vanilla'
import { problem, type Problem } from '../../engine/base/problem'
import type { CompiledMessage, FailureMessage, StateMessage } from '../../engine/run/protocol'
import type { QuestionKind } from '../../engine/run/questions'

/** The state of an engine before its first message. */
export const idle: StateMessage = {
  kind: 'state',
  status: 'empty',
  epoch: 0,
  epochs: 0,
  update: 0,
  updatesPerSecond: 0,
  catchingUp: false,
  threads: { used: 1, available: 1 },
  fastMath: { used: false, available: true },
}

/** A failure of an engine, until the user has dismissed it. */
export interface Trouble {
  readonly problem: Problem
  /**
   * The epoch that training had reached when the engine ended, and the epoch of the last checkpoint; absent if it has
   * not ended.
   */
  readonly ended?: { readonly epoch: number; readonly known: number | null }
  /** Whether it is not restarted automatically. */
  readonly over?: boolean
}

/** Questions whose failure is reported where they are asked. */
const REPORTED_THERE: readonly QuestionKind[] = ['export', 'forecast', 'import', 'gradient-check', 'weights', 'table-piece', 'table-end', 'table-account']
export const isReportedHere = ({ of }: FailureMessage): boolean => !REPORTED_THERE.includes(of)

/** An engine that ends this often within `WITHIN` milliseconds is not restarted automatically. */
const MOST = 3
const WITHIN = 60_000

/** Milliseconds to wait for the engine before asking whether to continue without it. */
export const PATIENCE = 5000
export const silent = (): Problem => problem('engine-failed', 'engine-silent', { seconds: PATIENCE / 1000 })

/** Most milliseconds of training that are lost when an engine ends. */
export const AT_MOST = 20_000
/** Requesting checkpoints may take 1/SHARE of the time. */
const SHARE = 100

/** Counts unexpected ends of an engine, and decides whether to restart it automatically. */
export class Ends {
  private readonly times: number[] = []

  /** Adds an end; returns the problem to report, and whether it was one too many. */
  add(wrong: Problem): { readonly problem: Problem; readonly over: boolean } {
    const now = Date.now()
    this.times.push(now)
    while (this.times[0]! < now - WITHIN) this.times.shift()
    const count = this.times.length
    const over = count >= MOST
    return { problem: over ? problem('engine-failed', 'engine-ended-again', { ...wrong.values, count }) : wrong, over }
  }

  /** Called when the user asks for another attempt. */
  forget(): void {
    this.times.length = 0
  }
}

/** The report on a document without nodes. */
export const emptyReport: CompiledMessage = {
  kind: 'compiled',
  revision: 0,
  errors: [],
  warnings: [],
  parameters: { trainable: 0, fixed: 0 },
  sizes: {},
  groups: [],
  shapes: {},
  columns: [],
  dropped: [],
}

/** The state after an engine has ended: nothing can be trained, for this reason. */
export function endedState(state: StateMessage, compiled: CompiledMessage | undefined, wrong: Problem): { state: StateMessage; compiled: CompiledMessage } {
  const { problem: _, ...rest } = state
  return {
    state: { ...rest, status: 'blocked', updatesPerSecond: 0, catchingUp: false },
    compiled: { ...emptyReport, ...compiled, revision: -1, errors: [wrong] },
  }
}

/** Repeats a request during training, so that little is lost if the engine ends; its failures are reported elsewhere. */
export const nowAndThen = (running: Observable<boolean>, ask: () => Observable<unknown>): Observable<number> => {
  const look = defer(ask).pipe(
    timeInterval(),
    map(({ interval }) => Math.max(AT_MOST, SHARE * interval)),
    catchError(() => of(AT_MOST)),
  )
  return running.pipe(
    distinctUntilChanged(),
    switchMap((runs) => (runs ? of(AT_MOST).pipe(expand((wait) => timer(wait).pipe(switchMap(() => look)))) : EMPTY)),
  )
}

/** Resolves to true when a store's state satisfies a condition, or to false after a timeout in milliseconds. */
export const until = <T>(store: StoreApi<T>, holds: (state: T) => boolean, milliseconds: number): Promise<boolean> =>
  firstValueFrom(
    new Observable<T>((subscriber) => {
      subscriber.next(store.getState())
      return store.subscribe((state) => subscriber.next(state))
    }).pipe(
      filter(holds),
      map(() => true),
      timeout({ first: milliseconds, with: () => of(false) }),
    ),
  )
