import type { Program } from '../../compile/program'
import type { Dataset, Part, Sequence } from '../../data/types'
import { Collector } from '../model/collect'
import { loss } from '../model/loss'
import { PartTally } from './measures/part'
import type { PartScore } from './measures/scores'
import { lastKnown, targetFacts, type TargetFacts } from './measures/targets'
import { taskJudge } from './measures/tasks'
import type { Model } from '../model/model'
import { forcedUntil, parts, seriesPasses } from './passes'

export { parts }
export type { PartScore }

/** Code of a step that belongs to no part. */
const NONE = 3

export interface Evaluation {
  readonly scores: Partial<Record<Part, PartScore>>
  /** Outputs over the whole series by output id, if the data is a single series. */
  readonly series?: Readonly<Record<string, Float64Array>>
}

/** One sequence with the outputs for it (length × size by output id). */
export interface Sample {
  readonly part: Part
  readonly sequence: Sequence
  readonly outputs: Readonly<Record<string, Float64Array>>
}

/** Most steps of a sampled sequence. */
const SAMPLE_STEPS = 4_000

/** Steps whose scores are added up in one piece. */
const PIECE = 4_096

/**
 * Scores parts of a dataset with the current weights. Runs a single series with the state carried through all parts.
 *
 * Outputs in `teacherForcing` are replaced by targets in the training part, as in training, and during the washout of
 * other sequences; after that the network is fed its own outputs. In a series, each other part runs so after a past of
 * targets.
 */
export class Evaluator {
  private readonly collector: Collector
  /** A separate collector, so that a sequence can be sampled during an evaluation. */
  private sampler: Collector | undefined
  /** Incremented by each pass over the data and each change of weights during one. */
  private turn = 0
  /** Facts that do not depend on weights, by part and output. */
  private readonly facts = new Map<Part, ReadonlyMap<string, TargetFacts>>()

  constructor(
    private readonly model: Model,
    private readonly dataset: Dataset,
  ) {
    const all = [...dataset.train, ...dataset.validation, ...dataset.test, ...(dataset.series ? [dataset.series] : [])]
    this.collector = Collector.over(model, all, { forcing: false, carry: model.network.training.carry && !dataset.series })
  }

  evaluate(which: readonly Part[] = parts): Evaluation {
    const work = this.evaluating(which)
    for (;;) {
      const { value, done } = work.next()
      if (done) return value
    }
  }

  /** As `evaluate`, in pieces of some hundred steps, with the same bits. Restarts if another evaluation begins in between or weights change (`forget`). */
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

  /** Restarts the current evaluation, because weights have changed. */
  forget(): void {
    this.turn++
  }

  private *pass(which: readonly Part[]): Generator<void, Evaluation, void> {
    const {
      dataset,
      model: { network },
    } = this
    for (const part of which) if (!this.facts.has(part)) this.facts.set(part, yield* this.factsOf(part))
    const tallies = parts.map((part) => new PartTally(network.outputs, dataset, which.includes(part) ? taskJudge(network, dataset, part) : undefined))
    if (dataset.series) return yield* this.evaluateSeries(dataset.series, which, tallies)
    let steps = 0
    for (const [code, part] of parts.entries()) {
      const until = forcedUntil(network.training, part)
      // With `carry`, the sequences of a part continue one another.
      this.collector.carried.reset()
      for (const sequence of which.includes(part) ? dataset[part] : []) {
        const outputs = yield* this.run(sequence, () => code, tallies, until)
        tallies[code]!.task?.add(sequence, outputs)
        steps += sequence.length
        if (steps < PIECE) continue
        steps = 0
        yield
      }
    }
    return { scores: this.scores(tallies, which) }
  }

  /** Returns how many steps the last known value lies before the one to predict. */
  private lag(output: string): number {
    return Math.max(1, this.model.network.nodes.find(({ id }) => id === output)!.number('ahead'))
  }

  private *factsOf(part: Part): Generator<void, ReadonlyMap<string, TargetFacts>, void> {
    const {
      dataset,
      model: { network },
    } = this
    const all = dataset.series ? [dataset.series] : [...dataset.train, ...dataset.validation, ...dataset.test]
    const facts = new Map<string, TargetFacts>()
    for (const output of network.outputs)
      if (all.some(({ targets }) => targets[output.id]))
        facts.set(output.id, yield* targetFacts(dataset, part, output, network.training.washout, this.lag(output.id)))
    return facts
  }

