import { Subject, filter, firstValueFrom, type Observable } from 'rxjs'
import type { Command, Message, ParameterMessage, PreviewMessage, WeightsMessage } from '../../engine/run/protocol'

/** The engine's worker behind typed messages. What the worker throws is an error of ours and reaches the console. */
export class EngineClient {
  private readonly worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })
  private readonly messages = new Subject<Message>()
  private requests = 0

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Message>) => this.messages.next(data)
  }

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  send(command: Command): void {
    this.worker.postMessage(command)
  }

  /** Ends the worker; what was asked and not answered never is. */
  close(): void {
    this.worker.terminate()
    this.messages.complete()
  }

  /** The weights as they are now, ready to be stored. */
  weights(): Promise<WeightsMessage> {
    return this.ask({ kind: 'weights' })
  }

  /** Rows of the data as they were read, and the course of one column. */
  preview(asked: { first: number; rows: number; course: string | null }): Promise<PreviewMessage> {
    return this.ask({ kind: 'preview', ...asked })
  }

  /** One parameter as it is now. */
  parameter(asked: { name: string; eigenvalues: boolean }): Promise<ParameterMessage> {
    return this.ask({ kind: 'parameter', ...asked })
  }

  private ask<K extends Question['kind']>(question: Unnumbered<Extract<Question, { kind: K }>>): Promise<Extract<Message, { kind: K }>> {
    const request = ++this.requests
    const answer = firstValueFrom(
      this.messages.pipe(filter((m): m is Extract<Message, { kind: K }> => m.kind === question.kind && 'request' in m && m.request === request)),
    )
    this.send({ ...question, request } as Extract<Command, { kind: K }>)
    return answer
  }
}

/** Commands that are answered by a message of the same kind and number. */
type Question = Extract<Command, { request: number }>
type Unnumbered<T> = T extends unknown ? Omit<T, 'request'> : never
