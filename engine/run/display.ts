import type { Evaluation } from '../learn/evaluate/evaluate'
import type { Trainer } from '../learn/train/trainer'
import { Insight, isInsight } from './insight/insight'
import { makers, type Look } from './makers'
import type { Part } from '../data/types'
import { Holding, type Wanted } from './held/holding'
import type { Moment } from './moment'
import type { Pace } from './pace'
import { Spectra, parameter } from './parameter'
import type { Message } from './protocol'
import { keyOf, type Query, type Seen, type StreamKind } from './streams'
import { Trail, watchedPorts } from './trail'
import type { Work } from './work'

/** Milliseconds between two frames: 30 a second. */
const FRAME = 33
/** Training goes on for this many times as long as a frame takes to make, but no longer than this many milliseconds. */
const WATCHING = 30
const LONGEST = 250
/** Milliseconds between two looks at one sequence. */
const SAMPLE = 500
/** Training goes on for this many times as long as scoring takes. */
const JUDGING = 20

/**
 * What is seen of training: frames of what is watched, at the screen's pace. A slow screen gets fewer; where nobody
 * watches anything, none is made.
 */
export class Display {
  /** What is watched, by its key. */
  private readonly watched = new Map<string, Query>()
  /** Keys of what has been watched since the last frame. */
  private readonly added = new Set<string>()
  private cursor = 0
  private frame = 0
  private drawn = 0
  private lastFrame = -Infinity
  /** Milliseconds that the last one took. */
  private took = 0
  private lastSample = -Infinity
  private judgeAt = -Infinity
  private judged: Look['judged']
  private judgedSent: Look['judged']
  private readonly spectra: Spectra
  private readonly insight: Insight
  private readonly holding: Holding
  /** The part whose worst sequence is looked at. */
  private worst: Part | undefined
  /** What was last seen of a moment, by query. */
  private readonly marks = new Map<string, string>()
  /** The sequence that was last sampled. */
  private sampled = ''
  /** Of the trainer at work, where its tape does not hold whole sequences. */
  private trail: { readonly of: Trainer; readonly trail: Trail | undefined } | undefined

  constructor(
    private readonly pace: Pace,
    private readonly tell: (message: Message) => void,
  ) {
    this.spectra = new Spectra(pace)
    this.insight = new Insight(pace)
    this.holding = new Holding(pace)
  }

