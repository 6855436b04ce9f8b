import { filter, firstValueFrom, map, throwError, timeout, type Observable } from 'rxjs'
import type { Problem } from '../../engine/base/problem'
import type { Reply } from '../../engine/run/questions'

/** Why a question to the engine failed. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure'

  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** The reason of a failed question. Rethrows any other error. */
export function failureIn(error: unknown): Problem {
  if (error instanceof EngineFailure) return error.problem
  throw error
}

/** For questions whose failure is reported elsewhere: ignores it. */
export function ignoreFailure(error: unknown): undefined {
  failureIn(error)
}

/** Fails if nothing has been emitted for this many milliseconds. */
export const patiently = <T>(source: Observable<T>, milliseconds: number, silent: () => Problem): Observable<T> =>
  source.pipe(timeout({ first: milliseconds, with: () => throwError(() => new EngineFailure(silent())) }))

/** The answer only, without progress. */
export const answerOf = <A>(replies: Observable<Reply<A>>): Observable<A> =>
  replies.pipe(
    filter((reply) => 'answer' in reply),
    map(({ answer }) => answer),
  )

/** The answer as a promise; asks at once. */
export const answered = <A>(replies: Observable<Reply<A>>): Promise<A> => firstValueFrom(answerOf(replies))
