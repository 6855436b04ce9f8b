import { catchError, finalize, map, of as just, type Observable, type Subscription } from 'rxjs'
import type { NodeRegistry } from '../../contract/node-type'
import type { Dataset } from '../../data/types'
import { refusalOf } from '../careful'
import { Display } from '../display'
import type { Pace } from '../pace'
import type { Answer, Reply } from '../questions'
import { Showing } from '../showing'
import { bufferOf, type AnalysisKind, type AnalystCommand, type AnalystMessage, type AnalystReply, type Newest } from './protocol'
import { analyses, type AnalysisContext } from './questions'
import { Replica } from './replica'

/** Milliseconds between two checks for something to compute. */
const TICK = 33

/**
 * Computes in a separate thread everything that needs copies of the weights: analyses, a chosen moment, earlier weights and
 * changes by hand. It has a replica of the network, and receives weights from the session. While training runs, it takes
 * only the share of a processor that the session allows.
 */
export class Analyst {
  private replica: Replica | undefined
  private dataset: Dataset | undefined
  private running = false
  private cancelTick: (() => void) | undefined
  private readonly display: Display
  private readonly showing: Showing
  private readonly going = new Map<number, Subscription>()

  constructor(
    private readonly registry: NodeRegistry,
    private readonly pace: Pace,
    private readonly emit: (message: AnalystMessage, transfer?: readonly ArrayBuffer[]) => void,
  ) {
    this.display = new Display(pace, (frame) => this.emit(frame), { share: 'analyst' })
    this.showing = new Showing(pace, this.display, () => this.replica)
  }

  send(command: AnalystCommand): void {
    const { display, showing } = this
    switch (command.kind) {
      case 'load':
        return this.load(command)
      case 'leave':
        return this.leave()
      case 'weights':
        this.replica?.take(command.newest)
        return this.take(command.newest)
      case 'rewind':
        showing.stop()
        display.show(undefined)
        return display.restart()
      case 'watch':
        display.watch(command.add, command.drop)
        if (command.add.length > 0 && this.idle) showing.added(this.idle, command.add)
        return
      case 'hold':
        display.hold(command.at)
        return this.still()
      case 'poke':
        display.poke(command.pokes)
        return this.still()
      case 'look':
        if (!display.show(command.past ?? undefined) || !this.idle) return
        showing.changed(this.idle)
        return this.still()
      case 'drawn':
        return display.acknowledge(command.frame)
      case 'ask':
        return this.answer(command)
      case 'cancel':
        return this.going.get(command.request)?.unsubscribe()
    }
  }

  /** The replica while training is idle. */
  private get idle(): Replica | undefined {
    return this.running ? undefined : this.replica
  }

  private still(): void {
    if (!this.running) this.showing.still()
  }

  private load({ source, dataset, newest }: Extract<AnalystCommand, { kind: 'load' }>): void {
    this.leave()
    this.dataset = dataset ?? this.dataset
    if (!this.dataset) throw new Error('there are no data')
    this.replica = new Replica(this.registry, source, this.dataset, newest)
    this.take(newest)
  }

  private leave(): void {
    this.stop()
    this.showing.stop()
    this.replica = undefined
    this.display.restart()
  }

  private stop(): void {
    this.running = false
    this.cancelTick?.()
  }

  /** Continues with the weights that the replica has just received. */
  private take({ number, weights, running, share }: Newest): void {
    this.emit({ kind: 'taken', number, weights }, bufferOf(weights))
    this.display.allow(share)
    if (running) {
      if (this.running) return
      this.running = true
      this.showing.stop()
      return this.tick()
    }
    this.stop()
    this.showing.changed(this.replica!)
    this.showing.still()
  }

  /** Computes a piece if it is time to, and frames if they are due. */
  private tick(): void {
    if (!this.running || !this.replica) return
    this.showing.during(this.replica, false)
    this.cancelTick = this.pace.later(TICK, () => this.tick())
  }

  private answer({ request, question, states }: Extract<AnalystCommand, { kind: 'ask' }>): void {
    const { replica } = this
    if (!replica) return
    const { kind, ...ask } = question
    const begin = analyses[kind] as (ask: unknown, analysed: AnalysisContext) => Observable<Reply<Answer<AnalysisKind>>>
    const { shown, worst } = this.display.shown(replica)
    const answering = begin(ask, { work: replica, shown: shown ?? replica, worst, states, pace: this.pace })
      .pipe(
        map((reply): AnalystReply => ('done' in reply ? { kind: 'progress', request, done: reply.done } : { kind: 'answer', request, answer: reply.answer })),
        catchError((error) => just<AnalystReply>({ kind: 'failure', request, problem: refusalOf(error) })),
        finalize(() => this.going.delete(request)),
      )
      .subscribe((reply) => this.emit(reply))
    if (!answering.closed) this.going.set(request, answering)
  }
}
