import { Subject, filter, firstValueFrom, type Observable } from 'rxjs'
import type { RunningFormat } from '../../engine/export/formats'
import type { Checkpoint } from '../../engine/learn/checkpoint'
import type { Command, CostsMessage, ExportMessage, GradientCheckMessage, Message, ParameterMessage, PreviewMessage, TableMessage, TableProgressMessage, WeightChange, WeightsMessage, WriteMessage } from '../../engine/run/protocol'

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

  /** Gives a piece of a table to the worker, for good; answered when it has been taken, undefined where the worker has ended. */
  tablePiece(table: number, bytes: Uint8Array): Promise<TableProgressMessage | undefined> {
    const told = this.told(table, 'table-progress')
    this.worker.postMessage({ kind: 'table-piece', table, bytes } satisfies Command, [bytes.buffer])
    return told
  }

  /** Ends a table; undefined where the worker has ended. */
  tableEnd(table: number): Promise<TableMessage | undefined> {
    const told = this.told(table, 'table')
    this.send({ kind: 'table-end', table })
    return told
  }

  private told<K extends 'table' | 'table-progress'>(table: number, kind: K): Promise<Extract<Message, { kind: K }> | undefined> {
    return firstValueFrom(
      this.messages.pipe(filter((m): m is Extract<Message, { kind: K }> => m.kind === kind && 'table' in m && m.table === table)), { defaultValue: undefined },
    )
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
