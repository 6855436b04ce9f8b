import { Observable, Subject, type Subscriber } from 'rxjs'
import { problem, type Problem } from '../../engine/base/problem'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import { failureOf } from '../../engine/run/careful'
import type { Command, Message } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply } from '../../engine/run/questions'
import { EngineFailure } from './failure'

/** The worker lives, and holds this lock until it does no longer. */
export interface Alive {
  readonly kind: 'alive'
  readonly lock: string
}

const startWorker = (): Worker => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })

/**
 * The engine's worker behind typed messages. Each question is answered, or fails with an `EngineFailure` that has the
 * reason: what the worker threw, that it has ended, or that the document was closed.
 */
export class EngineClient {
  private worker: Worker | undefined
  /** Why there is no worker. */
  private over: Problem | undefined
  private readonly messages = new Subject<Message>()
  private readonly deaths = new Subject<Problem>()
  /** Who waits for an answer, by its number. */
  private readonly asking = new Map<number, Subscriber<Reply<unknown>>>()
  private leave: AbortController | undefined
  private requests = 0
  private newest: Checkpoint | undefined
  /** Questions up to this one were asked before what is learned was changed otherwise than by training. */
  private changed = 0

  constructor() {
    this.start()
  }

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  /** Tells why the worker has ended, where nobody has ended it; `start` gives another one. */
  get death$(): Observable<Problem> {
    return this.deaths.asObservable()
  }

  get alive(): boolean {
    return this.worker !== undefined
  }

  /** The last that is known of where training stands. */
  get known(): Checkpoint | undefined {
    return this.newest
  }

  /** A worker that knows nothing of any document, in the place of one that has ended. */
  start(): void {
    const worker = startWorker()
    const leave = new AbortController()
    this.worker = worker
    this.leave = leave
    this.over = undefined
    worker.onmessage = ({ data }: MessageEvent<Message | Alive>) => {
      if (data.kind === 'alive') this.watch(data.lock, leave.signal)
      else this.hear(data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      this.die(event.message, leave.signal)
    }
    worker.onmessageerror = () => this.die('a message of the engine could not be read', leave.signal)
  }

  /** Carried out where there is a worker. */
  send(command: Command): void {
    if (command.kind === 'restore') this.note(command.checkpoint)
    else if (command.kind === 'reset' || command.kind === 'redraw' || (command.kind === 'load' && command.fresh)) this.note(undefined)
    this.worker?.postMessage(command)
  }

  /** Ends a worker that does not answer, as if it had ended by itself. */
  abandon(): void {
    if (this.leave) this.die('it did not answer, and was ended', this.leave.signal)
  }

  /** Ends the worker; what was asked and not answered fails. */
  close(): void {
    this.end(problem('engine-failed', 'engine-closed', {}))
    this.messages.complete()
    this.deaths.complete()
  }

  private note(checkpoint: Checkpoint | undefined): void {
    this.newest = checkpoint
    this.changed = this.requests
  }

  /** The lock is given to this page once the worker lives no longer. */
  private watch(lock: string, signal: AbortSignal): void {
    navigator.locks.request(lock, { signal }, () => this.die('its thread was ended', signal)).catch(() => undefined)
  }

  private die(reason: string, { aborted }: AbortSignal): void {
    if (aborted) return
    const wrong = failureOf('engine-ended', reason)
    this.end(wrong)
    this.deaths.next(wrong)
  }

  private end(why: Problem): void {
    this.leave?.abort()
    this.worker?.terminate()
    this.worker = undefined
    this.over = why
    for (const asker of [...this.asking.values()]) asker.error(new EngineFailure(why))
  }

  private hear(message: Message): void {
    const asker = 'request' in message ? this.asking.get(message.request) : undefined
    switch (message.kind) {
      case 'progress':
        asker?.next({ done: message.done })
        break
      case 'answer':
        if (message.of === 'checkpoint' && message.request > this.changed) this.newest = message.answer ?? this.newest
        this.asking.delete(message.request)
        asker?.next({ answer: message.answer })
        asker?.complete()
        break
      case 'failure':
        this.asking.delete(message.request)
        asker?.error(new EngineFailure(message.problem))
    }
    this.messages.next(message)
  }

  /**
   * Asks the engine: what comes back is how far it is, then the answer. Leaving before that takes the question back.
   *
   * @param transfer What is given to the worker for good.
   */
  ask<K extends QuestionKind>(question: Question<K>, transfer: Transferable[] = []): Observable<Reply<Answer<K>>> {
    return new Observable((asker) => {
      if (this.over) return asker.error(new EngineFailure(this.over))
      const request = ++this.requests
      this.asking.set(request, asker as Subscriber<Reply<unknown>>)
      asker.add(() => {
        if (this.asking.delete(request)) this.send({ kind: 'cancel', request })
      })
      try {
        this.worker?.postMessage({ kind: 'ask', request, question }, transfer)
      } catch (error) {
        this.asking.delete(request)
        asker.error(new EngineFailure(failureOf('engine-threw', error)))
      }
      if (question.kind === 'write') this.note(undefined)
    })
  }
}
