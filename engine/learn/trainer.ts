import { stream } from '../base/random'
import { problem, type Problem } from '../base/problem'
import type { Program } from '../compile/program'
import type { Dataset, Sequence } from '../data/types'
import { Evaluator, type Evaluation, type PartScore } from './evaluate'
import { makeLearner, type Due, type Learner, type ReadoutFit } from './learner'
import type { Model } from './model'
import { makeOptimizer, type Optimizer } from './optimize'
import { nonFinitePlace } from './finite'

export interface EpochReport {
  readonly epoch: number
  /** Mean a step over the epoch, as trained, dropout included. */
  readonly loss: number
  readonly validation: number | null
  /** Global norm of the last gradient before clipping. */
  readonly gradientNorm: number
  /** λ of a ridge readout. */
  readonly ridge?: number
}

export type Progress =
  | { readonly kind: 'update'; readonly loss: number; readonly steps: number }
  | { readonly kind: 'epoch'; readonly report: EpochReport; readonly evaluation: Evaluation | undefined }
  | { readonly kind: 'done'; readonly epoch: number; readonly early: boolean }
  | { readonly kind: 'failed'; readonly problem: Problem }

export { horizonOf } from './learner'

/**
 * Trains a model on the training part, one update at a time, so that the caller decides the pace. The same document,
 * data and seed give the same weights bit for bit, whatever is watched in between.
 */
export class Trainer {
  readonly program: Program
  epoch = 0
  /** Updates since the start. */
  updates = 0
  private readonly optimizer: Optimizer
  private readonly evaluator: Evaluator
  private run: Generator<Progress, void, void>
  private best: { validation: number; epoch: number; weights: Float64Array } | undefined
  private gradientNorm = 0
  /** Epochs that are to be run: the document's, and as many again each time that training is asked to go on. */
  epochs: number

  private constructor(readonly model: Model, readonly dataset: Dataset, private readonly learner: Learner) {
    this.program = learner.program
    this.epochs = this.span
    this.optimizer = makeOptimizer(model.network, model.store, model.kernels, model.arena)
    this.evaluator = new Evaluator(model, dataset)
    this.run = this.train()
  }

  /** Binds memory for the training part, or says why it can not be. */
  static make(model: Model, dataset: Dataset): Trainer | Problem {
    if (dataset.train.length === 0) return problem('data-missing', 'training-empty', {})
    const learner = makeLearner(model, dataset)
    return 'code' in learner ? learner : new Trainer(model, dataset, learner)
  }

  /** Epochs of one run. */
  private get span(): number {
    const { epochs } = this.model.network.training
    const { learner } = this
    return learner.kind === 'readout' && learner.passes !== null ? Math.min(epochs, learner.passes) : epochs
  }

  /** One update, or what has come to its end with the last one. */
  next(): Progress {
    const { value, done } = this.run.next()
    if (done || !value) return { kind: 'done', epoch: this.epoch, early: false }
    return value
  }

  evaluate(): Evaluation {
    return this.evaluator.evaluate()
  }

  /** Runs the first training sequence forward, so that there is something to look at before training. */
  preview(): void {
    const [first] = [...this.dataset.train].sort((a, b) => b.length - a.length)
    if (!first) return
    this.program.mode.training = false
    this.program.refresh()
    this.program.begin([first])
    this.program.advance(Math.min(first.length, this.program.capacity.steps))
  }

  /** As many epochs again, from where training stopped. */
  extend(): void {
    this.epochs = this.epoch + this.span
    this.run = this.train()
  }

  /** Weights anew, epoch 0. */
  reset(): void {
    this.model.reset()
    this.restart()
  }

  /** Epoch 0 with the weights as they are. */
  restart(): void {
    this.optimizer.reset()
    if (this.learner.kind === 'readout') this.learner.reset()
    this.epoch = 0
    this.updates = 0
    this.epochs = this.span
    this.best = undefined
    this.run = this.train()
  }

