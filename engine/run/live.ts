import { Subject, endWith, exhaustMap, type Observable } from 'rxjs'
import { append } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import { limits } from '../document/limits'
import { LineCutter, type Line } from '../stream/lines'
import { RowGenerator } from '../stream/generators'
import { Stream } from '../stream/stream'
import { inSlices, type Advance } from './drive'
import type { LiveOptions, LiveView } from './live-view'
import type { Pace } from './pace'
import type { Work } from './work'

/** Rows in a plot, and points of the loss curve before neighbours are averaged. */
const SHOWN = 240
const POINTS = 400
/** Number of notices kept. */
const NOTICES = 50

/** A network that runs on rows as they arrive, on a copy of the weights, and learns from them if asked to. */
export class Live {
  running = true
  private readonly arrived = new Subject<void>()
  private cutter = new LineCutter(limits.streamLine)
  /** Lines to process; `anew` where the file begins again. */
  private lines: (Line | 'anew')[] = []
  private at = 0
  private broken = 0
  private notices: Problem[] = []
  private problem: Problem | undefined
  private losses: number[] = []
  private every = 1
  private sum = 0
  private counted = 0
  private readonly predicted = new Float32Array(SHOWN).fill(NaN)
  private readonly truth = new Float32Array(SHOWN).fill(NaN)
  /** Predictions for rows still to come, the next one first. */
  private readonly upcoming: Float32Array
  private readonly watched:
    | { readonly signal: number; readonly id: string; readonly ahead: number; readonly column: string; readonly mean: number; readonly deviation: number }
    | undefined

  private constructor(
    readonly stream: Stream,
    private readonly options: LiveOptions,
    private readonly generator: RowGenerator | undefined,
    private readonly updatesBefore: number,
  ) {
    const { signals, units } = stream.columns
    const signal = signals.findIndex(({ output, id }) => output && units[id] !== undefined)
    const shown = signals[signal]
    if (shown) this.watched = { signal, id: shown.id, ahead: shown.ahead, ...units[shown.id]![0]! }
    this.upcoming = new Float32Array((shown?.ahead ?? 0) + 1).fill(NaN)
  }

  /** Starts a live run of the network with its current weights, or returns why that is impossible. */
  static make({ model, trainer, dataset }: Work, registry: NodeRegistry, options: LiveOptions): Live | readonly Problem[] {
    const stream = Stream.make(model.detachedCopy(true), registry, { learn: options.learn, epoch: trainer.epoch, fitted: dataset.fitted })
    if (!(stream instanceof Stream)) return stream
    const generator = options.source === 'file' ? undefined : RowGenerator.make(options.source, stream.columns)
    if (generator && 'code' in generator) return [generator]
    return new Live(stream, options, generator, trainer.updates)
  }

  /** Updates of the weights, including those before the live run. */
  get updates(): number {
    return this.updatesBefore + (this.stream.learner?.updates ?? 0)
  }

  get waiting(): number {
    return this.lines.length - this.at
  }

  /** Receives text of the followed file; `anew` if the file was replaced or truncated. Returns the number of waiting lines. */
  take(text: string, anew: boolean): number {
    if (anew) {
      const last = this.cutter.end()
      if (last) this.lines.push(last)
      this.lines.push('anew')
      this.cutter = new LineCutter(limits.streamLine)
      this.notice(problem('data-changed', 'live-file-anew', {}))
    }
    append(this.lines, [...this.cutter.push(text)])
    this.arrived.next()
    return this.waiting
  }

  /** Works in slices, for a file whenever text has arrived; emits after each. */
  drive(pace: Pace): Observable<void> {
    if (this.generator) return inSlices(pace, this.options.rowsPerSecond, () => this.advance())
    return this.arrived.pipe(exhaustMap(() => inSlices(pace, null, () => this.advance()).pipe(endWith(undefined))))
  }

  /** Processes a row. */
  private advance(): Advance {
    if (this.problem) return 'end'
    const line = this.generator ? { number: this.stream.rows + this.broken + 1, text: this.generator.line() } : this.nextLine()
    if (!line) return 'end'
    if (line === 'anew') {
      this.stream.reader.restart()
      return 'piece'
    }
    const { row, notice, refused } = this.stream.reader.read(line)
    if (refused) {
      this.problem = refused
      return 'end'
    }
    if (notice) {
      if (notice.kind === 'broken') this.broken++
      this.notice(notice.problem)
    }
    if (row) {
      this.predicted.copyWithin(0, 1)
      this.truth.copyWithin(0, 1)
      this.truth[SHOWN - 1] = this.predicted[SHOWN - 1] = NaN
      const { watched } = this
      if (watched && row.present[watched.signal]) this.truth[SHOWN - 1] = row.values[watched.signal]![0]! * watched.deviation + watched.mean
      this.upcoming.copyWithin(0, 1)
      this.upcoming[this.upcoming.length - 1] = NaN
      for (const { values } of this.stream.take(row)) if (watched) this.upcoming[this.upcoming.length - 1] = values[watched.id]![0]!
      // A prediction `ahead` is stored where that row will be.
      this.predicted[SHOWN - 1] = this.upcoming[0]!
      this.score()
      this.problem = this.stream.failed
    }
    return 'update'
  }

  private nextLine(): Line | 'anew' | undefined {
    const line = this.lines[this.at]
    if (line) this.at++
    if (this.at > 1_000 || !line) {
      this.lines = this.lines.slice(this.at)
      this.at = 0
    }
    return line
  }

  private notice(notice: Problem): void {
    this.notices = [...this.notices.slice(1 - NOTICES), notice]
  }

  private score(): void {
    const score = this.stream.speaker.takeScore()
    if (!score) return
    this.sum += score.loss * score.steps
    this.counted += score.steps
    if (this.counted < this.every) return
    this.losses.push(this.sum / this.counted)
    this.sum = this.counted = 0
    if (this.losses.length < POINTS) return
    this.losses = this.losses.flatMap((loss, i) => (i % 2 === 0 ? [] : [(loss + this.losses[i - 1]!) / 2]))
    this.every *= 2
  }

  /** Why the run ended; undefined while it runs. */
  get ended(): Problem | undefined {
    return this.problem
  }

  get view(): LiveView {
    const { stream, options, watched } = this
    return {
      running: this.running,
      source: options.source,
      learn: options.learn,
      rows: stream.rows,
      broken: this.broken,
      sequences: stream.sequences,
      updates: stream.learner?.updates ?? 0,
      waiting: this.waiting,
      losses: Float32Array.from(this.losses),
      every: this.every,
      ...(watched ? { output: { id: watched.id, column: watched.column, predicted: this.predicted.slice(), truth: this.truth.slice() } } : {}),
      notices: this.notices,
      ...(this.problem ? { problem: this.problem } : {}),
    }
  }
}
