import type { Evaluation } from '../learn/evaluate/evaluate'
import type { Trainer } from '../learn/train/trainer'
import { norms, predictions, shownLabels, signals } from './frames'
import type { Pace } from './pace'
import type { Message } from './protocol'
import { FRAME_STEPS, Trail } from './trail'
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

/** What is seen of training: frames at the screen's pace, of which a slow screen gets fewer, and the newest scores. */
export class Display {
  private cursor = 0
  private frame = 0
  private drawn = 0
  private lastFrame = -Infinity
  /** Milliseconds that the last one took. */
  private took = 0
  private lastSample = -Infinity
  private judgeAt = -Infinity
  /** The newest scores, and the epoch whose weights they are of. */
  private judged: { readonly epoch: number; readonly evaluation: Evaluation } | undefined
  private judgedSent: Display['judged']
  /** Of the trainer at work, where its tape does not hold whole sequences. */
  private trail: { readonly of: Trainer; readonly trail: Trail | undefined } | undefined

  constructor(private readonly pace: Pace, private readonly tell: (message: Message) => void) {}

  /** The screen has drawn a frame. */
  hear(frame: number): void {
    this.drawn = Math.max(this.drawn, frame)
  }

  /** What is looked at begins with its first step, and has no scores yet. */
  rewind(): void {
    this.cursor = 0
    this.judged = undefined
  }

  /** @param took Milliseconds that it took to score; 0 for what training has done anyway. */
  score({ trainer }: Work, evaluation: Evaluation, took: number): void {
    this.judged = { epoch: trainer.epoch, evaluation }
    this.judgeAt = Math.max(this.judgeAt, this.pace.now() + Math.max(SAMPLE, took * JUDGING))
  }

  /** Whether it is time for a frame, and the screen can take one. */
  get due(): boolean {
    const rest = Math.max(FRAME, Math.min(LONGEST, WATCHING * this.took))
    return this.pace.now() - this.lastFrame >= rest && this.watched
  }

  /** Whether the screen takes frames; one that nobody sees does not. */
  private get watched(): boolean {
    return this.frame - this.drawn < 2
  }

  /** An update was made: keeps what it has run, where the tape will soon move on and somebody looks. */
  follow(work: Work): void {
    if (this.watched) this.trailOf(work)?.follow()
  }

  private trailOf({ model, trainer, dataset }: Work): Trail | undefined {
    if (this.trail?.of !== trainer) {
      const { program } = trainer
      const moves = dataset.train.some(({ length }) => length > program.capacity.steps)
      this.trail = { of: trainer, trail: moves ? new Trail(model, program) : undefined }
    }
    return this.trail.trail
  }

  /** Scores of sequences are made as often as training hardly feels; those of a series come with each epoch. */
  judges({ dataset }: Work): boolean {
    return !dataset.series && this.pace.now() >= this.judgeAt
  }

  /** @param still Nothing moves: the newest step is shown, and drawn whatever the screen has drawn before. */
  send(work: Work, still: boolean): void {
    const { model, trainer, dataset } = work
    const { tape } = trainer.program
    // A tape that moves on shows its newest step; one that holds whole sequences is swept through.
    const last = tape.steps - 1
    const whole = tape.base === 0 && tape.steps === (tape.lengths[0] ?? 0)
    this.cursor = whole && !still ? (this.cursor + 1) % Math.max(1, tape.steps) : last
    const frame = ++this.frame
    if (still) this.drawn = frame - 1
    const begun = this.pace.now()
    const { judged } = this
    const fresh = judged !== undefined && judged !== this.judgedSent
    this.judgedSent = judged
    // A series is run as a whole when it is scored; of sequences one is looked at now and then.
    const sampled = !dataset.series && (fresh || still || this.pace.now() - this.lastSample >= SAMPLE)
    if (sampled) this.lastSample = this.pace.now()
    const trail = this.trailOf(work)
    const end = tape.base + Math.min(this.cursor + 1, tape.steps)
    const first = Math.max(trail?.from ?? tape.base, end - FRAME_STEPS)
    this.tell({
      kind: 'frame', frame, epoch: trainer.epoch, step: tape.base + this.cursor,
      signals: signals(model, trainer, first, end, trail),
      ...norms(model),
      ...shownLabels(dataset, first, end - first),
      ...(fresh || sampled ? { predictions: predictions(model, dataset, judged?.evaluation, sampled ? trainer.sample() : undefined) } : {}),
      ...(fresh ? { scores: { epoch: judged.epoch, parts: judged.evaluation.scores } } : {}),
    })
    if (still) return
    this.lastFrame = begun
    this.took = this.pace.now() - begun
  }
}
