import { problem, type Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import type { Dataset } from '../../data/types'
import { unpackStreams, type Checkpoint } from './checkpoint'
import { checkpointLength, checkpointOf, type TrainingState } from './state'
import { unpackFor } from './unpacked'
import { EpochStart } from './epoch-start'
import { Passes } from './passes'
import { Evaluator, type Evaluation, type Sample } from '../evaluate/evaluate'
import { makeLearner, type Learner } from './learner'
import type { DirectFit } from '../model/learner'
import type { Model } from '../model/model'
import { ThreadFailed, type ThreadHost, type ProgramThreads } from '../threads/threads'
import type { Progress } from './progress'
import { Schedule } from '../optimize/schedule'
import { untrained } from '../model/untrained'
import { Updater } from '../optimize/update'

export type { EpochReport, Progress } from './progress'

const EVALUATING: Progress = { kind: 'evaluating' }
const AGAIN: Progress = { kind: 'again' }

/**
 * Trains a model on the training part, one update at a time, so that the caller sets the pace. The same document, data
 * and seed give bit-identical weights, whatever is observed in between, and whether training continued without a break
 * or from a checkpoint.
 */
export class Trainer {
  readonly program: Program
  epoch = 0
  /** Updates since the start. */
  updates = 0
  /** Epochs to run: the document's, and as many more with each `extend`. */
  epochs: number
  private readonly updater: Updater
  private readonly schedule: Schedule
  private readonly evaluator: Evaluator
  private readonly passes: Passes
  /** Whether checkpoints within an epoch store enough to continue exactly there; otherwise resuming restarts the epoch. */
  exact = false
  private run: Generator<Progress, void, void>
  private readonly epochStart: EpochStart
  /** Update points passed in this epoch. */
  private updatesDue = 0
  /** The checkpoint within an epoch at which a replay ends, and the trainable weights there. */
  private replayTarget: { readonly checkpoint: Checkpoint; readonly weights: Float64Array } | undefined
  private best: { validation: number; epoch: number; weights: Float64Array } | undefined
  /** Epochs since the best one. */
  private stale = 0
  private stopped = false

  private constructor(
    readonly model: Model,
    readonly dataset: Dataset,
    private readonly learner: Learner,
  ) {
    this.program = learner.program
    this.epochs = this.epochsPerRun
    this.updater = new Updater(model, learner.kind === 'gradient' ? learner.norm : undefined)
    this.schedule = new Schedule(model.network.training)
    this.evaluator = new Evaluator(model, dataset)
    this.passes = new Passes(model, dataset, learner, this.updater, this.evaluator, () => this.updates++)
    this.epochStart = new EpochStart(model, this.updater.optimizer, learner)
    this.run = this.train()
  }

  /** Allocates memory for the training part; returns a problem if that is impossible. */
  static make(model: Model, dataset: Dataset, threadHost?: ThreadHost): Trainer | Problem {
    const nothing = untrained(model.network, dataset)
    if (nothing) return nothing
    const { train } = dataset
    const longest = train.reduce((most, s) => Math.max(most, s.length), 1)
    const learner = makeLearner(model, { longest, sequences: Math.min(model.network.training.batchSize, train.length) }, threadHost)
    return 'code' in learner ? learner : new Trainer(model, dataset, learner)
  }

  /** Epochs of one run. */
  private get epochsPerRun(): number {
    const { epochs } = this.model.network.training
    const { learner } = this
    return learner.kind === 'direct' && learner.passes !== null ? Math.min(epochs, learner.passes) : epochs
  }

  /** Runs one update and reports it, or reports what ended with the last one. */
  next(): Progress {
    const { value, done } = this.withThreads(() => this.run.next())
    if (done || !value) return { kind: 'done', epoch: this.epoch, early: false }
    return value
  }

  /** Runs `work` with helping threads; if one of them fails, runs it again without them. */
  private withThreads<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof ThreadFailed)) throw error
      this.continueAlone()
      return work()
    }
  }

  /** The helping threads; undefined if there are none. */
  get threads(): ProgramThreads | undefined {
    return this.learner.kind === 'gradient' ? this.learner.threads : undefined
  }

  /** Whether a helping thread has failed, so that this thread now works alone. */
  get threadsFailed(): boolean {
    return this.threads !== undefined && this.program.threads === undefined
  }

  /** Stops helping threads and restarts the epoch from its saved beginning, so that the failure changes no bit. */
  private continueAlone(): void {
    this.threads?.end()
    this.program.threads = undefined
    if (this.endReplay() || !this.epochStart.present) return
    this.updates = this.epochStart.restore()
    this.run = this.train()
  }

  /** Whether part of an epoch is being replayed; use `reading` to read weights meanwhile. */
  get replaying(): boolean {
    return this.replayTarget !== undefined
  }

  /** Epoch and updates reached; during a replay, those of its checkpoint. */
  get reached(): { readonly epoch: number; readonly updates: number } {
    return this.replayTarget?.checkpoint ?? this
  }

  /** Ends a replay by jumping to its checkpoint; returns whether there was one. */
  endReplay(): boolean {
    if (!this.replayTarget) return false
    this.resume(this.replayTarget.checkpoint)
    return true
  }

  /** Runs `read` with the weights that the user sees: during a replay, those of its checkpoint. */
  reading<T>(read: () => T): T {
    if (!this.replayTarget) return read()
    const { store } = this.model
    const now = store.readTrainable()
    store.writeTrainable(this.replayTarget.weights)
    try {
      return read()
    } finally {
      store.writeTrainable(now)
    }
  }

  /** Dismisses helping threads; call it when training ends for good. */
  dispose(): void {
    this.threads?.dismiss()
  }

  evaluate(): Evaluation {
    return this.evaluator.evaluate()
  }

  /** Evaluates in pieces. Training may continue in between; the evaluation then starts again. */
  evaluating(): Generator<void, Evaluation, void> {
    return this.evaluator.evaluating()
  }

  /** Returns the outputs for one sequence with the current weights: see `Evaluator.sample`. */
  sample(of?: Parameters<Evaluator['sample']>[0]): Sample | undefined {
    return this.evaluator.sample(of)
  }

  /** Runs the longest training sequence forward as in training, but without dropout and noise, to fill the displays. */
  preview(): void {
    const [first] = [...this.dataset.train].sort((a, b) => b.length - a.length)
    if (!first) return
    this.program.mode.training = false
    this.program.mode.forcing = true
    this.withThreads(() => {
      this.program.refresh()
      this.program.begin([first])
      this.program.advance(Math.min(first.length, this.program.capacity.steps))
    })
  }

  /** Resets the selected weights and restarts the current epoch. */
  redraw(which: (name: string) => boolean): void {
    this.rewrite(() => this.model.reset(which))
  }

  /** Runs `act`, which changes weights, and restarts the current epoch. */
  rewrite<T>(act: () => T): T {
    this.endReplay()
    const answer = act()
    this.evaluator.forget()
    this.beginEpoch()
    return answer
  }

  /** Restarts the current epoch. */
  private beginEpoch(): void {
    this.replayTarget = undefined
    this.epochStart.present = false
    this.updatesDue = 0
    this.run = this.train()
  }

  /** Adds as many epochs as the document has, and resets patience, so that early stopping does not end training after one. */
  extend(): void {
    this.epochs = this.epoch + this.epochsPerRun
    this.stale = 0
    this.stopped = false
    this.beginEpoch()
  }

  /** Resets all weights and goes back to epoch 0. */
  reset(): void {
    this.model.reset()
    this.restart()
  }

  /** Goes back to epoch 0 with the current weights. */
  restart(): void {
    this.updater.optimizer.reset()
    this.schedule.reset()
    this.learner.reset()
    this.epoch = 0
    this.updates = 0
    this.epochs = this.epochsPerRun
    this.best = undefined
    this.stale = 0
    this.stopped = false
    this.beginEpoch()
  }

  /** Returns the complete state of training. Without `exact`, call it only right after an epoch report or before the first epoch. */
  checkpoint(): Checkpoint {
    if (this.replayTarget) return this.replayTarget.checkpoint
    return { ...checkpointOf(this.model, this.state()), ...(this.within ? { within: { ...this.epochStart.pack(), dues: this.updatesDue } } : {}) }
  }

  /** Returns a copy of the training state, in the arrays of `spare` if given; complete only right after an epoch report or before the first epoch. */
  state(spare?: TrainingState): TrainingState {
    const { epoch, epochs, updates, stale, stopped, best, updater, schedule, learner } = this
    return {
      epoch,
      epochs,
      updates,
      stale,
      stopped,
      weights: this.model.store.readTrainable(spare?.weights),
      optimizer: updater.optimizer.state(spare?.optimizer),
      schedule: schedule.state(),
      learner: learner.state(),
      streams: [...this.program.streams].map(([name, stream]) => [name, [...stream.state()]] as const),
      ...(best ? { best } : {}),
    }
  }

  /** Whether a checkpoint now would be within an epoch. */
  private get within(): boolean {
    return this.exact && this.epochStart.present && this.updatesDue > 0
  }

  /** Approximate number of characters of a checkpoint, to within some hundred, without making it. */
  get checkpointLength(): number {
    return checkpointLength(this.model, this.learner, { best: this.best !== undefined, within: this.within })
  }

  /** Continues from a checkpoint of the same document and data; if it does not fit, returns a problem and changes nothing. */
  resume(checkpoint: Checkpoint): Problem | undefined {
    const { updater, model, learner, program, schedule } = this
    const unpacked = unpackFor(checkpoint, model, learner, updater.optimizer, schedule)
    if (typeof unpacked === 'string') return problem('weight-shape', 'checkpoint-misfit', { name: unpacked })
    const { values, moments, rates, learnt, best } = unpacked
    for (const [name, then] of values) model.store.write(name, then)
    updater.optimizer.resume(moments)
    schedule.resume(rates)
    learner.resume(learnt)
    unpackStreams(program.streams, checkpoint.streams)
    this.best = best
    this.epoch = checkpoint.epoch
    this.epochs = Math.max(checkpoint.epochs, this.epochsPerRun)
    this.updates = checkpoint.updates
    this.stale = checkpoint.stale
    this.stopped = checkpoint.stopped
    this.evaluator.forget()
    this.beginEpoch()
    // If settings of initial weights have changed since, the first part of the epoch cannot be replayed, so restart the epoch.
    if (checkpoint.within && values.size === model.store.declarations.length) {
      this.replayTarget = { checkpoint, weights: this.model.store.readTrainable() }
      this.run = this.replay(checkpoint, checkpoint.within)
    }
    return undefined
  }

  /**
   * Replays the part of an epoch before a checkpoint and continues from there, so that windows, sensitivities and
   * random numbers are the same. If the replay ends with other weights, because of an edit or another kind of processor,
   * restarts the epoch from the weights of the checkpoint.
   */
  private *replay(checkpoint: Checkpoint, within: NonNullable<Checkpoint['within']>): Generator<Progress, void, void> {
    const { weights } = this.replayTarget!
    if (this.epochStart.unpack(within)) {
      this.updates = within.updates
      const run = this.train()
      while (this.updatesDue < within.dues) {
        const { value, done } = run.next()
        if (done || value.kind !== 'update') break
        if (this.updatesDue < within.dues) yield AGAIN
      }
      if (
        this.updatesDue === within.dues
        && this.updates === checkpoint.updates
        && this.model.store.readTrainable().every((w, i) => Object.is(w, weights[i]))
      ) {
        this.replayTarget = undefined
        yield AGAIN
        return yield* run
      }
    }
    const { within: _, ...whole } = checkpoint
    // `resume` has replaced this generator.
    this.resume(whole)
    yield AGAIN
  }

  private *train(): Generator<Progress, void, void> {
    const { stop } = this.model.network.training
    const validates = this.dataset.validation.length > 0
    while (this.epoch < this.epochs && !this.stopped) {
      this.updatesDue = 0
      this.epochStart.present = false
      if (this.program.threads || (this.exact && this.epochStart.small)) this.epochStart.save(this.updates)
      let sum = 0
      let steps = 0
      let fit: DirectFit | undefined
      const pass = this.passes.pass(this.epoch, this.schedule.rate(this.epoch))
      for (;;) {
        const { value: due, done } = pass.next()
        if (done) {
          fit = due ?? undefined
          break
        }
        if ('code' in due) {
          this.epochStart.present = false
          yield { kind: 'failed', problem: due }
          return
        }
        sum += due.loss
        steps += due.steps
        this.updatesDue++
        yield { kind: 'update', loss: due.loss / due.steps, steps: due.steps }
      }
      const evaluation = validates || this.dataset.series ? yield* this.evaluateEpoch() : undefined
      const validation = evaluation?.scores.validation?.loss ?? null
      const loss = fit?.loss ?? (steps > 0 ? sum / steps : 0)
      this.schedule.report(this.epoch, validation ?? loss)
      this.epochStart.present = false
      this.epoch++
      if (stop?.loss !== undefined && loss <= stop.loss) this.stopped = true
      if (stop?.patience !== undefined && validation !== null) {
        if (!this.best || validation < this.best.validation) {
          this.best = { validation, epoch: this.epoch, weights: this.model.store.readTrainable() }
          this.stale = 0
        } else if (++this.stale >= stop.patience) this.stopped = true
      }
      const report = {
        epoch: this.epoch,
        loss,
        validation,
        gradientNorm: this.updater.gradientNorm,
        ...(fit ? { ...(fit.ridge === undefined ? {} : { ridge: fit.ridge }), ...(fit.tried ? { tried: fit.tried } : {}) } : this.passes.clippingReport()),
      }
      yield { kind: 'epoch', report, evaluation }
    }
    const early = this.epoch < this.epochs
    if (this.best) this.restoreBest(this.best)
    // A direct learner solves for weights after it has run the sequences; run once more, so that displays show the new weights.
    if (this.learner.kind === 'direct') this.preview()
    yield { kind: 'done', epoch: this.best?.epoch ?? this.epoch, early }
  }

  private *evaluateEpoch(): Generator<Progress, Evaluation, void> {
    const work = this.evaluator.evaluating()
    for (;;) {
      const { value, done } = work.next()
      if (done) return value
      yield EVALUATING
    }
  }

  /** Restores the best weights. The optimizer's state belongs to later weights and is reset. */
  private restoreBest({ epoch, weights }: { readonly epoch: number; readonly weights: Float64Array }): void {
    if (epoch !== this.epoch) {
      this.updater.optimizer.reset()
      this.learner.reset()
    }
    this.model.store.writeTrainable(weights)
    this.program.refresh()
  }
}
