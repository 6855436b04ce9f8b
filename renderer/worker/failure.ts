import type { Problem } from '../../engine/base/problem'

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

/** The answer, or a failure where it has not come for so many milliseconds; it may still come for others. */
export async function patiently<T>(answer: Promise<T>, milliseconds: number, silent: () => Problem): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EngineFailure(silent())), milliseconds)
  })
  try {
    return await Promise.race([answer, over])
  } finally {
    clearTimeout(timer)
  }
}
