import type { Output } from '../compile/network'
import type { Program } from '../compile/program'
import type { Dataset, Part, Sequence } from '../data/types'
import { Collector } from './collect'
import { loss } from './loss'
import type { Model } from './model'

export const parts: readonly Part[] = ['train', 'validation', 'test']

/** What a step of no part has for a code. */
const NONE = 3

/** How well a part of the data is met; errors in the units of the data. */
export interface PartScore {
  /** Mean a step, as trained. */
  readonly loss: number
  readonly rmse?: number
  /** rmse over the standard deviation of this part's targets. */
  readonly nrmse?: number
  /** Mean squared error over the variance of the whole series. */
  readonly nmse?: number
  /** Share of steps whose most active unit (logistic: of units whose side of ½) is the target's. */
  readonly accuracy?: number
}

class Tally {
  private loss = 0
  private steps = 0
  private squared = 0
  private relative = 0
  private values = 0
  private sum = 0
  private squares = 0
  private hits = 0
  private judged = 0

  addLoss(value: number, steps: number): void {
    this.loss += value
    this.steps += steps
  }

  addStep(output: Output, y: Float64Array, d: Float64Array, at: number, dataset: Dataset): void {
    const { size } = output
    if (output.loss === 'cross-entropy') {
      if (output.activation === 'logistic') {
        for (let i = at; i < at + size; i++) if (y[i]! >= 0.5 === d[i]! >= 0.5) this.hits++
        this.judged += size
        return
      }
      let best = at
      let most = at
      for (let i = at + 1; i < at + size; i++) {
        if (y[i]! > y[best]!) best = i
        if (d[i]! > d[most]!) most = i
      }
      if (best === most) this.hits++
      this.judged++
      return
    }
    const units = dataset.units[output.id]
    const variance = dataset.variance[output.id]
    for (let i = 0; i < size; i++) {
      const deviation = units?.[i]?.deviation ?? 1
      const mean = units?.[i]?.mean ?? 0
      const target = d[at + i]! * deviation + mean
      const e = (y[at + i]! - d[at + i]!) * deviation
      this.squared += e * e
      if (variance !== undefined) this.relative += (e * e) / variance
      this.sum += target
      this.squares += target * target
      this.values++
    }
  }

  /** Undefined where the part has no step. */
  score(): PartScore | undefined {
    if (this.steps === 0) return undefined
    const mse = this.squared / this.values
    const mean = this.sum / this.values
    const deviation = Math.sqrt(Math.max(0, this.squares / this.values - mean * mean))
    return {
      loss: this.loss / this.steps,
      ...(this.values > 0
        ? {
            rmse: Math.sqrt(mse),
            ...(deviation > 0 ? { nrmse: Math.sqrt(mse) / deviation } : {}),
            ...(this.relative > 0 || mse === 0 ? { nmse: this.relative / this.values } : {}),
          }
        : {}),
      ...(this.judged > 0 ? { accuracy: this.hits / this.judged } : {}),
    }
  }
}

export interface Evaluation {
  readonly scores: Partial<Record<Part, PartScore>>
  /** Outputs over the whole series by output id, where the data is one series. */
  readonly series?: Readonly<Record<string, Float64Array>>
}

/** One sequence to be judged, with the outputs for it (length × size by output id). */
export interface Sample {
  readonly part: Part
  readonly sequence: Sequence
  readonly outputs: Readonly<Record<string, Float64Array>>
}

/** Steps of a sequence that is sampled. */
const SAMPLE_STEPS = 4_000

/** Steps whose scores are added up in one piece. */
const PIECE = 4_096

/**
 * Scores parts of a dataset with the weights as they are. One series is run with its state carried through all parts.
 *
 * Where `teacherForcing` names outputs, targets stand in for them in the training part, as they did in training, and
 * during the washout of other sequences; from there on the network is fed what it says itself. In a series each other
 * part is run so, after a past of targets.
 */
export class Evaluator {
  private readonly collector: Collector
  /** Of its own, so that a sequence can be looked at while scores are being made. */
  private sampler: Collector | undefined
  /** Grows with each pass over the data, and with every change of weights in the midst of one. */
  private turn = 0

  constructor(private readonly model: Model, private readonly dataset: Dataset) {
    const all = [...dataset.train, ...dataset.validation, ...dataset.test, ...(dataset.series ? [dataset.series] : [])]
    this.collector = new Collector(model, all.reduce((most, s) => Math.max(most, s.length), 1), { forcing: false })
  }

  evaluate(which: readonly Part[] = parts): Evaluation {
    const work = this.evaluating(which)
    for (;;) {
      const { value, done } = work.next()
      if (done) return value
    }
  }

  /**
   * The same in pieces of some hundred steps, with the same bits. Where another evaluation begins in between, or
   * weights change (`forget`), this one begins anew.
   */
  *evaluating(which: readonly Part[] = parts): Generator<void, Evaluation, void> {
    for (;;) {
      const turn = ++this.turn
      const pass = this.pass(which)
      while (turn === this.turn) {
        const { value, done } = pass.next()
        if (done) return value
        yield
      }
    }
  }

