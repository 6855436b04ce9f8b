import type { Message } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind } from '../../engine/run/questions'
import type { Session } from '../../engine/run/session'

let requests = 0

/** A session's immediate answer; throws a failure. */
export function ask<K extends QuestionKind>(session: Pick<Session, 'send' | 'message$'>, question: Question<K>): Answer<K> {
  const request = ++requests
  let last: Message | undefined
  const subscription = session.message$.subscribe((message) => {
    if ('request' in message && message.request === request) last = message
  })
  session.send({ kind: 'ask', request, question: question as Question })
  subscription.unsubscribe()
  if (last?.kind === 'answer') return last.answer as Answer<K>
  throw new Error(last?.kind === 'failure' ? last.problem.message : `${question.kind} is not answered`)
}
