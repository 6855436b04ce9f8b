import type { Poke } from '../analyze/poke'
import type { Problem } from '../base/problem'
import type { Evaluation } from '../learn/evaluate/evaluate'
import { Budget } from './budget'
import { FramePace } from './frame-pace'
import { Insight, isInsight } from './insight/insight'
import { placeOf, type Places, type Worst } from './insight/subject'
import { makers, type Look } from './makers'
import type { Part } from '../data/types'
import { Holding, type NeededParts } from './held/holding'
import type { Live } from './live'
import type { Moment } from './moment'
import type { Pace } from './pace'
import { Past, type PastWeights } from './past'
import { Spectra, parameter } from './parameter'
import type { FrameMessage } from './protocol'
import { keyOf, type Query, type Seen, type StreamKind } from './streams'
import { Trails } from './trail'
import { TrainedMoment } from './trained-moment'
import { WatchedQueries } from './watched'
import { RemoteAnalyst } from './analyst/remote'
import type { AnalystHost } from './analyst/protocol'
import { needsCopy, type Share } from './analyst/share'
import type { Viewed, Work } from './work'

/** Milliseconds between two runs of the sampled sequence. */
const SAMPLE = 500
/** Between scores, training runs for at least this multiple of the scoring time, so that scores cost half a percent at most. */
const JUDGING = 200

/**
 * Sends frames with the results of watched queries at the screen's pace. A slow screen gets fewer frames; without
 * queries, none are made. During training, runs of the network and analyses share the part of the budget that the frames
 * do not use; scores and eigenvalues, which take long but are rarely computed, get half a percent each in addition.
 */
export class Display {
  private readonly watched = new WatchedQueries()
  private readonly frames: FramePace
  private readonly trained = new TrainedMoment()
  private readonly budget: Budget
  /** Index of the job whose turn is next. */
  private turn = 0
  private lastSample = -Infinity
  private judgeAt = -Infinity
  private judged: Look['judged']
  private judgedSent: Look['judged']
  private readonly spectra: Spectra
  private readonly insight: Insight
  private readonly holding: Holding
  readonly past = new Past()
  /** The live run, or the last one. */
  live: Live | undefined
  /** The part of which the worst sequence is shown. */
  private worst: Part | undefined
  /** Identifies the last sampled sequence. */
  private sampled = ''
  private readonly trails = new Trails()
  /** The queries that this display answers; a remote analyst answers the others. */
  private readonly share: Share
  readonly analyst: RemoteAnalyst | undefined

  /**
   * @param analysts starts analysts, which answer in their own threads the queries that need a copy of the weights.
   * @param share `analyst` in the thread of one.
   */
  constructor(
    private readonly pace: Pace,
    private readonly emitMessage: (message: FrameMessage) => void,
    { analysts, share = analysts ? 'training' : 'all' }: { readonly analysts?: AnalystHost | undefined; readonly share?: Share } = {},
  ) {
    this.share = share
    this.budget = new Budget(pace)
    this.analyst = analysts && new RemoteAnalyst(analysts, pace, this.budget, this.trained, (problem) => this.refuse(problem))
    this.frames = new FramePace(pace)
    this.spectra = new Spectra(pace)
    this.insight = new Insight(pace, this.budget)
    this.holding = new Holding(pace, this.budget)
  }

  /** Adds and removes watched queries. */
  watch(add: readonly Query[], drop: readonly Query[]): void {
    this.watched.change(add, drop)
    for (const query of drop) {
      if (query.kind === 'parameter') this.spectra.forget(query.name)
      if (isInsight(query)) this.insight.drop(query)
    }
    if (this.watched.analyses.length === 0) this.insight.stop()
    this.analyst?.watch(add, drop)
    this.trails.watch(this.watched.ports)
    // Send a new query's first result without delay.
    if (add.length > 0) this.hurry()
  }

  /** Sets the moment that all queries show; null for that of the training. */
  hold(at: Moment | null): void {
    this.holding.hold(at)
    this.analyst?.hold(at)
    this.worst = at?.sequence === 'worst' ? at.part : undefined
    this.hurry()
  }

  /** Runs the held sequence with changes by hand; none for an empty list. */
  poke(list: readonly Poke[]): void {
    this.holding.poke(list)
    this.analyst?.poke(list)
    this.insight.stop()
    // After the pokes end, the predictions of the scores are shown again.
    this.judgedSent = undefined
    this.hurry()
  }

  /** Allows the next frame at once, because the user has just asked for it or training is idle. */
  hurry(): void {
    this.frames.hurry()
    this.budget.forgive()
  }

  /** Shows the weights after an earlier epoch, if they are kept, or the newest (null). Returns whether that changed what is shown. */
  look(epoch: number | null): boolean {
    return this.show(epoch === null ? undefined : this.past.at(epoch))
  }

