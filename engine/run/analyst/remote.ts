import { Observable, type Subscriber } from 'rxjs'
import { problem, type Problem } from '../../base/problem'
import type { Poke } from '../../analyze/poke'
import type { Dataset } from '../../data/types'
import type { Model } from '../../learn/model/model'
import type { Budget } from '../budget'
import { Refusal } from '../careful'
import type { Moment } from '../moment'
import type { Pace } from '../pace'
import type { PastWeights } from '../past'
import type { Answer, Ask, Reply } from '../questions'
import { keyOf, type Query } from '../streams'
import type { TrainedMoment } from '../trained-moment'
import type { Viewed } from '../work'
import { bufferOf, type AnalysisKind, type AnalystCommand, type AnalystHost, type AnalystLink, type AnalystReply, type Newest, type Weights } from './protocol'
import { sourceOf, weightsOf } from './replica'

/** Milliseconds between two transfers of the weights during training. */
const BETWEEN = 200
/** Milliseconds without anything to do after which the analyst is ended. */
const LINGER = 30_000
/**
 * Share of a processor for analyses: if there is one that does not train, and otherwise. Two processors are often one core
 * that runs two threads, so that each slows the other by almost half.
 */
const SHARES = { spare: 0.05, none: 0.02 } as const
/** After this many unexpected ends within this many milliseconds, it is not started again before the next document. */
const MOST_ENDS = 3
const WITHIN = 60_000

/** The analyst has a network and weights. */
interface Loaded {
  readonly model: Model
  /** The state of training that it has; undefined if weights have changed other than by training. */
  known: { readonly epoch: number; readonly updates: number; readonly running: boolean } | undefined
  /** When weights were last handed over, and their number. */
  at: number
  number: number
  /** Whether they have been copied. */
  taken: boolean
  /** Their memory, to be used again. */
  room: Weights | undefined
}

type State =
  | { readonly kind: 'ended' }
  /** It has ended unexpectedly too often. */
  | { readonly kind: 'given-up' }
  | { readonly kind: 'started'; readonly link: AnalystLink; readonly loaded?: Loaded; readonly dataset?: Dataset }

/**
 * Controls the analyst for the session: a thread that answers watched queries on copies of the weights, so that training
 * only copies its weights now and then. Starts it when such a query is first watched, and ends it some time after the last
 * one.
 */
export class RemoteAnalyst {
  private state: State = { kind: 'ended' }
  private readonly watched = new Map<string, Query>()
  private at: Moment | null = null
  private pokes: readonly Poke[] = []
  private past: PastWeights | null = null
  private readonly asking = new Map<number, Subscriber<Reply<Answer<AnalysisKind>>>>()
  private requests = 0
  private numbers = 0
  /** What is analysed. */
  private last: { readonly work: Viewed; readonly still: boolean } | undefined
  private cancelEnd: (() => void) | undefined
  /** Times of unexpected ends. */
  private ends: number[] = []

  /**
   * @param budget limits the time of copying weights during training.
   * @param onEnd called with the problem when the analyst ends unexpectedly.
   */
  constructor(
    private readonly host: AnalystHost,
    private readonly pace: Pace,
    private readonly budget: Budget,
    private readonly trained: TrainedMoment,
    private readonly onEnd: (problem: Problem) => void,
  ) {}

  watch(add: readonly Query[], drop: readonly Query[]): void {
    for (const query of drop) this.watched.delete(keyOf(query))
    for (const query of add) this.watched.set(keyOf(query), query)
    this.post({ kind: 'watch', add, drop })
  }

  hold(at: Moment | null): void {
    this.at = at
    this.post({ kind: 'hold', at })
  }

  poke(pokes: readonly Poke[]): void {
    this.pokes = pokes
    this.post({ kind: 'poke', pokes })
  }

  look(past: PastWeights | undefined): void {
    const { epoch, weights } = past ?? {}
    this.past = epoch === undefined || !weights ? null : { epoch, weights }
    this.post({ kind: 'look', past: this.past })
  }

  /** Called when training continues from another point. */
  rewind(): void {
    this.past = null
    this.changed()
    this.post({ kind: 'rewind' })
  }

  /** Called when weights have changed other than by training. */
  changed(): void {
    if (this.state.kind === 'started' && this.state.loaded) this.state.loaded.known = undefined
  }

  /** Called when the network is unloaded. */
  leave(): void {
    const { state } = this
    this.past = null
    this.last = undefined
    this.ends = []
    if (state.kind === 'given-up') this.state = { kind: 'ended' }
    if (state.kind !== 'started' || !state.loaded) return
    state.link.disconnect()
    this.post({ kind: 'leave' })
    const { loaded: _, ...rest } = state
    this.state = rest
  }

  /**
   * Starts the analyst if it is needed, and hands over newer weights: at once while training is idle, and otherwise now
   * and then, when it has taken the last ones.
   */
  serve(work: Viewed, still: boolean, needed: boolean): void {
    if (!needed && this.asking.size === 0) return this.rest()
    this.cancelEnd?.()
    this.cancelEnd = undefined
    this.last = { work, still }
    const link = this.started()
    if (!link || this.state.kind !== 'started') return
    const { loaded } = this.state
    const running = !still
    if (loaded?.model !== work.model) return this.load(link, work, running)
    const { epoch, updates } = work.trainer.reached
    const { known } = loaded
    if (known?.running === running && known.epoch === epoch && known.updates === updates) return
    const waits = running && known?.running === true && (!loaded.taken || this.pace.now() - loaded.at < BETWEEN || !this.budget.open)
    if (!waits) this.handOver(link, loaded, work, running)
  }

