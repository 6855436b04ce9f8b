import { Subject, type Observable } from 'rxjs'
import { problem, type Problem } from '../../engine/base/problem'
import type { ColumnChange } from '../../engine/data'
import type { RunningFormat } from '../../engine/export/formats'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import { failureOf } from '../../engine/run/careful'
import type { Command, CostsMessage, ExportMessage, GradientCheckMessage, Message, ParameterMessage, PreviewMessage, TableMessage, TableProgressMessage, WeightChange, WeightsMessage, WriteMessage } from '../../engine/run/protocol'
import { EngineFailure } from './failure'

/** The worker lives, and holds this lock until it does no longer. */
export interface Alive {
  readonly kind: 'alive'
  readonly lock: string
}

interface Waiting {
  readonly resolve: (message: never) => void
  readonly reject: (failure: EngineFailure) => void
}

const startWorker = (): Worker => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })

/**
 * The engine's worker behind typed messages. Each question is answered, or rejected with an `EngineFailure` that has the
 * reason: what the worker threw, that it has ended, or that the document was closed.
 */
export class EngineClient {
  private worker: Worker | undefined
  /** Why there is no worker. */
  private over: Problem | undefined
  private readonly messages = new Subject<Message>()
  private readonly deaths = new Subject<Problem>()
  /** Who waits for an answer, by its kind and number. */
  private readonly waiting = new Map<string, Waiting>()
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
    else if (command.kind === 'reset' || command.kind === 'redraw' || command.kind === 'write' || (command.kind === 'load' && command.fresh)) this.note(undefined)
    this.worker?.postMessage(command)
  }

  /** Ends a worker that does not answer, as if it had ended by itself. */
  abandon(): void {
    if (this.leave) this.die('it did not answer, and was ended', this.leave.signal)
  }

  /** Ends the worker; what was asked and not answered is rejected. */
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
    const open = [...this.waiting.values()]
    this.waiting.clear()
    for (const { reject } of open) reject(new EngineFailure(why))
  }

  private hear(message: Message): void {
    if (message.kind === 'checkpoint' && message.request > this.changed && message.checkpoint) this.newest = message.checkpoint
    const key = message.kind === 'failure' ? keyOf(answerTo(message.of), message) : keyOf(message.kind, message)
    const asked = this.waiting.get(key)
    this.waiting.delete(key)
    if (message.kind === 'failure') asked?.reject(new EngineFailure(message.problem))
    else asked?.resolve(message as never)
    this.messages.next(message)
  }

  /** The weights as they are now, ready to be stored. */
  weights(): Promise<WeightsMessage> {
    return this.ask({ kind: 'weights' })
  }

  /** Where training stands; undefined where nothing can be trained. */
  async checkpoint(): Promise<Checkpoint | undefined> {
    const { checkpoint } = await this.ask<'checkpoint'>({ kind: 'checkpoint' })
    return checkpoint
  }

  /** Rows of the data as they were read, and the course of one column. */
  preview(asked: { first: number; rows: number; course: string | null; table?: number }): Promise<PreviewMessage> {
    return this.ask({ kind: 'preview', ...asked })
  }

  /** One parameter as it is now. */
  parameter(asked: { name: string; eigenvalues: boolean }): Promise<ParameterMessage> {
    return this.ask({ kind: 'parameter', ...asked })
  }

  /** Changes entries of a parameter by hand. */
  write(asked: { name: string; indices: Uint32Array; change: WeightChange }): Promise<WriteMessage> {
    return this.ask({ kind: 'write', ...asked })
  }

  /** The network with its weights as they are, in a format of another program. */
  exported(format: RunningFormat): Promise<ExportMessage> {
    return this.ask({ kind: 'export', format })
  }

  /** Gives a piece of a table to the worker, for good; answered when it has been taken. */
  tablePiece(table: number, bytes: Uint8Array): Promise<TableProgressMessage> {
    return this.answer(keyOf('table-progress', { table }), { kind: 'table-piece', table, bytes }, [bytes.buffer])
  }

  /** The account of a table that was read, with what a person has decided of its columns. */
  tableAccount(table: number, changes: Readonly<Record<number, ColumnChange>>): Promise<TableMessage> {
    return this.answer(keyOf('table', { table }), { kind: 'table-account', table, changes })
  }

  /** Ends a table. */
  tableEnd(table: number): Promise<TableMessage> {
    return this.answer(keyOf('table', { table }), { kind: 'table-end', table })
  }

  /** How the three gradients of the network as it stands compare; `progress` hears the share that is done. */
  async checkGradients(asked: { seed: number }, progress: (done: number) => void): Promise<GradientCheckMessage> {
    const request = this.requests + 1
    const heard = this.messages.subscribe((m) => {
      if (m.kind === 'gradient-progress' && m.request === request) progress(m.done)
    })
    try {
      return await this.ask<'gradient-check'>({ kind: 'gradient-check', ...asked })
    } finally {
      heard.unsubscribe()
    }
  }

  /** What RTRL in each variant and BPTT would take. */
  costs(): Promise<CostsMessage> {
    return this.ask({ kind: 'costs' })
  }

  private ask<K extends Question['kind']>(question: Unnumbered<Extract<Question, { kind: K }>>): Promise<Extract<Message, { kind: K }>> {
    const request = ++this.requests
    return this.answer(keyOf(question.kind, { request }), { ...question, request } as Extract<Command, { kind: K }>)
  }

  private answer<M extends Message>(key: string, command: Command, transfer: Transferable[] = []): Promise<M> {
    return new Promise((resolve, reject) => {
      if (this.over) return reject(new EngineFailure(this.over))
      this.waiting.set(key, { resolve, reject })
      try {
        if (transfer.length > 0) this.worker?.postMessage(command, transfer)
        else this.send(command)
      } catch (error) {
        this.waiting.delete(key)
        reject(new EngineFailure(failureOf('engine-threw', error)))
      }
    })
  }
}

const keyOf = (kind: Message['kind'], of: object): string => `${kind} ${'request' in of ? String(of.request) : 'table' in of ? String(of.table) : ''}`

/** The kind of message that answers a command. */
const answerTo = (kind: Command['kind']): Message['kind'] =>
  kind === 'table-piece' ? 'table-progress' : kind === 'table-end' || kind === 'table-account' ? 'table' : (kind as Question['kind'])

/** Commands that are answered by a message of the same kind and number. */
type Question = Extract<Command, { request: number }>
type Unnumbered<T> = T extends unknown ? Omit<T, 'request'> : never