  /** Somebody has begun, and ceased, to look at something. */
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
    // What comes into sight is not kept waiting.
    if (add.length > 0) this.lastFrame = -Infinity
  }

  /** All that is watched stands at this moment from now on; null for that of the training. */
  hold(at: Moment | null): void {
    this.holding.hold(at)
    this.worst = at?.sequence === 'worst' ? at.part : undefined
    this.lastFrame = -Infinity
  }

  /** Weights are others than before, otherwise than by training. */
  changed(): void {
    this.holding.changed()
  }

  private get wanted(): Wanted {
    return { ports: this.ports, worst: this.worst ?? this.of('sequences')[0]?.part }
  }

  /** Whether something of this kind is watched. */
  private watches(kind: StreamKind): boolean {
    return this.of(kind).length > 0
  }

  private of<K extends StreamKind>(kind: K): readonly Query<K>[] {
    return [...this.watched.values()].filter((query): query is Extract<Query, { kind: K }> => query.kind === kind) as unknown as Query<K>[]
  }

  private get ports(): ReadonlySet<string> {
    return new Set(this.of('signal').map(({ port }) => port))
  }

  /** The screen has drawn a frame. */
  hear(frame: number): void {
    this.drawn = Math.max(this.drawn, Math.min(frame, this.frame))
  }

  /** The scores that are known are of other weights. */
  unjudge(): void {
    this.judged = undefined
  }

  /** What is looked at begins with its first step, and has no scores yet. */
  rewind(): void {
    this.cursor = 0
    this.judged = undefined
    this.insight.stop()
    this.marks.clear()
    this.holding.letGo()
    // Nobody draws frames of what there was before.
    this.drawn = this.frame
  }

  /** Whether somebody watches what is known of scores alone, as the predictions of a series are. */
  needsScores({ dataset }: Work): boolean {
    return this.watches('scores') || (dataset.series !== undefined && this.watches('predictions'))
  }

  /** Whether there are scores. */
  get isJudged(): boolean {
    return this.judged !== undefined
  }

  /** @param took Milliseconds that it took to score; 0 for what training has done anyway. */
  score({ trainer }: Work, evaluation: Evaluation, took: number): void {
    this.judged = { epoch: trainer.epoch, evaluation }
    this.judgeAt = Math.max(this.judgeAt, this.pace.now() + Math.max(SAMPLE, took * JUDGING))
  }

  /** Whether it is time for a frame, and the screen can take one. */
  get due(): boolean {
    const rest = Math.max(FRAME, Math.min(LONGEST, WATCHING * this.took))
    return this.takes && this.pace.now() - this.lastFrame >= rest
  }

  /** Whether somebody watches, and the screen takes frames. */
  private get takes(): boolean {
    return this.watched.size > 0 && this.frame - this.drawn < 2
  }

  /** An update was made: keeps what it has run, where the tape will soon move on and somebody looks. */
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

  /** Scores of sequences are made as often as training hardly feels; those of a series come with each epoch. */
  judges({ dataset }: Work): boolean {
    return !dataset.series && this.watches('scores') && this.pace.now() >= this.judgeAt
  }

  /**
   * @param still Nothing moves: the newest step is shown, and drawn whatever the screen has drawn before.
   * @param only What is sent of what is watched; all where absent.
   */
  send(work: Work, still: boolean, only: Iterable<Query> = this.watched.values()): void {
    const queries = [...only]
    if (queries.length === 0) return
    const { trainer, dataset } = work
    const { tape } = trainer.program
    const begun = this.pace.now()
    // A tape that moves on shows its newest step; one that holds whole sequences is swept through.
    const whole = tape.base === 0 && tape.steps === (tape.lengths[0] ?? 0)
    this.cursor = whole && !still ? (this.cursor + 1) % Math.max(1, tape.steps) : tape.steps - 1
    const shows = (kind: StreamKind): boolean => queries.some((query) => query.kind === kind)
    const isNew = this.added.has(keyOf({ kind: 'scores' })) || this.added.has(keyOf({ kind: 'predictions' }))
    const fresh = this.judged !== this.judgedSent || isNew
    if (still) this.holding.rest(work, this.wanted, () => this.send(work, true))
    else this.holding.follow(work, this.wanted)
    const place = this.holding.place(work)
    const wanted = place ? `${place.part} ${place.index}` : ''
    // A series is run as a whole when it is scored; of sequences one is looked at now and then.
    const sampled =
      !dataset.series
      && shows('predictions')
      && (isNew || still || wanted !== this.sampled || (fresh && this.judged !== undefined) || begun - this.lastSample >= SAMPLE)
    if (sampled) {
      this.lastSample = begun
      this.sampled = wanted
    }
    if (shows('scores') || shows('predictions')) this.judgedSent = this.judged
    this.spectra.still = still
    const analysed = queries.filter(isInsight)
    if (still) this.insight.rest(work, analysed, (query) => this.post([query], [this.insight.take(query)], true))
    else this.insight.follow(work, analysed)
    this.emit(queries, still, {
      work,
      place,
      holding: this.holding,
      moved: (query) => this.moved(query),
      trail: this.trailOf(work),
      judged: this.judged,
      fresh,
      spectra: this.spectra,
      insight: this.insight,
      end: tape.base + Math.min(this.cursor + 1, tape.steps),
      sample: sampled ? trainer.sample(place) : undefined,
    })
    if (still) return
    this.lastFrame = begun
    this.took = this.pace.now() - begun
  }

  /** Nothing is at work: what is watched of parameters is that there are none. */
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

  /** Whether a query has something to show of the moment that it has not shown. */
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
    this.tell({ kind: 'frame', frame, seen })
  }
}
