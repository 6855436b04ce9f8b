import { problem, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import type { Message } from './protocol'

/** UTF-16 units of a reason that are told: a person reads no more. */
const LONGEST = 300

/** What was thrown, in words. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export const failureOf = (key: Extract<MessageKey, 'engine-threw' | 'engine-load' | 'engine-ended'>, error: unknown): Problem =>
  problem('engine-failed', key, { reason: reasonOf(error) })

/** Thrown by an answerer that refuses a question, with the reason that is told. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** Why a question has no answer. */
export const refusalOf = (error: unknown): Problem => (error instanceof Refusal ? error.problem : failureOf('engine-threw', error))

/** Posts a message. An answer that cannot be handed over, for it is too large, say, becomes a failure with that reason. */
export function tellCarefully(message: Message, post: (message: Message) => void): void {
  try {
    post(message)
  } catch (error) {
    if (message.kind !== 'answer') throw error
    post({ kind: 'failure', of: message.of, request: message.request, problem: refusalOf(error) })
  }
}
