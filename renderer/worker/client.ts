import { Subject, filter, firstValueFrom, type Observable } from 'rxjs'
import type { Command, Message, WeightsMessage } from '../../engine/run/protocol'

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

  /** The weights as they are now, ready to be stored. */
  weights(): Promise<WeightsMessage> {
    const request = ++this.requests
    const answer = firstValueFrom(
      this.messages.pipe(filter((m): m is WeightsMessage => m.kind === 'weights' && m.request === request)),
    )
    this.send({ kind: 'weights', request })
    return answer
  }
}
