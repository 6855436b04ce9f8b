import { problem, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import type { Command, FailureMessage, Message } from './protocol'

/** UTF-16 units of a reason that are told: a person reads no more. */
const LONGEST = 300

/** What was thrown, in words. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export const failureOf = (key: Extract<MessageKey, 'engine-threw' | 'engine-load' | 'engine-ended'>, error: unknown): Problem =>
  problem('engine-failed', key, { reason: reasonOf(error) })

/** What hears commands; `giveUp` lets a document go that could not be made ready. */
interface Hearer {
  send(command: Command): void
  giveUp(revision: number, wrong: Problem): void
}

/**
 * Hands a command on. Whoever waits for an answer is told where it throws, and a document that cannot be made ready is
 * let go with the reason; what nobody waits for is thrown on, as a failure of the engine as a whole.
 */
export function sendCarefully(hearer: Hearer, command: Command, tell: (message: Message) => void): void {
  try {
    hearer.send(command)
  } catch (error) {
    if (command.kind === 'load') return hearer.giveUp(command.revision, failureOf('engine-load', error))
    const failure = failedAnswer(command, error)
    if (!failure) throw error
    tell(failure)
  }
}

/** The answer to a command that threw; undefined where nobody waits for one. */
function failedAnswer(command: Command, error: unknown): FailureMessage | undefined {
  const failure = { kind: 'failure', of: command.kind, problem: failureOf('engine-threw', error) } as const
  if ('request' in command) return { ...failure, request: command.request }
  return command.kind === 'table-piece' || command.kind === 'table-end' ? { ...failure, table: command.table } : undefined
}

/** Answers that nobody but the one who asked hears of, by what they answer to. */
const answers: Partial<Record<Message['kind'], Command['kind']>> = {
  weights: 'weights', checkpoint: 'checkpoint', preview: 'preview', parameter: 'parameter', write: 'write', 'gradient-check': 'gradient-check',
  export: 'export', costs: 'costs', table: 'table-end', 'table-progress': 'table-piece',
}

/**
 * Gives a message to whoever listens outside. An answer that cannot be handed over, for it is too large, say, is
 * answered by that.
 */
export function tellCarefully(message: Message, post: (message: Message) => void): void {
  try {
    post(message)
  } catch (error) {
    const of = answers[message.kind]
    if (of === undefined) throw error
    post({
      kind: 'failure', of, problem: failureOf('engine-threw', error),
      ...('request' in message ? { request: message.request } : {}), ...('table' in message ? { table: message.table } : {}),
    })
  }
}
