import type { Poke } from '../analyze/poke'
import type { Evaluation } from '../learn/evaluate/evaluate'
import type { Trainer } from '../learn/train/trainer'
import { Budget } from './budget'
import { Insight, isInsight } from './insight/insight'
import type { Worst } from './insight/subject'
import { makers, type Look } from './makers'
import type { Part } from '../data/types'
import { Holding, type Wanted } from './held/holding'
import type { Live } from './live'
import type { Moment } from './moment'
import type { Pace } from './pace'
import { Past } from './past'
import { Spectra, parameter } from './parameter'
import type { Message } from './protocol'
import { keyOf, type Query, type Seen, type StreamKind } from './streams'
import { Trail, watchedPorts } from './trail'
import type { Work } from './work'

/** Milliseconds between two frames: 30 per second. */
const FRAME = 33
/**
 * Between frames, training runs for at least this multiple of the time that a frame usually takes, but at most for `LONGEST`
 * milliseconds.
 */
const WATCHING = 100
const LONGEST = 1_000
/** Frames of which the median is what a frame takes: another program may interrupt a single one for long. */
const RECENT = 5
/** Milliseconds between two runs of the sampled sequence. */
const SAMPLE = 500
/** Between scores, training runs for at least this multiple of the scoring time, so that scores cost half a percent at most. */
const JUDGING = 200

/**
 * Sends frames with the results of watched queries at the screen's pace. A slow screen gets fewer frames; without
 * queries, none are made. During training, runs of the network and analyses take turns with what the frames leave of the
 * budget; scores and eigenvalues, each long and rare, take half a percent each beside it.
 */
export class Display {
  /** The watched queries, by key. */
  private readonly watched = new Map<string, Query>()
  /** Keys of queries added since the last frame. */
  private readonly added = new Set<string>()
  private cursor = 0
  private frame = 0
  private drawn = 0
  private lastFrame = -Infinity
  /** Milliseconds that each of the last frames took. */
  private readonly took: number[] = []
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
  /** The moment that was last shown, by query. */
  private readonly marks = new Map<string, string>()
  /** Identifies the last sampled sequence. */
  private sampled = ''
  /** For the current trainer, if its tape does not contain whole sequences. */
  private trail: { readonly of: Trainer; readonly trail: Trail | undefined } | undefined

  constructor(
    private readonly pace: Pace,
    private readonly emitMessage: (message: Message) => void,
  ) {
    this.budget = new Budget(pace)
    this.spectra = new Spectra(pace)
    this.insight = new Insight(pace, this.budget)
    this.holding = new Holding(pace, this.budget)
  }

  /** Adds and removes watched queries. */
  watch(add: readonly Query[], drop: readonly Query[]): void {
    for (const query of drop) {
      this.watched.delete(keyOf(query))
      this.marks.delete(keyOf(query))
      this.added.delete(keyOf(query))
      if (query.kind === 'parameter') this.spectra.forget(query.name)
      if (isInsight(query)) this.insight.drop(query)
    }
    if (![...this.watched.values()].some(isInsight)) this.insight.stop()
    for (const query of add) {
      this.watched.set(keyOf(query), query)
      this.added.add(keyOf(query))
    }
    this.trail?.trail?.watch(this.ports)
    // Send a new query's first result without delay.
    if (add.length > 0) this.hurry()
  }

  /** Sets the moment that all queries show; null for that of the training. */
  hold(at: Moment | null): void {
    this.holding.hold(at)
    this.worst = at?.sequence === 'worst' ? at.part : undefined
    this.hurry()
  }

  /** Runs the held sequence with changes by hand; none for an empty list. */
  poke(list: readonly Poke[]): void {
    this.holding.poke(list)
    this.insight.stop()
    // After the pokes end, the predictions of the scores are shown again.
    this.judgedSent = undefined
    this.hurry()
  }

  /** Lets the next frame be made without delay: the user has just asked for it, or training is idle. */
  hurry(): void {
    this.lastFrame = -Infinity
    this.budget.forgive()
  }

  /** Shows the weights after an earlier epoch, if they are kept, or the newest (null). Returns whether that changed what is shown. */
  look(epoch: number | null): boolean {
    const state = epoch === null ? undefined : this.past.at(epoch)
    if (this.holding.epoch === state?.epoch) return false
    this.holding.look(state)
    this.judged = undefined
    return true
  }