  private *train(): Generator<Progress, void, void> {
    const { training } = this.model.network
    const validates = this.dataset.validation.length > 0
    let stale = 0
    while (this.epoch < this.epochs) {
      let sum = 0
      let steps = 0
      let fit: ReadoutFit | undefined
      const pass = this.pass()
      for (;;) {
        const { value: due, done } = pass.next()
        if (done) {
          fit = due ?? undefined
          break
        }
        if ('code' in due) {
          yield { kind: 'failed', problem: due }
          return
        }
        sum += due.loss
        steps += due.steps
        yield { kind: 'update', loss: due.loss / due.steps, steps: due.steps }
      }
      this.epoch++
      const evaluation = validates || this.dataset.series ? this.evaluator.evaluate(['train', 'validation', 'test']) : undefined
      const validation = evaluation?.scores.validation?.loss ?? null
      const loss = fit?.loss ?? (steps > 0 ? sum / steps : 0)
      const report = { epoch: this.epoch, loss, validation, gradientNorm: this.gradientNorm, ...(fit ? { ridge: fit.ridge } : {}) }
      yield { kind: 'epoch', report, evaluation }
      const { stop } = training
      if (stop?.loss !== undefined && report.loss <= stop.loss) break
      if (stop?.patience !== undefined && validation !== null) {
        if (!this.best || validation < this.best.validation) {
          this.best = { validation, epoch: this.epoch, weights: this.snapshot() }
          stale = 0
        } else if (++stale >= stop.patience) break
      }
    }
    const early = this.epoch < this.epochs
    if (this.best) this.restoreBest(this.best.weights)
    yield { kind: 'done', epoch: this.best?.epoch ?? this.epoch, early }
  }

  /** One pass over the training part: the steps whose errors have changed the weights, or what went wrong. */
  private *pass(): Generator<Due | Problem, ReadoutFit | void, void> {
    const { learner, program } = this
    if (learner.kind === 'readout') {
      const validate = (): number | null => this.evaluator.evaluate(['validation']).scores.validation?.loss ?? null
      return yield* learner.pass([...this.batches(this.epoch, 1)].flat(), validate)
    }
    for (const batch of this.batches(this.epoch, this.model.network.training.batchSize)) {
      program.mode.training = true
      program.mode.forcing = true
      this.clearGradients()
      program.refresh()
      for (const due of learner.gradients(batch)) {
        if (due.steps === 0) continue
        const wrong = this.update(due.loss, due.steps)
        if (wrong) {
          yield wrong
          return
        }
        yield due
      }
    }
  }

  /** Adds the regularizers, clips, changes the weights; gives the problem where something is not finite. */
  private update(lossSum: number, steps: number): Problem | undefined {
    const { kernels, store, network } = this.model
    const { training } = network
    const n = store.trainable
    kernels.scale(n, store.gradients, 1 / steps)
    if (training.weightDecay > 0)
      for (const p of store.declarations)
        if (p.trainable && p.decays)
          kernels.axpy(1, store.count(p.name), training.weightDecay, store.address(p.name), store.count(p.name), store.gradientAddress(p.name), store.count(p.name))
    this.gradientNorm = Math.sqrt(kernels.sumOfSquares(n, store.gradients))
    if (!Number.isFinite(lossSum) || !Number.isFinite(this.gradientNorm)) return nonFinitePlace(this.program)
    const { clip } = training
    if (clip?.kind === 'norm' && this.gradientNorm > clip.threshold) kernels.scale(n, store.gradients, clip.threshold / this.gradientNorm)
    else if (clip?.kind === 'value') kernels.clamp(n, store.gradients, clip.threshold)
    this.optimizer.update(training.optimizer.learningRate)
    this.updates++
    this.clearGradients()
    this.program.refresh()
    return undefined
  }

  private clearGradients(): void {
    const { kernels, store } = this.model
    kernels.fill(store.trainable, store.gradients, 0)
  }

  /** Batches of an epoch: in order or shuffled from the seed, each by falling length. */
  private *batches(epoch: number, size: number): Generator<readonly Sequence[], void, void> {
    const { training } = this.model.network
    const sequences = [...this.dataset.train]
    if (training.shuffle) {
      const random = stream(training.seed, `shuffle/${epoch}`)
      for (let i = sequences.length - 1; i > 0; i--) {
        const j = random.integer(i + 1)
        ;[sequences[i], sequences[j]] = [sequences[j]!, sequences[i]!]
      }
    }
    for (let i = 0; i < sequences.length; i += size)
      yield sequences.slice(i, i + size).sort((a, b) => b.length - a.length)
  }

  private snapshot(): Float64Array {
    const { kernels, store } = this.model
    const at = store.weights / kernels.bytes
    return Float64Array.from(kernels.view().subarray(at, at + store.trainable))
  }

  private restoreBest(weights: Float64Array): void {
    const { kernels, store } = this.model
    kernels.view().set(weights, store.weights / kernels.bytes)
    this.program.refresh()
  }
}

export type { PartScore }
