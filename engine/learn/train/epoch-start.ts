import type { RandomStream } from '../../base/random'
import { pack, unpackAll, unpackStreams, type PackedEpochStart } from './checkpoint'
import type { Learner } from './learner'
import type { Model } from '../model/model'
import { SAVED_NUMBERS } from '../model/weight-bytes'
import type { Optimizer } from '../optimize/optimize'

/** The state of training when the current epoch began, from which the epoch can be repeated bit for bit. */
export class EpochStart {
  /** Whether a state is saved; false between epochs. */
  present = false
  private updates = 0
  private streams: readonly (readonly [stream: RandomStream, state: number[]])[] = []
  private learnerState: Float64Array[] = []
  /** Address of the saved weights. */
  private address: number | undefined

  /** Whether the state is small enough to be saved for undo; with helping threads it is saved in any case. */
  readonly small: boolean

  constructor(
    private readonly model: Model,
    private readonly optimizer: Optimizer,
    private readonly learner: Learner,
  ) {
    const learnt = learner.state().reduce((sum, { length }) => sum + length, 0)
    this.small = model.store.trainable + learnt <= SAVED_NUMBERS
  }

  save(updates: number): void {
    const {
      model: { arena, kernels, store },
      optimizer,
      learner,
    } = this
    this.address ??= arena.allocate(Math.max(1, store.trainable), kernels.bytes)
    kernels.copy(store.trainable, store.weights, this.address)
    optimizer.save()
    this.updates = updates
    this.streams = [...learner.program.streams.values()].map((stream) => [stream, stream.state()])
    this.learnerState = learner.state()
    this.present = true
  }

  /** Restores the state; returns the number of updates at that time. */
  restore(): number {
    const {
      model: { kernels, store },
      optimizer,
      learner,
    } = this
    kernels.copy(store.trainable, this.address!, store.weights)
    optimizer.restore()
    for (const [stream, state] of this.streams) stream.resume([...state])
    learner.resume(this.learnerState)
    learner.program.refresh()
    return this.updates
  }

  pack(): PackedEpochStart {
    const {
      model: { kernels, store },
      optimizer,
      learner,
    } = this
    const at = this.address! / kernels.bytes
    const named = [...learner.program.streams].map(([name, stream]): [string, string] => [
      name,
      pack(this.streams.find(([one]) => one === stream)?.[1] ?? stream.state()),
    ])
    return {
      weights: pack(kernels.view().subarray(at, at + store.trainable)),
      optimizer: optimizer.saved().map(pack),
      learner: this.learnerState.map(pack),
      streams: Object.fromEntries(named),
      updates: this.updates,
    }
  }

  /** Restores a packed state; returns false and changes nothing if it does not fit. */
  unpack(packed: PackedEpochStart): boolean {
    const {
      model: { store },
      optimizer,
      learner,
    } = this
    const weights = unpackAll([packed.weights], [new Float64Array(store.trainable)])
    const moments = unpackAll(packed.optimizer, optimizer.state())
    const learnt = unpackAll(packed.learner, learner.state())
    if (!weights || !moments || !learnt) return false
    store.writeTrainable(weights[0]!)
    optimizer.resume(moments)
    unpackStreams(learner.program.streams, packed.streams)
    learner.resume(learnt)
    learner.program.refresh()
    return true
  }
}