  /** Runs a sequence with the current weights: the requested one, else the first of the test, validation or training part. */
  sample(asked?: { readonly part: Part; readonly index: number }): Sample | undefined {
    const { dataset } = this
    const part = asked?.part ?? [...parts].reverse().find((name) => dataset[name].length > 0)
    const found = part && dataset[part][asked?.index ?? 0]
    if (!found) return undefined
    const { network } = this.model
    const sequence = network.backwardInTime ? found : { ...found, length: Math.min(found.length, SAMPLE_STEPS) }
    const slots = Object.fromEntries(network.outputs.map((o) => [o.id, o.out]))
    const longest = parts.reduce((most, name) => dataset[name].reduce((more, { length }) => Math.max(more, length), most), 1)
    this.sampler ??= new Collector(this.model, network.backwardInTime ? longest : Math.min(longest, SAMPLE_STEPS), { forcing: false })
    return { part, sequence, outputs: this.sampler.run(sequence, slots, undefined, forcedUntil(network.training, part)) }
  }

  private *evaluateSeries(series: Sequence, which: readonly Part[], tallies: readonly PartTally[]): Generator<void, Evaluation, void> {
    const { outputs, training } = this.model.network
    const code = (t: number): number => series.parts?.[t] ?? 0
    const [whole, free] = seriesPasses(training, series)
    const validates = which.includes('validation')
    const freely =
      free && validates ? yield* this.run({ ...series, length: free.length }, (t) => (code(t) === 1 ? 1 : NONE), tallies, free.forcedUntil) : undefined
    if (free && which.length === 1 && validates) return { scores: this.scores(tallies, which) }
    const found = yield* this.run(series, (t) => (free && code(t) === 1 ? NONE : code(t)), tallies, whole!.forcedUntil)
    if (free && freely) for (const { id, size } of outputs) found[id]!.set(freely[id]!.subarray(free.first * size, free.end * size), free.first * size)
    for (const { task } of tallies) task?.add(series, found)
    return { scores: this.scores(tallies, which), series: found }
  }

  private scores(tallies: readonly PartTally[], which: readonly Part[]): Partial<Record<Part, PartScore>> {
    const scores: Partial<Record<Part, PartScore>> = {}
    parts.forEach((part, code) => {
      const score = which.includes(part) ? tallies[code]!.score(this.facts.get(part)!) : undefined
      if (score) scores[part] = score
    })
    return scores
  }

  /** Runs one sequence; `partOf` returns the index of each step's tally (3 and above: none). */
  private *run(
    sequence: Sequence,
    partOf: (t: number) => number,
    tallies: readonly PartTally[],
    until: number,
  ): Generator<void, Record<string, Float64Array>, void> {
    const { network } = this.model
    const { washout } = network.training
    const slots = Object.fromEntries(network.outputs.map((o) => [o.id, o.out]))
    const outputs = yield* this.collector.running(
      sequence,
      slots,
      (program, first, end) => {
        for (let s = first; s < end; ) {
          const part = partOf(program.tape.base + s)
          let last = s + 1
          while (last < end && partOf(program.tape.base + last) === part) last++
          this.addLoss(program, s, last, washout, tallies[part])
          s = last
        }
      },
      until,
    )
    for (const output of network.outputs) {
      const target = sequence.targets[output.id]
      if (!target) continue
      const before = lastKnown(target.present, this.lag(output.id))
      for (let t = washout; t < sequence.length; t++) {
        if (target.present[t]) tallies[partOf(t)]?.addStep(output, outputs[output.id]!, target.values, t * output.size, before(t) >= 0)
        if (t % PIECE === PIECE - 1) yield
      }
    }
    return outputs
  }

  private addLoss(program: Program, first: number, end: number, washout: number, tally: PartTally | undefined): void {
    if (!tally) return
    const range = { firstSequence: 0, endSequence: 1, washout }
    const start = Math.max(first, washout - program.tape.base)
    tally.addLoss(loss(program, first, end, range, false), Math.max(0, end - start))
  }
}