  /** Asks a question about the network that the analyst has. */
  ask<K extends AnalysisKind>(
    work: Viewed,
    running: boolean,
    question: { readonly kind: K } & Ask<K>,
    states: readonly PastWeights[],
  ): Observable<Reply<Answer<K>>> {
    return new Observable<Reply<Answer<AnalysisKind>>>((asker) => {
      const request = ++this.requests
      this.asking.set(request, asker)
      // The answer is about the weights at the time of the question.
      this.changed()
      this.serve(work, !running, true)
      if (this.state.kind !== 'started') return asker.error(new Refusal(problem('engine-failed', 'analyst-ended-often', { count: MOST_ENDS, reason: '' })))
      this.post({ kind: 'ask', request, question, states: states.map(({ epoch, weights }) => ({ epoch, weights })) } as AnalystCommand)
      asker.add(() => {
        if (this.asking.delete(request)) this.post({ kind: 'cancel', request })
      })
    }) as Observable<Reply<Answer<K>>>
  }

  private post(command: AnalystCommand): void {
    if (this.state.kind === 'started') this.state.link.post(command)
  }

  private started(): AnalystLink | undefined {
    const { state } = this
    if (state.kind === 'started') return state.link
    if (state.kind === 'given-up') return undefined
    const link: AnalystLink = this.host.start(
      (reply) => this.isCurrent(link) && this.onReply(reply),
      (reason) => this.isCurrent(link) && this.die(reason),
    )
    this.state = { kind: 'started', link }
    this.post({ kind: 'watch', add: [...this.watched.values()], drop: [] })
    this.post({ kind: 'hold', at: this.at })
    this.post({ kind: 'poke', pokes: this.pokes })
    this.post({ kind: 'look', past: this.past })
    return link
  }

  private isCurrent = (link: AnalystLink): boolean => this.state.kind === 'started' && this.state.link === link

  private load(link: AnalystLink, work: Viewed, running: boolean): void {
    const { model, dataset } = work
    const before = this.state.kind === 'started' ? this.state.dataset : undefined
    const newest = this.newest(work, running)
    const { epoch, updates, number } = newest
    const loaded = { model, known: { epoch, updates, running }, at: this.pace.now(), number, taken: false, room: undefined }
    this.state = { kind: 'started', link, dataset, loaded }
    link.connect()
    link.post({ kind: 'load', source: sourceOf(work), newest, ...(before === dataset ? {} : { dataset }) }, bufferOf(newest.weights))
  }

  private handOver(link: AnalystLink, loaded: Loaded, work: Viewed, running: boolean): void {
    this.budget.spend(() => {
      const newest = this.newest(work, running, loaded.room)
      const { epoch, updates, number } = newest
      Object.assign(loaded, { known: { epoch, updates, running }, at: this.pace.now(), number, taken: false, room: undefined })
      link.post({ kind: 'weights', newest }, bufferOf(newest.weights))
    })
  }

  private newest(work: Viewed, running: boolean, room?: Weights): Newest {
    const { epoch, updates } = work.trainer.reached
    const busy = work.trainer.threads?.count ?? 1
    const share = busy < this.host.processors ? SHARES.spare : SHARES.none
    return { number: ++this.numbers, weights: weightsOf(work, room), epoch, updates, at: this.trained.moment(work, !running), running, share }
  }

  private onReply(reply: AnalystReply): void {
    if (reply.kind === 'taken') {
      const loaded = this.state.kind === 'started' ? this.state.loaded : undefined
      if (loaded?.number === reply.number) Object.assign(loaded, { taken: true, room: reply.weights })
      return
    }
    const asker = this.asking.get(reply.request)
    if (reply.kind === 'progress') return asker?.next({ done: reply.done })
    this.asking.delete(reply.request)
    if (reply.kind === 'failure') return asker?.error(new Refusal(reply.problem))
    asker?.next({ answer: reply.answer })
    asker?.complete()
  }

  /** Ends the analyst some time after nothing needs it. */
  private rest(): void {
    this.last = undefined
    if (this.state.kind !== 'started') return
    this.cancelEnd ??= this.pace.later(LINGER, () => {
      if (this.state.kind === 'started') this.state.link.end()
      this.state = { kind: 'ended' }
      this.cancelEnd = undefined
    })
  }

  private die(reason: string): void {
    const now = this.pace.now()
    this.ends = [...this.ends.filter((at) => now - at < WITHIN), now]
    const often = this.ends.length >= MOST_ENDS
    if (this.state.kind === 'started') this.state.link.end()
    this.state = { kind: often ? 'given-up' : 'ended' }
    const wrong = often ? problem('engine-failed', 'analyst-ended-often', { count: MOST_ENDS, reason }) : problem('engine-failed', 'analyst-ended', { reason })
    this.fail(wrong)
    this.onEnd(wrong)
    this.pace.soon(() => this.last && this.serve(this.last.work, this.last.still, true))
  }

  /** Fails all questions. */
  private fail(wrong: Problem): void {
    for (const asker of [...this.asking.values()]) asker.error(new Refusal(wrong))
    this.asking.clear()
  }
}
