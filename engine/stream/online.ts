import { problem, type Problem } from '../base/problem'
import type { Network } from '../compile'
import { optimizerOf } from '../kinds/optimizers'
import { bpttPause, horizonOf } from '../learn/bptt/bptt'
import { nonFinitePlace } from '../learn/model/finite'
import type { GradientReady } from '../learn/model/learner'
import type { Model } from '../learn/model/model'
import { Schedule } from '../learn/optimize/schedule'
import { Updater } from '../learn/optimize/update'
import { rtrlOptions, rtrlPause } from '../learn/rtrl/rtrl'
import { pack, unpack, unpackAll, unpackStreams } from '../learn/train/checkpoint'
import { makeLearner, type GradientLearner } from '../learn/train/learner'
import type { StreamColumns } from './columns'
import type { GrowingSequence } from './series'
import type { LearnerState } from './state'

/** Returns the reason why a network cannot learn from a stream of rows; undefined if it can. */
export function unlearnable({ training, outputs }: Network, { signals, sequenceLength }: StreamColumns): Problem | undefined {
  const { algorithm, optimizer } = training
  const path = '/training/algorithm'
  if (algorithm.kind === 'readout') return problem('horizon-invalid', 'stream-readout', {}, { path })
  if (algorithm.kind === 'bptt' && (algorithm.horizon ?? null) === null && sequenceLength === undefined)
    return problem('horizon-invalid', 'stream-horizon', {}, { path })
  if (optimizerOf(optimizer).wholeData) return problem('horizon-invalid', 'stream-whole-data', { optimizer: optimizer.kind }, { path: '/training/optimizer' })
  if (optimizerOf(optimizer).curvature) return problem('optimizer-unfit', 'stream-curvature', { optimizer: optimizer.kind }, { path: '/training/optimizer' })
  const nodes = outputs.map(({ id }) => id)
  if (!signals.some(({ output }) => output)) return problem('data-missing', 'training-untargeted', { nodes: nodes.join(', ') }, { nodes })
  if (outputs.every(({ lossWeight }) => lossWeight === 0)) return problem('data-missing', 'training-weightless', { nodes: nodes.join(', ') }, { nodes })
  return undefined
}

/** Learns from a growing sequence with the document's algorithm, with the same arithmetic in the same order as an epoch of training. */
export class OnlineLearner {
  updates = 0
  /** Why learning ended: a number that is not finite. */
  failed: Problem | undefined
  private readonly updater: Updater
  private readonly rate: number
  private run: Generator<GradientReady, void, void> | undefined
  private sequence: GrowingSequence | undefined
  private readonly pause: (t: number) => number
  private readonly lag: number

  private constructor(
    private readonly model: Model,
    private readonly learner: GradientLearner,
    columns: StreamColumns,
    epoch: number,
  ) {
    const { training } = model.network
    const { algorithm } = training
    this.updater = new Updater(model, learner.norm)
    this.rate = new Schedule(training).rate(epoch)
    this.updater.begin()
    if (algorithm.kind === 'rtrl') {
      const { every } = rtrlOptions(algorithm)
      this.pause = (t) => rtrlPause(every, t)
    } else this.pause = (t) => bpttPause(horizonOf(algorithm), t)
    // UORO draws random numbers after every step except the last, so it must know whether another step follows.
    this.lag = algorithm.kind === 'rtrl' && algorithm.variant === 'uoro' && columns.sequenceColumn !== undefined ? 1 : 0
  }

  /** Allocates memory, or returns why that is impossible. @param epoch Epochs of earlier training, on which the learning rate depends. */
  static make(model: Model, columns: StreamColumns, epoch: number): OnlineLearner | Problem {
    const longest = columns.sequenceLength ?? Infinity
    const learner = makeLearner(model, { longest, sequences: 1 })
    if ('code' in learner) return learner
    if (learner.kind !== 'gradient') return problem('horizon-invalid', 'stream-readout', {}, { path: '/training/algorithm' })
    return new OnlineLearner(model, learner, columns, epoch)
  }

  begin(sequence: GrowingSequence): void {
    this.sequence = sequence
    this.run = undefined
  }

  /** The weights and the state from which learning continues. */
  state(): LearnerState {
    const {
      updates,
      model: { store },
      updater: { optimizer },
      learner,
      run,
    } = this
    return {
      updates,
      weights: pack(store.readTrainable()),
      gradients: pack(store.readGradients()),
      optimizer: optimizer.state().map(pack),
      learner: learner.state().map(pack),
      streams: Object.fromEntries([...learner.program.streams].map(([name, stream]) => [name, pack(stream.state())])),
      within: run ? learner.pausedState().map(pack) : null,
    }
  }

  /** Continues a sequence from a state; false if it is of another network or algorithm, or not finite. */
  resume(sequence: GrowingSequence | undefined, state: LearnerState): boolean {
    const {
      model: { store },
      updater: { optimizer },
      learner,
    } = this
    const weights = unpackAll([state.weights, state.gradients], [store.readTrainable(), store.readGradients()])
    const moments = unpackAll(state.optimizer, optimizer.state())
    const carried = unpackAll(state.learner, learner.state())
    const within = state.within?.map(unpack)
    if (!weights || !moments || !carried || within?.includes(undefined) || (within && !sequence)) return false
    store.writeTrainable(weights[0]!)
    store.writeGradients(weights[1]!)
    optimizer.resume(moments)
    learner.resume(carried)
    unpackStreams(learner.program.streams, state.streams)
    this.updates = state.updates
    this.sequence = sequence
    this.run = undefined
    if (!within) return this.finite
    this.prepare()
    this.run = learner.continueFrom(sequence!, within as Float64Array[])
    return this.run !== undefined && this.done <= sequence!.rows && this.finite
  }

  /** Learns from all complete steps; returns whether weights changed. */
  work(): boolean {
    const before = this.updates
    while (!this.failed && this.next());
    return this.updates > before
  }

  /** The first step that learning still needs. */
  get done(): number {
    const { tape } = this.learner.program
    return this.run ? tape.base + tape.steps : 0
  }

  private prepare(): void {
    const { program } = this.learner
    program.mode.training = true
    program.mode.forcing = true
    program.refresh()
  }

  /** Runs to the next pause, if the steps before it are complete. */
  private next(): boolean {
    const { sequence, learner } = this
    if (!sequence) return false
    const ended = sequence.length < Infinity
    if (!ended && sequence.known < this.pause(this.done) + this.lag) return false
    const { program } = learner
    if (!this.run) {
      this.prepare()
      this.run = learner.gradients([sequence])
    } else if (ended) program.tape.lengths[0] = sequence.length
    const { value: due, done } = this.run.next()
    if (done) {
      this.sequence = undefined
      this.run = undefined
      return false
    }
    if (due.steps === 0) return true
    if (!Number.isFinite(due.loss) || !this.updater.update(due.steps, this.rate)) {
      this.failed = nonFinitePlace(program)
      return false
    }
    this.updates++
    program.refresh()
    return true
  }

  /** Whether all trainable weights are finite. */
  get finite(): boolean {
    const { kernels, store } = this.model
    return kernels.finite(store.trainable, store.weights)
  }
}
