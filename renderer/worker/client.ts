import i18next from 'i18next'
import { Observable, Subject, type Subscriber } from 'rxjs'
import { problem, type Problem } from '../../engine/base/problem'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import { failureOf } from '../../engine/run/careful'
import type { SessionCommand, Message } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply } from '../../engine/run/questions'
import { EngineFailure } from './failure'
import { startWorker } from './start'

/** Sent by the worker at its start. It holds this lock while it lives. */
export interface Alive {
  readonly kind: 'alive'
  readonly lock: string
}

/**
 * The engine's worker behind typed messages. Each question is answered, or fails with an `EngineFailure` that has the
 * reason: what the worker threw, that it ended, or that the document was closed.
 */
export class EngineClient {
  private worker: Worker | undefined
  /** Why there is no worker. */
  private over: Problem | undefined
  private readonly messages = new Subject<Message>()
  private readonly deaths = new Subject<Problem>()
  /** Subscribers waiting for an answer, by number. */
  private readonly asking = new Map<number, Subscriber<Reply<unknown>>>()
  private leave: AbortController | undefined
  private requests = 0
  private newest: Checkpoint | undefined
  /** Questions up to this number were asked before the last change of trained state other than by training. */
  private changed = 0

  constructor() {
    this.start()
  }

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  /** Emits the reason when the worker ends unexpectedly; `start` creates another one. */
  get death$(): Observable<Problem> {
    return this.deaths.asObservable()
  }

  get alive(): boolean {
    return this.worker !== undefined
  }

  /** The last known checkpoint. */
  get known(): Checkpoint | undefined {
    return this.newest
  }

  /** Starts a new worker, which knows no document. */
  start(): void {
    const worker = startWorker()
    const leave = new AbortController()
    this.worker = worker
    this.leave = leave
    this.over = undefined
    worker.onmessage = ({ data }: MessageEvent<Message | Alive>) => {
      if (data.kind === 'alive') this.watch(data.lock, leave.signal)
      else this.onMessage(data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      this.die(event.message, leave.signal)
    }
    worker.onmessageerror = () => this.die('a message of the engine could not be read', leave.signal)
  }

  /** Sends a command, if there is a worker. */
  send(command: SessionCommand): void {
    if (command.kind === 'restore') this.note(command.checkpoint)
    else if (command.kind === 'reset' || command.kind === 'redraw' || (command.kind === 'load' && command.fresh)) this.note(undefined)
    this.worker?.postMessage(command)
  }

  /** Ends a worker that does not respond, and treats it like a crash. */
  abandon(): void {
    if (this.leave) this.die('it did not answer, and was ended', this.leave.signal)
  }

  /** Ends the worker; unanswered questions fail. */
  close(): void {
    this.end(problem('engine-failed', 'engine-closed', {}))
    this.messages.complete()
    this.deaths.complete()
  }

  private note(checkpoint: Checkpoint | undefined): void {
    this.newest = checkpoint
    this.changed = this.requests
  }

  /** The page gets the lock when the worker ends. */
  private watch(lock: string, signal: AbortSignal): void {
    navigator.locks.request(lock, { signal }, () => this.die(i18next.t('shell.engine.thread-ended') ?? 'its thread was ended', signal)).catch(() => undefined)
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

  private onMessage(message: Message): void {
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
   * Asks the engine; emits progress, then the answer. Unsubscribing before that cancels the question.
   *
   * @param transfer objects to transfer to the worker.
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