  /** Shows earlier weights, or the newest (undefined). Returns whether that changed what is shown. */
  show(past: PastWeights | undefined): boolean {
    if (this.holding.epoch === past?.epoch) return false
    this.holding.look(past)
    this.analyst?.look(past)
    this.judged = undefined
    return true
  }

  get looksBack(): boolean {
    return this.holding.epoch !== undefined
  }

  /** The work with the weights that are shown, and a function that returns the worst sequence of a part. */
  shown(work: Viewed | undefined): { readonly shown: Viewed | undefined; readonly worst: Worst } {
    return { shown: work && this.shownOf(work), worst: (part) => work && this.holding.worstOf(work, part) }
  }

  private shownOf(work: Viewed): Viewed {
    return this.share === 'training' ? work : this.holding.shown(work)
  }

  /** The evaluator for the weights that are shown. */
  judge(work: Viewed): ReturnType<Holding['judge']> {
    return this.share === 'training' ? work.trainer : this.holding.judge(work)
  }

  /** Starts the analyst if it is needed, and sends it the newest weights. */
  serve(work: Viewed, still: boolean): void {
    if (!this.analyst) return
    const shows = this.holding.shows(work)
    this.analyst.serve(
      work,
      still,
      this.watched.all.some((query) => needsCopy(query, shows)),
    )
  }

  /** Sets the share of the time that may be taken from training. */
  allow(share: number): void {
    this.budget.allow(share)
    this.frames.share = share
  }

  /** Returns a predicate for the queries that are answered here. */
  private answered(work: Viewed): (query: Query) => boolean {
    if (this.share === 'all') return () => true
    const shows = this.holding.shows(work)
    return (query) => needsCopy(query, shows) === (this.share === 'analyst')
  }

  /** Reports why there are no analyses. */
  private refuse(problem: Problem): void {
    this.postAll(this.watched.analyses, { problem })
  }

  /** Called when weights have changed other than by training. */
  changed(): void {
    this.holding.changed()
    this.analyst?.changed()
  }

  private get wanted(): NeededParts {
    return { ports: this.watched.ports, worst: this.worst ?? this.watched.of('sequences')[0]?.part }
  }

  /** Whether a query of this kind is watched and answered here. */
  private watches(kind: StreamKind, work: Viewed): boolean {
    return this.watched.of(kind).some(this.answered(work))
  }

  /** Called when the screen has drawn a frame. */
  acknowledge(frame: number): void {
    this.frames.acknowledge(frame)
  }

  /** Drops the scores, because they belong to other weights. */
  dropScores(): void {
    this.judged = undefined
  }

  /** Called when training continues from another point, such as a checkpoint. */
  rewind({ trainer }: Pick<Work, 'trainer'>): void {
    if (!this.live?.running) this.live = undefined
    this.holding.look(undefined)
    this.analyst?.rewind()
    this.past.cut(trainer.epoch)
    // Within an epoch, the state is incomplete.
    if (!trainer.replaying) this.past.record(trainer.epoch, (spare) => trainer.state(spare))
    this.restart()
  }

  /** Called when the network is unloaded. */
  leave(): void {
    this.past.forget()
    this.analyst?.leave()
  }

  /** Starts again at the first step, without scores. */
  restart(): void {
    this.trained.restart()
    this.judged = undefined
    this.insight.stop()
    this.watched.forgetMarks()
    this.holding.drop()
    // Frames of the previous document will not be acknowledged.
    this.frames.forget()
  }

  /** Whether a watched query needs scores, as the predictions of a series do. */
  needsScores(work: Viewed): boolean {
    return this.watches('scores', work) || (work.dataset.series !== undefined && this.watches('predictions', work))
  }

  /** Whether there are scores. */
  get hasScores(): boolean {
    return this.judged !== undefined
  }

  /** @param took milliseconds that scoring took; 0 if training scored anyway. */
  score({ trainer }: Viewed, evaluation: Evaluation, took: number): void {
    // The first scoring includes compiling and work that does not depend on weights, so its time is too long as an estimate.
    const rest = took * (this.judged ? JUDGING : JUDGING / 10)
    this.judged = { epoch: this.holding.epoch ?? trainer.reached.epoch, evaluation }
    this.judgeAt = Math.max(this.judgeAt, this.pace.now() + Math.max(SAMPLE, rest))
  }

  /** Whether a frame is due and the screen can take one. */
  get due(): boolean {
    return this.watched.any && this.frames.due
  }

  /** Whether anything is watched and the screen is ready for frames. */
  private get takes(): boolean {
    return this.watched.any && this.frames.takes
  }

  /** Called after an update: saves its steps if queries are watched and the tape will soon discard them. */
  follow(work: Viewed): void {
    if (this.takes) this.trails.of(work)?.follow()
  }

  /**
   * Whether to score sequences now, which is rare enough not to slow training down; series are scored after each epoch.
   */
  judges(work: Viewed): boolean {
    return !work.dataset.series && this.watches('scores', work) && this.pace.now() >= this.judgeAt
  }

