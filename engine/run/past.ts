import { limits } from '../document/limits'
import { bytesOf, type TrainingState } from '../learn/train/state'

/** The weights after an epoch: all that are trainable, in store order. */
export type PastWeights = Pick<TrainingState, 'epoch' | 'weights'>

interface Frame {
  readonly state: TrainingState
  readonly bytes: number
}

/**
 * The training states after epochs, from which training can be continued bit for bit. When they exceed the memory
 * budget, every other one is dropped, and from then on every second, fourth, … epoch is kept.
 */
export class Past {
  private frames: Frame[] = []
  private bytes = 0
  /** States that were handed out, so that their arrays may be in use. */
  private readonly lent = new WeakSet<TrainingState>()
  /** Other states that were dropped: their arrays are used again, because new memory is slow. */
  private spare: TrainingState[] = []
  /** Keeps only epochs divisible by this, and the first. */
  every = 1
  /** Whether a single state exceeds half of the budget, so that none is kept. */
  tooLarge = false

  /** @param budget maximum bytes of all states. @param most maximum number of states. */
  constructor(
    private readonly budget: number = limits.past,
    private readonly most: number = limits.pastEpochs,
  ) {}

  /** The epochs whose states are kept, in order. */
  get epochs(): Int32Array {
    return Int32Array.from(this.frames, ({ state }) => state.epoch)
  }

  /** Called after an epoch; keeps its state if the epoch is one to keep, and calls `state` only then, which may overwrite the arrays of `spare`. */
  record(epoch: number, state: (spare: TrainingState | undefined) => TrainingState): void {
    // Mostly there is nothing to keep or to cut; small networks have thousands of epochs per second.
    const last = this.frames[this.frames.length - 1]
    if (last && last.state.epoch < epoch && epoch % this.every !== 0) return
    this.cut(epoch - 1)
    if (this.frames.length === 0) this.every = 1
    if (this.tooLarge || (this.frames.length > 0 && epoch % this.every !== 0)) return
    const found = state(this.spare.pop())
    const bytes = bytesOf(found, this.frames.at(-1)?.state)
    if (2 * bytes > this.budget) {
      this.forget()
      this.tooLarge = true
      return
    }
    this.frames.push({ state: found, bytes })
    this.bytes += bytes
    while (this.bytes > this.budget || this.frames.length > this.most) this.thin()
  }

  private thin(): void {
    this.every *= 2
    const stays = ({ state }: Frame, i: number): boolean => i === 0 || state.epoch % this.every === 0
    const before = this.frames
    this.frames = before.filter(stays)
    before.forEach((frame, i) => {
      if (!stays(frame, i) && !this.lent.has(frame.state)) this.spare.push(frame.state)
    })
    this.count()
  }

  /** Counts the bytes again: best weights shared with a dropped state now count for the next one. */
  private count(): void {
    this.frames = this.frames.map(({ state }, i, all) => ({ state, bytes: bytesOf(state, all[i - 1]?.state) }))
    this.bytes = this.frames.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** All states that are kept, in order. */
  get states(): readonly TrainingState[] {
    return this.frames.map(({ state }) => this.lend(state))
  }

  /** The state after an epoch; undefined if it is not kept. */
  at(epoch: number): TrainingState | undefined {
    const found = this.frames.find(({ state }) => state.epoch === epoch)?.state
    return found && this.lend(found)
  }

  private lend(state: TrainingState): TrainingState {
    this.lent.add(state)
    return state
  }

  /** Forgets the states after an epoch, because training continues from there. */
  cut(epoch: number): void {
    while (this.frames.length > 0 && this.frames.at(-1)!.state.epoch > epoch) this.bytes -= this.frames.pop()!.bytes
  }

  /** Forgets all states: the network has changed, or its weights changed other than by training. */
  forget(): void {
    this.frames = []
    this.spare = []
    this.bytes = 0
    this.every = 1
    this.tooLarge = false
  }
}
