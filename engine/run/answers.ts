import { Observable, catchError, finalize, isObservable, map, of as just, type Subscription } from 'rxjs'
import type { AnalysisKind } from './analyst/protocol'
import { analyses, type AnalysisContext } from './analyst/questions'
import type { QuestionContext } from './asked'
import { refusalOf } from './careful'
import { costs } from './costs'
import { SLICE } from './drive'
import { exported } from './exported'
import { forecastFor } from './forecasting'
import { importing } from './importing'
import { inPieces } from './in-pieces'
import { EPOCHS, spread } from './port-course'
import { preview } from './preview'
import type { AnswerMessage, Message } from './protocol'
import type { Answer, Ask, Question, QuestionKind, Reply } from './questions'
import { pastOf, standingOf, weightsAfter } from './standing'
import { weightsCourse } from './weights-course'

type Answerers = { readonly [K in QuestionKind]: (ask: Ask<K>, asked: QuestionContext) => Answer<K> | Observable<Reply<Answer<K>>> }

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
  'port-course': (ask, asked) => analysing('port-course', ask, asked) ?? undefined,
  preview: (ask, { read, tables, registry }) => preview(ask.table === undefined ? read : tables.preview(ask.table), registry, ask),
  write: (ask, { write }) => write(ask),
  live: (ask, { lives }) => lives.begin(ask),
  'live-text': ({ text, anew }, { lives }) => lives.current?.take(text, anew) ?? null,
  'gradient-check': (ask, asked) => analysing('gradient-check', ask, asked) ?? {},
  'fixed-points': (ask, asked) => analysing('fixed-points', ask, asked) ?? { points: [] },
  forecast: (ask, asked) => (asked.work ? inPieces(forecastFor(asked.work, asked, ask), asked.pace, (found) => found, SLICE) : undefined),
  export: ({ format, state }, { work }) => exported(work, format, state),
  import: ({ name, bytes }, { registry }) => importing(bytes, registry, name),
  costs: (_ask, { candidate }) => costs(candidate),
  'table-piece': (ask, { tables }) => tables.piece(ask),
  'table-end': (ask, { tables }) => tables.end(ask),
  'table-account': (ask, { tables }) => tables.account(ask),
}

/** Answers a question on copies of the weights, in the analyst's thread if there is one; undefined if nothing is trained. */
function analysing<K extends AnalysisKind>(
  kind: K,
  ask: Ask<K>,
  { work, shown, worst, past, pace, analyst, running }: QuestionContext,
): Observable<Reply<Answer<K>>> | undefined {
  if (!work || !shown) return undefined
  const states = kind === 'port-course' ? spread(past.states, EPOCHS) : []
  if (analyst) return analyst.ask(work, running, { kind, ...ask } as Question<K> & Ask<K>, states)
  return (analyses[kind] as (ask: Ask<K>, analysed: AnalysisContext) => Observable<Reply<Answer<K>>>)(ask, { work, shown, worst, states, pace })
}

/**
 * Answers a question with messages: progress, then the answer or a failure. Runs at once, except for a gradient check.
 */
function answer(request: number, { kind: of, ...ask }: Question, asked: QuestionContext): Observable<Message> {
  const replies = new Observable<Reply<unknown>>((asker) => {
    const begin = (): Subscription => {
      const found = (answerers[of] as (ask: unknown, asked: QuestionContext) => unknown)(ask, asked)
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

/** Answers questions by their request numbers, until they are answered or cancelled. */
export class Answering {
  private readonly going = new Map<number, Subscription>()

  /** @param known returns the data from which a question is answered. */
  constructor(
    private readonly emit: (message: Message) => void,
    private readonly known: () => QuestionContext,
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