  /**
   * @param still whether training is idle: shows the newest step, and ignores whether the screen has drawn the last
   * frame.
   * @param only the queries to send; all if absent.
   */
  send(work: Viewed, still: boolean, only: readonly Query[] = this.watched.all): void {
    this.serve(work, still)
    const queries = only.filter(this.answered(work))
    if (queries.length === 0) return
    const { dataset } = work
    const begun = this.pace.now()
    this.trained.advance(work, still)
    const shows = (kind: StreamKind): boolean => queries.some((query) => query.kind === kind)
    const isNew = this.watched.isNew({ kind: 'scores' }) || this.watched.isNew({ kind: 'predictions' })
    const fresh = this.judged !== this.judgedSent || isNew
    if (!still && !fresh && queries.every(({ kind }) => kind === 'scores')) {
      // Every tab watches scores, and most of the time there are no new ones.
      this.frames.made(begun)
      return
    }
    const spent = (): number => this.budget.spent + this.spectra.spent
    const before = spent()
    const copies = this.share !== 'training'
    if (still && copies) this.holding.runIdle(work, this.wanted, () => this.send(work, true))
    const place = this.holding.place(work)
    const { pokeMark } = this.holding
    const wanted = place ? `${place.part} ${place.index} ${pokeMark}` : ''
    // A series is run as a whole when it is scored; of sequences, one is run now and then.
    const samples = !dataset.series && pokeMark === undefined && shows('predictions')
    let sample: Look['sample']
    const takeSample = (): void => {
      this.lastSample = begun
      this.sampled = wanted
      this.budget.spend(() => (sample = this.judge(work).sample(place)))
    }
    const awaited = samples && (isNew || still || wanted !== this.sampled || (fresh && this.judged !== undefined))
    if (awaited) takeSample()
    const ages = samples && begun - this.lastSample >= SAMPLE
    if (shows('scores') || shows('predictions')) this.judgedSent = this.judged
    this.spectra.still = still
    const analysed = queries.filter(isInsight)
    const now = place ? placeOf(place) : this.trained.moment(work, still)
    const places: Places = { worst: (part) => this.holding.worstOf(work, part), live: now }
    if (!still) {
      const onCopies = [() => this.holding.follow(work, this.wanted), () => this.insight.follow(this.holding.shown(work), analysed, places)]
      const sampling = (): boolean => {
        if (!ages || !this.budget.open) return false
        takeSample()
        return true
      }
      this.taking([...(copies ? onCopies : []), sampling])
    } else if (copies) this.insight.runIdle(this.holding.shown(work), analysed, places, (query) => this.post([query], [this.insight.take(query)], true))
    const shown = this.shownOf(work)
    this.emit(queries, still, {
      work: shown,
      trained: work,
      past: this.past,
      place,
      holding: this.holding,
      moved: (query) => this.watched.moved(query, this.holding.mark),
      trail: this.trails.of(work),
      judged: this.judged,
      fresh,
      spectra: this.spectra,
      insight: this.insight,
      now,
      live: this.live,
      sample,
    })
    if (still) return
    const took = Math.max(0, this.pace.now() - begun - (spent() - before))
    this.frames.made(begun, took)
    this.budget.take(took)
  }

  /** Calls these in turn until one computes something; that one comes last the next time. */
  private taking(turns: readonly (() => boolean)[]): void {
    const first = this.turn
    turns.forEach((_, k) => {
      const next = (first + k) % turns.length
      if (turns[next]!()) this.turn = next + 1
    })
  }

  /** Answers the queries for a parameter with none, because nothing can be trained. */
  blank(): void {
    this.insight.stop()
    this.holding.drop()
    this.postAll(this.watched.of('parameter'), parameter(undefined, ''))
  }

  private postAll(queries: readonly Query[], value: Seen): void {
    if (queries.length === 0) return
    this.post(
      queries,
      queries.map(() => value),
      true,
    )
  }

  private emit(queries: readonly Query[], still: boolean, look: Look): void {
    const kinds = [...new Set(queries.map(({ kind }) => kind))]
    const found = kinds.flatMap((kind) => {
      const own = queries.filter((query) => query.kind === kind)
      const seen = (makers[kind] as (queries: readonly Query[], look: Look) => readonly (Seen | undefined)[])(own, look)
      return own.map((query, i) => [query, seen[i]] as const)
    })
    this.post(
      found.map(([query]) => query),
      found.map(([, seen]) => seen),
      still,
    )
  }

  private post(queries: readonly Query[], values: readonly (Seen | undefined)[], still: boolean): void {
    const seen = new Map<string, Seen>()
    queries.forEach((query, i) => {
      const key = keyOf(query)
      const value = values[i]
      this.watched.sent(key)
      if (value !== undefined) seen.set(key, value)
    })
    const frame = this.frames.next(still)
    this.emitMessage({ kind: 'frame', frame, ...(this.share === 'analyst' ? { analyst: true } : {}), seen })
  }
}