  /** Weights have changed: what is being evaluated begins anew. */
  forget(): void {
    this.turn++
  }

  private *pass(which: readonly Part[]): Generator<void, Evaluation, void> {
    const { dataset } = this
    const tallies = parts.map(() => new Tally())
    if (dataset.series) return yield* this.evaluateSeries(dataset.series, which, tallies)
    let steps = 0
    for (const [code, part] of parts.entries()) {
      const until = this.forcedUntil(part)
      for (const sequence of which.includes(part) ? dataset[part] : []) {
        yield* this.run(sequence, () => code, tallies, until)
        steps += sequence.length
        if (steps < PIECE) continue
        steps = 0
        yield
      }
    }
    return { scores: this.scores(tallies, which) }
  }

  /** The first sequence of the test part, else of the validation part, else of the training part, as it is met now. */
  sample(): Sample | undefined {
    const { dataset } = this
    const part = ([...parts].reverse()).find((name) => dataset[name].length > 0)
    const first = part && dataset[part][0]
    if (!first) return undefined
    const { network } = this.model
    const sequence = network.backwardInTime ? first : { ...first, length: Math.min(first.length, SAMPLE_STEPS) }
    const slots = Object.fromEntries(network.outputs.map((o) => [o.id, o.out]))
    this.sampler ??= new Collector(this.model, sequence.length, { forcing: false })
    return { part, sequence, outputs: this.sampler.run(sequence, slots, undefined, this.forcedUntil(part)) }
  }

  /** Where targets stop standing in for outputs in a sequence of this part. */
  private forcedUntil(part: Part): number {
    const { washout, teacherForcing } = this.model.network.training
    return teacherForcing.length === 0 ? 0 : part === 'train' ? Infinity : washout
  }

  private *evaluateSeries(series: Sequence, which: readonly Part[], tallies: readonly Tally[]): Generator<void, Evaluation, void> {
    const code = (t: number): number => series.parts?.[t] ?? 0
    const from = (part: number): number => {
      const at = series.parts?.indexOf(part) ?? -1
      return at < 0 ? series.length : at
    }
    const feedsItself = this.model.network.training.teacherForcing.length > 0 && from(1) < series.length
    const validates = which.includes('validation')
    if (!feedsItself) {
      const outputs = yield* this.run(series, code, tallies, this.model.network.training.teacherForcing.length > 0 ? from(2) : 0)
      return { scores: this.scores(tallies, which), series: outputs }
    }
    // The validation part is run freely by itself: before the test part its targets are the past.
    const end = series.parts!.lastIndexOf(1) + 1
    const free = validates ? yield* this.run({ ...series, length: end }, (t) => (code(t) === 1 ? 1 : NONE), tallies, from(1)) : undefined
    if (which.length === 1 && validates) return { scores: this.scores(tallies, which) }
    const outputs = yield* this.run(series, (t) => (code(t) === 1 ? NONE : code(t)), tallies, from(2))
    if (free) for (const { id, size } of this.model.network.outputs) outputs[id]!.set(free[id]!.subarray(from(1) * size), from(1) * size)
    return { scores: this.scores(tallies, which), series: outputs }
  }

  private scores(tallies: readonly Tally[], which: readonly Part[]): Partial<Record<Part, PartScore>> {
    const scores: Partial<Record<Part, PartScore>> = {}
    parts.forEach((part, code) => {
      const score = which.includes(part) ? tallies[code]!.score() : undefined
      if (score) scores[part] = score
    })
    return scores
  }

  /** Runs one sequence; `partOf` says which tally each step goes to (3 and above: none). */
  private *run(
    sequence: Sequence, partOf: (t: number) => number, tallies: readonly Tally[], forcedUntil: number,
  ): Generator<void, Record<string, Float64Array>, void> {
    const { network } = this.model
    const { washout } = network.training
    const slots = Object.fromEntries(network.outputs.map((o) => [o.id, o.out]))
    const outputs = yield* this.collector.running(sequence, slots, (program, first, end) => {
      for (let s = first; s < end; ) {
        const part = partOf(program.tape.base + s)
        let last = s + 1
        while (last < end && partOf(program.tape.base + last) === part) last++
        this.addLoss(program, s, last, washout, tallies[part])
        s = last
      }
    }, forcedUntil)
    for (const output of network.outputs) {
      const target = sequence.targets[output.id]
      if (!target) continue
      for (let t = washout; t < sequence.length; t++) {
        if (target.present[t]) tallies[partOf(t)]?.addStep(output, outputs[output.id]!, target.values, t * output.size, this.dataset)
        if (t % PIECE === PIECE - 1) yield
      }
    }
    return outputs
  }

  private addLoss(program: Program, first: number, end: number, washout: number, tally: Tally | undefined): void {
    if (!tally) return
    const range = { firstSequence: 0, endSequence: 1, washout }
    const start = Math.max(first, washout - program.tape.base)
    tally.addLoss(loss(program, first, end, range, false), Math.max(0, end - start))
  }
}
