import { Observable } from 'rxjs'
import type { Progress, Trainer } from '../learn/train/trainer'
import type { Pace } from './pace'

/** Milliseconds of work between two checks for messages. */
export const SLICE = 12

/** What one call did: an update, a piece without an update, or the last one. */
export type Advance = 'update' | 'piece' | 'end'

/**
 * Works in slices until the subscriber leaves or the work ends, which the work reports itself; emits after every slice
 * but the last.
 *
 * @param updatesPerSecond null for full speed
 * @param advance makes at most one update
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

/** Makes one update. The end of an epoch may come before it, but never twice without one. */
export function oneUpdate(trainer: Pick<Trainer, 'next'>, take: (progress: Progress) => Advance): void {
  for (let epochs = 0; epochs < 2; ) {
    const progress = trainer.next()
    if (take(progress) === 'end' || progress.kind === 'update') return
    if (progress.kind === 'epoch') epochs++
  }
}

/** Emits once after a delay in milliseconds. */
export const after = (pace: Pace, milliseconds: number): Observable<void> =>
  new Observable((hearer) =>
    pace.later(milliseconds, () => {
      hearer.next()
      hearer.complete()
    }),
  )
