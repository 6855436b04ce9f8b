import { filter, firstValueFrom, map, throwError, timeout, type Observable } from 'rxjs'
import type { Problem } from '../../engine/base/problem'
import type { Reply } from '../../engine/run/questions'

/** Why a question to the engine has no answer. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure'

  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** Why there is no answer. Anything else that was thrown is thrown on. */
export function failureIn(error: unknown): Problem {
  if (error instanceof EngineFailure) return error.problem
  throw error
}

/** For questions whose failure is told elsewhere: leaves what was there. */
export function leaveIt(error: unknown): undefined {
  failureIn(error)
}

/** Fails where nothing has come for so many milliseconds. */
export const patiently = <T>(source: Observable<T>, milliseconds: number, silent: () => Problem): Observable<T> =>
  source.pipe(timeout({ first: milliseconds, with: () => throwError(() => new EngineFailure(silent())) }))

/** The answer alone, for whoever does not show how far it is. */
export const answerOf = <A>(replies: Observable<Reply<A>>): Observable<A> =>
  replies.pipe(
    filter((reply) => 'answer' in reply),
    map(({ answer }) => answer),
  )

/** The answer as a promise; asks at once. */
export const answered = <A>(replies: Observable<Reply<A>>): Promise<A> => firstValueFrom(answerOf(replies))