  get looksBack(): boolean {
    return this.holding.epoch !== undefined
  }

  /** The work with the weights that are shown, and a function that returns the worst sequence of a part. */
  shown(work: Work | undefined): { readonly shown: Work | undefined; readonly worst: Worst } {
    return { shown: work && this.holding.shown(work), worst: (part) => work && this.holding.worstOf(work, part) }
  }

  /** The evaluator for the weights that are shown. */
  judge(work: Work): ReturnType<Holding['judge']> {
    return this.holding.judge(work)
  }

  /** Called when weights have changed other than by training. */
  changed(): void {
    this.holding.changed()
  }

  private get wanted(): Wanted {
    return { ports: this.ports, worst: this.worst ?? this.of('sequences')[0]?.part }
  }

  /** Whether a query of this kind is watched. */
  private watches(kind: StreamKind): boolean {
    return this.of(kind).length > 0
  }

  private of<K extends StreamKind>(kind: K): readonly Query<K>[] {
    return [...this.watched.values()].filter((query): query is Extract<Query, { kind: K }> => query.kind === kind) as unknown as Query<K>[]
  }

  private get ports(): ReadonlySet<string> {
    return new Set(this.of('signal').map(({ port }) => port))
  }

  /** Called when the screen has drawn a frame. */
  acknowledge(frame: number): void {
    this.drawn = Math.max(this.drawn, Math.min(frame, this.frame))
  }

  /** Drops the scores, because they belong to other weights. */
  dropScores(): void {
    this.judged = undefined
  }

  /** Starts again at the first step, without scores. */
  rewind({ trainer }: Work): void {
    if (!this.live?.running) this.live = undefined
    this.holding.look(undefined)
    this.past.cut(trainer.epoch)
    // Within an epoch, the state is incomplete.
    if (!trainer.replaying) this.past.record(trainer.epoch, () => trainer.state())
    this.cursor = 0
    this.judged = undefined
    this.insight.stop()
    this.marks.clear()
    this.holding.letGo()
    // Frames of the previous document will not be acknowledged.
    this.drawn = this.frame
  }

  /** Whether a watched query needs scores, as the predictions of a series do. */
  needsScores({ dataset }: Work): boolean {
    return this.watches('scores') || (dataset.series !== undefined && this.watches('predictions'))
  }

  /** Whether there are scores. */
  get hasScores(): boolean {
    return this.judged !== undefined
  }

  /** @param took milliseconds that scoring took; 0 if training scored anyway. */
  score({ trainer }: Work, evaluation: Evaluation, took: number): void {
    // The first time includes compiling, and what does not depend on weights: the second scores tell what they cost.
    const rest = took * (this.judged ? JUDGING : JUDGING / 10)
    this.judged = { epoch: this.holding.epoch ?? trainer.epoch, evaluation }
    this.judgeAt = Math.max(this.judgeAt, this.pace.now() + Math.max(SAMPLE, rest))
  }

  /** Whether a frame is due and the screen can take one. */
  get due(): boolean {
    const passed = this.pace.now() - this.lastFrame
    return this.takes && passed >= FRAME && passed >= Math.min(LONGEST, WATCHING * this.usual)
  }

  /** Milliseconds that a frame usually takes. */
  private get usual(): number {
    return this.took.toSorted((a, b) => a - b)[this.took.length >> 1] ?? 0
  }

  /** Whether anything is watched, and the screen takes frames. */
  private get takes(): boolean {
    return this.watched.size > 0 && this.frame - this.drawn < 2
  }

  /** Called after an update: saves its steps if queries are watched and the tape will soon discard them. */
  follow(work: Work): void {
    if (this.takes) this.trailOf(work)?.follow()
  }

  private trailOf({ model, trainer, dataset }: Work): Trail | undefined {
    if (this.trail?.of !== trainer) {
      const { program } = trainer
      const moves = dataset.train.some(({ length }) => length > program.capacity.steps)
      this.trail = { of: trainer, trail: moves ? new Trail(model, program, watchedPorts(model)) : undefined }
      this.trail.trail?.watch(this.ports)
    }
    return this.trail.trail
  }

