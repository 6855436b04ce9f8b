import { Observable } from 'rxjs'
import type { Pace } from './pace'

/** Milliseconds of work between two looks at what people want. */
export const SLICE = 12

/** What was done: an update, a piece of something that is no update, or what there was to do. */
export type Advance = 'update' | 'piece' | 'end'

/**
 * Works in slices until somebody leaves or the work ends, whose end tells itself; emits after each other slice.
 *
 * @param updatesPerSecond null for as fast as it goes
 * @param advance makes one update or less
 */
export const inSlices = (pace: Pace, updatesPerSecond: number | null, advance: () => Advance): Observable<void> =>
  new Observable((hearer) => {
    const goesOn = (done: Advance): boolean => done === 'piece' || (done === 'update' && updatesPerSecond === null)
    const slice = (): void => {
      if (hearer.closed) return
      const begun = pace.now()
      let done: Advance
      do done = advance()
      while (goesOn(done) && pace.now() - begun < SLICE)
      if (done === 'end') return hearer.complete()
      hearer.next()
      if (goesOn(done) || updatesPerSecond === null) pace.soon(slice)
      else hearer.add(pace.later(1000 / updatesPerSecond - (pace.now() - begun), slice))
    }
    pace.soon(slice)
  })

/** Emits once after so many milliseconds. */
export const after = (pace: Pace, milliseconds: number): Observable<void> =>
  new Observable((hearer) =>
    pace.later(milliseconds, () => {
      hearer.next()
      hearer.complete()
    }),
  )
