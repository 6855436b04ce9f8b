import { Observable } from 'rxjs'
import type { Pace } from './pace'
import type { Reply } from './questions'

/**
 * Runs work piece by piece, the first one at once, so that training continues and messages are handled in between.
 *
 * @param slice milliseconds of work without interruption
 */
export function inPieces<R, A>(work: Generator<number, R, void>, pace: Pace, answerOf: (result: R) => A, slice = 0): Observable<Reply<A>> {
  return new Observable((asker) => {
    const piece = (): void => {
      if (asker.closed) return
      try {
        const begun = pace.now()
        let share: number
        do {
          const { value, done } = work.next()
          if (done) {
            asker.next({ answer: answerOf(value) })
            return asker.complete()
          }
          share = value
        } while (pace.now() - begun < slice)
        asker.next({ done: share })
        pace.soon(piece)
      } catch (error) {
        asker.error(error)
      }
    }
    piece()
  })
}
