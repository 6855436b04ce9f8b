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

/** An engine that has said nothing yet. */
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

/** What went wrong with an engine, until the person has seen it. */
export interface Trouble {
  readonly problem: Problem
  /** Where training stood when the engine ended, and what of that is known; absent where it has not ended. */
  readonly ended?: { readonly epoch: number; readonly known: number | null }
  /** It is not started again unless somebody asks for it. */
  readonly over?: boolean
}

/** Questions whose failure is told where they were asked. */
const TOLD_THERE: readonly QuestionKind[] = ['export', 'gradient-check', 'weights', 'table-piece', 'table-end', 'table-account']
export const isToldHere = ({ of }: FailureMessage): boolean => !TOLD_THERE.includes(of)

/** An engine that ends so often within so many milliseconds is not started again by itself. */
const MOST = 3
const WITHIN = 60_000

/** Milliseconds that one waits for the engine before one is asked whether to go on without it. */
export const PATIENCE = 5000
export const silent = (): Problem => problem('engine-failed', 'engine-silent', { seconds: PATIENCE / 1000 })

/** Milliseconds of training that are lost at most when an engine ends. */
export const AT_MOST = 20_000
/** Asking where training stands may take one of so many parts of the time. */
const SHARE = 100

/** Counts the unexpected ends of an engine, and answers whether it may be started again by itself. */
export class Ends {
  private readonly times: number[] = []

  constructor(private readonly now: () => number = Date.now) {}

  /** Another end: how it is told, and whether it was one too many. */
  add(wrong: Problem): { readonly told: Problem; readonly over: boolean } {
    const now = this.now()
    this.times.push(now)
    while (this.times[0]! < now - WITHIN) this.times.shift()
    const count = this.times.length
    const over = count >= MOST
    return { told: over ? problem('engine-failed', 'engine-ended-again', { ...wrong.values, count }) : wrong, over }
  }

  /** The person has asked for another try. */
  forget(): void {
    this.times.length = 0
  }
}

/** What an engine that has ended has told: that nothing can be trained, and why. */
export function endedState(state: StateMessage, compiled: CompiledMessage | undefined, wrong: Problem): { state: StateMessage; compiled: CompiledMessage } {
  const { problem: _, ...rest } = state
  return {
    state: { ...rest, status: 'blocked', updatesPerSecond: 0, catchingUp: false },
    compiled: {
      kind: 'compiled',
      warnings: [],
      parameters: { trainable: 0, fixed: 0 },
      sizes: {},
      groups: [],
      shapes: {},
      columns: [],
      dropped: [],
      ...compiled,
      revision: -1,
      errors: [wrong],
    },
  }
}

/** Asks now and then while training goes on, so that little is lost when the engine ends; where it cannot say, that is told elsewhere. */
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

/** Resolves when a store's state is as it is waited for; false where it is not for so many milliseconds. */
export const until = <T>(store: StoreApi<T>, holds: (state: T) => boolean, milliseconds: number): Promise<boolean> =>
  firstValueFrom(
    new Observable<T>((hearer) => {
      hearer.next(store.getState())
      return store.subscribe((state) => hearer.next(state))
    }).pipe(
      filter(holds),
      map(() => true),
      timeout({ first: milliseconds, with: () => of(false) }),
    ),
  )
