import { Observable, catchError, finalize, isObservable, map, of as just, type Subscription } from 'rxjs'
import { checkingGradients } from '../learn/check/gradient-check'
import { searching } from './insight/searching'
import type { Asked } from './asked'
import { refusalOf } from './careful'
import { costs } from './costs'
import { SLICE } from './drive'
import { exported } from './exported'
import { ANALYSIS_BYTES } from '../analyze'
import { copyProblem } from './copies'
import { forecastFor } from './forecasting'
import { importing } from './importing'
import type { Pace } from './pace'
import { preview } from './preview'
import type { AnswerMessage, Message } from './protocol'
import type { Answer, Ask, Question, QuestionKind, Reply } from './questions'
import { portCourse } from './port-course'
import { pastOf, standingOf, weightsAfter } from './standing'
import { weightsCourse } from './weights-course'

type Answerers = { readonly [K in QuestionKind]: (ask: Ask<K>, asked: Asked) => Answer<K> | Observable<Reply<Answer<K>>> }

/**
 * The answerer of each question: returns the answer, or an Observable of progress and answer. If it throws, the error
 * is the failure.
 */
export const answerers: Answerers = {
  weights: (_ask, { learned, work, read }) => ({ ...learned(), fitted: work ? work.dataset.fitted : read?.document.fitted }),
  'weights-after': ({ epoch }, { work, past }) => weightsAfter(work, epoch === null ? null : past.at(epoch)),
  checkpoint: (_ask, { work }) => standingOf(work),
  past: ({ epoch }, { work, past }) => pastOf(work, past.at(epoch)),
  'weights-course': ({ name, epoch, entries }, { work, past }) => work && weightsCourse(work, past.states, name, epoch, entries),
  'port-course': (ask, { work, past, worst, pace }) => (work ? inPieces(portCourse(work, past.states, ask, worst), pace, (found) => found, SLICE) : undefined),
  preview: (ask, { read, tables, registry }) => preview(ask.table === undefined ? read : tables.preview(ask.table), registry, ask),
  write: (ask, { write }) => write(ask),
  live: (ask, { lives }) => lives.begin(ask),
  'live-text': ({ text, anew }, { lives }) => lives.current?.take(text, anew) ?? null,
  'gradient-check': ({ seed = 0 }, { work, pace }) => {
    const over = work && copyProblem(work.model, ANALYSIS_BYTES)
    if (!work || over) return over ? { problem: over } : {}
    return inPieces(checkingGradients(work.model, work.dataset.train, { seed }), pace, (found) => ('code' in found ? { problem: found } : { check: found }))
  },
  'fixed-points': (ask, { shown, worst, pace }) => (shown ? inPieces(searching(shown, ask, worst), pace, (found) => found, SLICE) : { points: [] }),
  forecast: (ask, asked) => (asked.work ? inPieces(forecastFor(asked.work, asked, ask), asked.pace, (found) => found, SLICE) : undefined),
  export: ({ format, state }, { work }) => exported(work, format, state),
  import: ({ name, bytes }, { registry }) => importing(bytes, registry, name),
  costs: (_ask, { candidate }) => costs(candidate),
  'table-piece': (ask, { tables }) => tables.piece(ask),
  'table-end': (ask, { tables }) => tables.end(ask),
  'table-account': (ask, { tables }) => tables.account(ask),
}

/**
 * Answers a question with messages: progress, then the answer or a failure. Runs at once, except for a gradient check.
 */
function answer(request: number, { kind: of, ...ask }: Question, asked: Asked): Observable<Message> {
  const replies = new Observable<Reply<unknown>>((asker) => {
    const begin = (): Subscription => {
      const found = (answerers[of] as (ask: unknown, asked: Asked) => unknown)(ask, asked)
      return (isObservable(found) ? (found as Observable<Reply<unknown>>) : just({ answer: found })).subscribe(asker)
    }
    return asked.work && of !== 'write' && of !== 'live' ? asked.work.trainer.reading(begin) : begin()
  })
  return replies.pipe(
    map(
      (reply): Message =>
        'done' in reply ? { kind: 'progress', request, done: reply.done } : ({ kind: 'answer', of, request, answer: reply.answer } as AnswerMessage),
    ),
    catchError((error) => just<Message>({ kind: 'failure', of, request, problem: refusalOf(error) })),
  )
}

/**
 * Runs work piece by piece, the first one at once, so that training continues and messages are handled in between.
 *
 * @param slice milliseconds of work without interruption
 */
function inPieces<R, A>(work: Generator<number, R, void>, pace: Pace, answerOf: (result: R) => A, slice = 0): Observable<Reply<A>> {
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

/** Answers questions by their request numbers, until they are answered or cancelled. */
export class Answering {
  private readonly going = new Map<number, Subscription>()

  /** @param known returns the data from which a question is answered. */
  constructor(
    private readonly emit: (message: Message) => void,
    private readonly known: () => Asked,
  ) {}

  ask(request: number, question: Question): void {
    const answering = answer(request, question, this.known())
      .pipe(finalize(() => this.going.delete(request)))
      .subscribe(this.emit)
    if (!answering.closed) this.going.set(request, answering)
  }

  /** Whether something is not answered yet. */
  get busy(): boolean {
    return this.going.size > 0
  }

  /** Cancels a question and stops the work on it. */
  cancel(request: number): void {
    this.going.get(request)?.unsubscribe()
  }
}