  /**
   * Whether to score sequences now, which happens seldom enough not to slow training; series are scored after each
   * epoch.
   */
  judges({ dataset }: Work): boolean {
    return !dataset.series && this.watches('scores') && this.pace.now() >= this.judgeAt
  }

  /**
   * @param still whether training is idle: shows the newest step, and ignores whether the screen has drawn the last
   * frame.
   * @param only the queries to send; all if absent.
   */
  send(work: Work, still: boolean, only: Iterable<Query> = this.watched.values()): void {
    const queries = [...only]
    if (queries.length === 0) return
    const { trainer, dataset } = work
    const { tape } = trainer.program
    const begun = this.pace.now()
    // If the tape moves on, show its newest step; if it contains whole sequences, sweep through them.
    const whole = tape.base === 0 && tape.steps === (tape.lengths[0] ?? 0)
    this.cursor = whole && !still ? (this.cursor + 1) % Math.max(1, tape.steps) : tape.steps - 1
    const shows = (kind: StreamKind): boolean => queries.some((query) => query.kind === kind)
    const isNew = this.added.has(keyOf({ kind: 'scores' })) || this.added.has(keyOf({ kind: 'predictions' }))
    const fresh = this.judged !== this.judgedSent || isNew
    if (!still && !fresh && queries.every(({ kind }) => kind === 'scores')) {
      // Every tab watches scores, and most of the time there are no new ones.
      this.lastFrame = begun
      return
    }
    const spent = (): number => this.budget.spent + this.spectra.spent
    const before = spent()
    if (still) this.holding.rest(work, this.wanted, () => this.send(work, true))
    const place = this.holding.place(work)
    const { pokeMark } = this.holding
    const wanted = place ? `${place.part} ${place.index} ${pokeMark}` : ''
    // A series is run as a whole when it is scored; of sequences, one is run now and then.
    const samples = !dataset.series && pokeMark === undefined && shows('predictions')
    let sample: Look['sample']
    const takeSample = (): void => {
      this.lastSample = begun
      this.sampled = wanted
      this.budget.spend(() => (sample = this.holding.judge(work).sample(place)))
    }
    const awaited = samples && (isNew || still || wanted !== this.sampled || (fresh && this.judged !== undefined))
    if (awaited) takeSample()
    const ages = samples && begun - this.lastSample >= SAMPLE
    if (shows('scores') || shows('predictions')) this.judgedSent = this.judged
    this.spectra.still = still
    const analysed = queries.filter(isInsight)
    const worst: Worst = (part) => this.holding.worstOf(work, part)
    if (still) this.insight.rest(this.holding.shown(work), analysed, worst, (query) => this.post([query], [this.insight.take(query)], true))
    else
      this.taking([
        () => this.holding.follow(work, this.wanted),
        () => this.insight.follow(this.holding.shown(work), analysed, worst),
        () => {
          if (!ages || !this.budget.open) return false
          takeSample()
          return true
        },
      ])
    const shown = this.holding.shown(work)
    this.emit(queries, still, {
      work: shown,
      trained: work,
      past: this.past,
      place,
      holding: this.holding,
      moved: (query) => this.moved(query),
      trail: this.trailOf(work),
      judged: this.judged,
      fresh,
      spectra: this.spectra,
      insight: this.insight,
      live: this.live,
      end: tape.base + Math.min(this.cursor + 1, tape.steps),
      sample,
    })
    if (still) return
    this.lastFrame = begun
    const took = Math.max(0, this.pace.now() - begun - (spent() - before))
    this.took.push(took)
    if (this.took.length > RECENT) this.took.shift()
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

  /** Reports that there is no parameter, because nothing can be trained. */
  blank(): void {
    this.insight.stop()
    this.holding.letGo()
    const queries = this.of('parameter')
    if (queries.length > 0)
      this.post(
        queries,
        queries.map(() => parameter(undefined, '')),
        true,
      )
  }

  /** Whether the result of a query at the moment has changed since it was shown. */
  private moved(query: Query): boolean {
    const { mark } = this.holding
    const key = keyOf(query)
    if (this.marks.get(key) === mark) return false
    this.marks.set(key, mark)
    return true
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
      this.added.delete(key)
      if (value !== undefined) seen.set(key, value)
    })
    const frame = ++this.frame
    if (still) this.drawn = frame - 1
    this.emitMessage({ kind: 'frame', frame, seen })
  }
}
