import { useEffect, useState } from 'react'
import { Observable, catchError, exhaustMap, map, merge, of, switchMap, throttleTime, timer } from 'rxjs'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../../engine/base/problem'
import type { Ask, ForecastAnswer } from '../../../engine/run/questions'
import { failureIn } from '../../worker/failure'
import { ask, engineStore } from '../../workspace/engine'

/** Milliseconds to wait for further changes of settings, and between two forecasts while the weights change. */
const SETTLED = 80
const BETWEEN = 1_000

interface ForecastState {
  readonly answer?: ForecastAnswer | undefined
  readonly problem?: Problem | undefined
  /** Progress of the forecast being made. */
  readonly done?: number | undefined
}

/** Emits when the weights have changed, by training or by hand. */
const changed$ = new Observable<void>((listener) =>
  engineStore.subscribe(({ state: now, compiled }, { state: old, compiled: before }) => {
    if (now.epoch !== old.epoch || now.learned !== old.learned || compiled !== before) listener.next()
  }),
)

/**
 * Forecasts again after each change of the settings, which cancels a forecast being made, and of the weights, which
 * does not. The last answer stays until there is another.
 */
export function useForecast(asked: Ask<'forecast'>, document: object): StoreApi<ForecastState> {
  const [store] = useState(() => createStore<ForecastState>(() => ({})))
  const key = JSON.stringify(asked)
  useEffect(() => store.setState({}, true), [store, document])
  useEffect(() => {
    const wanted = JSON.parse(key) as Ask<'forecast'>
    const once = (): Observable<ForecastState> =>
      ask({ kind: 'forecast', ...wanted }).pipe(
        map((reply): ForecastState => ('done' in reply ? { done: reply.done } : { answer: reply.answer, problem: undefined, done: undefined })),
        catchError((error) => of<ForecastState>({ problem: failureIn(error), done: undefined })),
      )
    const again$ = changed$.pipe(
      throttleTime(BETWEEN, undefined, { leading: false, trailing: true }),
      exhaustMap(() => once()),
    )
    const forecasting = merge(timer(SETTLED).pipe(switchMap(once)), again$).subscribe((state) => store.setState(state))
    return () => forecasting.unsubscribe()
  }, [key, store, document])
  return store
}
