import i18next from 'i18next'
import { Observable, Subject, type Subscriber } from 'rxjs'
import { problem, type Problem } from '../../engine/base/problem'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import { failureOf } from '../../engine/run/careful'
import { Sender, type PostedMessage } from '../../engine/run/handing'
import type { FrameMessage, SessionCommand, Message } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply } from '../../engine/run/questions'
import { EngineFailure } from './failure'
import type { AnalystPort } from './analysts'
import { whenEnded } from './lock'
import { startWorker } from './start'

/** UTF-16 units of weights that one task sends. */
const SENT = 2 ** 25

/** A command that is being sent. */
interface Sending {
  readonly messages: Generator<PostedMessage, void>
  readonly transfer: Transferable[]
  /** Called if it cannot be sent; absent if that is thrown. */
  readonly fail: ((error: unknown) => void) | undefined
}

/** A worker, with what is being sent to it. */
interface Running {
  readonly kind: 'running'
  readonly worker: Worker
  /** Aborted when the worker ends. */
  readonly leave: AbortController
  readonly sender: Sender
  /** The document that is being sent in several tasks, and the commands that wait for it. */
  readonly outbox: Sending[]
  /** Where the analyst's frames arrive. */
  analyst: MessagePort | undefined
}

/** A worker, or why there is none. */
type Thread = Running | { readonly kind: 'new' | 'over'; readonly why: Problem }

/** Sent by the worker at its start. It holds this lock while it lives. */
export interface Alive {
  readonly kind: 'alive'
  readonly lock: string
}

/** Why the engine ended, in the user's language; in English before languages are loaded. */
const reason = (key: 'code-missing' | 'silent' | 'thread-ended' | 'unreadable', plain: string): string => i18next.t(`shell.engine.${key}`) || plain

/**
 * The engine's worker behind typed messages. Each question is answered, or fails with an `EngineFailure` that has the
 * reason: what the worker threw, that it has ended or was not started, or that the document was closed.
 */
export class EngineClient {
  private thread: Thread = { kind: 'new', why: failureOf('engine-ended', 'it has not been started') }
  private readonly messages = new Subject<Message>()
  private readonly deaths = new Subject<Problem>()
  /** Subscribers waiting for an answer, by number. */
  private readonly asking = new Map<number, Subscriber<Reply<unknown>>>()
  private requests = 0
  private newest: Checkpoint | undefined
  /** Questions up to this number were asked before the last change of trained state other than by training. */
  private changed = 0

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  /** Emits the reason when the worker ends unexpectedly; `start` creates another one. */
  get death$(): Observable<Problem> {
    return this.deaths.asObservable()
  }

  /** Whether there is a worker; `new` before the first one. */
  get status(): Thread['kind'] {
    return this.thread.kind
  }

  /** The last known checkpoint. */
  get known(): Checkpoint | undefined {
    return this.newest
  }

  /** Starts a new worker, which knows no document. */
  start(): this {
    const worker = startWorker()
    const leave = new AbortController()
    const running: Running = { kind: 'running', worker, leave, sender: new Sender(), outbox: [], analyst: undefined }
    this.thread = running
    worker.onmessage = ({ data }: MessageEvent<Message | Alive | AnalystPort>) => {
      if (data.kind === 'alive') whenEnded(data.lock, leave.signal, () => this.die(reason('thread-ended', 'its thread was ended'), running))
      else if (data.kind === 'analyst') this.connect(running, data.port)
      else this.onMessage(data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      // Without a message, the browser could not load its code.
      this.die(event.message || reason('code-missing', 'its code could not be loaded'), running)
    }
    worker.onmessageerror = () => this.die(reason('unreadable', 'a message of the engine could not be read'), running)
    return this
  }

  /** Sends a command, if there is a worker. */
  send(command: SessionCommand): void {
    if (command.kind === 'restore') this.note(command.checkpoint)
    else if (command.kind === 'reset' || command.kind === 'redraw' || (command.kind === 'load' && command.fresh)) this.note(undefined)
    if (command.kind === 'drawn' && command.analyst) {
      if (this.thread.kind === 'running') this.thread.analyst?.postMessage(command)
    } else this.post(command)
  }

  private post(command: SessionCommand, transfer: Transferable[] = [], fail?: (error: unknown) => void): void {
    const { thread } = this
    if (thread.kind !== 'running') return
    thread.outbox.push({ messages: thread.sender.posting(command), transfer, fail })
    if (thread.outbox.length === 1) this.sendOn(thread)
  }

  /** Sends waiting commands, in several tasks if they are long. */
  private sendOn(thread: Running): void {
    const { worker, outbox } = thread
    let left = SENT
    while (this.thread === thread && outbox[0]) {
      const [{ messages, transfer, fail }] = outbox
      const { done, value } = messages.next()
      if (done || value.kind !== 'text') outbox.shift()
      if (done) continue
      try {
        worker.postMessage(value, transfer)
      } catch (error) {
        if (!fail) throw error
        fail(error)
      }
      if (value.kind === 'text' && (left -= value.part.length) <= 0) {
        setTimeout(() => this.sendOn(thread))
        return
      }
    }
  }

  /** Ends a worker that does not respond, and treats it like a crash. */
  abandon(): void {
    if (this.thread.kind === 'running') this.die(reason('silent', 'it did not answer, and was ended'), this.thread)
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

  /** Takes the analyst's frames from a new port; those of an earlier one are dropped. */
  private connect(thread: Running, port: MessagePort | undefined): void {
    if (thread.analyst) {
      thread.analyst.onmessage = null
      thread.analyst.close()
    }
    thread.analyst = port
    if (port) port.onmessage = ({ data }: MessageEvent<FrameMessage>) => this.onMessage(data)
  }

  private die(reason: string, thread: Running): void {
    if (this.thread !== thread) return
    const why = failureOf('engine-ended', reason)
    this.end(why)
    this.deaths.next(why)
  }

  private end(why: Problem): void {
    const { thread } = this
    this.thread = { kind: 'over', why }
    if (thread.kind === 'running') {
      thread.leave.abort()
      this.connect(thread, undefined)
      thread.worker.terminate()
    }
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
      if (this.thread.kind !== 'running') return asker.error(new EngineFailure(this.thread.why))
      const request = ++this.requests
      this.asking.set(request, asker as Subscriber<Reply<unknown>>)
      asker.add(() => {
        if (this.asking.delete(request)) this.send({ kind: 'cancel', request })
      })
      this.post({ kind: 'ask', request, question: question as Question }, transfer, (error) => {
        this.asking.delete(request)
        asker.error(new EngineFailure(failureOf('engine-threw', error)))
      })
      if (question.kind === 'write') this.note(undefined)
    })
  }
}
