import { BehaviorSubject, finalize, map, share, startWith, switchMap, tap, type Observable } from 'rxjs'
import type { StoreApi } from 'zustand/vanilla'
import type { Query, Seen, StreamKind } from '../../engine/run/streams'
import { createFacade } from '../editing/facade'
import { shownDocument } from '../editing/store'
import type { Engine } from './openEngine'
import type { MomentState } from './moment'
import { ownEngine } from './ownEngine'

export type { EngineState } from './openEngine'

let shown = ownEngine(shownDocument())
const facade = createFacade(shown.store)
const moments = createFacade(shown.moment)

/** The state of the engine of the document on screen; frames are not part of it. */
export const engineStore = facade.store
/** The moment that the canvas and all panels show. */
export const momentStore = moments.store
export const shownEngine = (): Engine => shown

const shown$ = new BehaviorSubject(shown)
/** The results of a query for the document on screen; undefined while unknown. Only subscribed queries are computed. */
export const watch = <K extends StreamKind>(query: Query<K>): Observable<Seen<K> | undefined> =>
  shown$.pipe(switchMap((engine) => engine.watch(query).pipe(startWith(undefined))))

type WatchedStore<T> = Pick<StoreApi<T | undefined>, 'getState' | 'getInitialState' | 'subscribe'>

/** The results of a query as a store for React, which watches while it has subscribers. */
function watched<K extends StreamKind>(query: Query<K>): WatchedStore<Seen<K>> {
  let newest: Seen<K> | undefined
  const seen = watch(query).pipe(
    map((value) => [value, newest] as const),
    tap(([value]) => (newest = value)),
    finalize(() => (newest = undefined)),
    share(),
  )
  return {
    getState: () => newest,
    getInitialState: () => undefined,
    subscribe(listener) {
      const watching = seen.subscribe(([value, old]) => listener(value, old))
      return () => watching.unsubscribe()
    },
  }
}
export const predictions = watched({ kind: 'predictions' })
export const scores = watched({ kind: 'scores' })
/** The live run, or the last one. */
export const liveView = watched({ kind: 'live' })
/** The moment that all views show, and the epochs that can be shown. */
export const momentView = watched({ kind: 'moment' })
export const pastView = watched({ kind: 'past' })
/** Changes the chosen moment. */
export const chooseMoment = (...changes: ((state: MomentState) => Partial<MomentState>)[]): void => {
  for (const change of changes) momentStore.setState(change(momentStore.getState()))
}
/** For a view that watches only at times. */
export const nothing: WatchedStore<never> = { getState: () => undefined, getInitialState: () => undefined, subscribe: () => () => undefined }

/** Switches to another document's engine; returns a function that notifies subscribers of `engineStore`. */
export function showEngine(next: Engine): () => void {
  shown = next
  next.start()
  shown$.next(next)
  const notify = [facade.point(next.store), moments.point(next.moment)]
  return () => notify.forEach((each) => each())
}

export const play = (): void => shown.play()
export const runAgain = (change: () => void): Promise<void> => shown.runAgain(change)
export const lookBack = (epoch: number | null): Promise<void> => shown.lookBack(epoch)
export const goOn = (epoch: number): Promise<void> => shown.goOn(epoch)
export const reset = (): void => shown.reset()
export const redraw = (owners: readonly string[]): void => shown.redraw(owners)
export const takeEpoch = (epoch: number): Promise<void> => shown.takeEpoch(epoch)
export const editAndRedraw: Engine['editAndRedraw'] = (...asked) => shown.editAndRedraw(...asked)
export const takeWeights: Engine['takeWeights'] = (...asked) => shown.takeWeights(...asked)
export const scaleWeights: Engine['scale'] = (...asked) => shown.scale(...asked)
export const writeWeights: Engine['write'] = (...asked) => shown.write(...asked)
export const endWriting = (): Promise<void> => shown.endWriting()
export const cancelWriting = (): Promise<void> => shown.cancelWriting()
export const setSpeed = (updatesPerSecond: number | null): void => shown.setSpeed(updatesPerSecond)
export const stopReading = (): void => shown.stopReading()
export const readAgain = (): void => shown.readAgain()
export const ask: Engine['ask'] = (question) => shown.ask(question)
