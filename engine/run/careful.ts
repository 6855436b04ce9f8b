import { problem, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import type { Message } from './protocol'

/** Longest reason in UTF-16 units; the rest is cut. */
const LONGEST = 300

/** A thrown value as text. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export const failureOf = (key: Extract<MessageKey, 'engine-threw' | 'engine-load' | 'engine-ended'>, error: unknown): Problem =>
  problem('engine-failed', key, { reason: reasonOf(error) })

/** Thrown by an answerer to refuse a question, with the reason to report. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** The problem to report for a question that failed. */
export const refusalOf = (error: unknown): Problem => (error instanceof Refusal ? error.problem : failureOf('engine-threw', error))

/**
 * Posts a message. If an answer cannot be posted, for example because it is too large, posts a failure with that
 * reason.
 */
export function postSafely(message: Message, post: (message: Message) => void): void {
  try {
    post(message)
  } catch (error) {
    if (message.kind !== 'answer') throw error
    post({ kind: 'failure', of: message.of, request: message.request, problem: refusalOf(error) })
  }
}
