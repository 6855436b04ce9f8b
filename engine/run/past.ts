import { limits } from '../document/limits'
import { bytesOf, type TrainingState } from '../learn/train/state'

interface Frame {
  readonly state: TrainingState
  readonly bytes: number
}

/**
 * The states that training went through, epoch by epoch, from which it can go on bit for bit. Where they take more room
 * than there is, every other one goes, and from then on every second, every fourth, … epoch is kept.
 */
export class Past {
  private frames: Frame[] = []
  private bytes = 0
  /** Only epochs that this divides are kept, and the first. */
  every = 1
  /** A single state takes so much room that none is kept. */
  tooLarge = false

  /** @param budget Bytes of all states. @param most How many of them. */
  constructor(
    private readonly budget: number = limits.past,
    private readonly most: number = limits.pastEpochs,
  ) {}

  /** The epochs whose states are kept, in order. */
  get epochs(): Int32Array {
    return Int32Array.from(this.frames, ({ state }) => state.epoch)
  }

  /** Keeps the state of an epoch that is over, where its turn is; `state` is called only then. */
  record(epoch: number, state: () => TrainingState): void {
    this.cut(epoch - 1)
    if (this.frames.length === 0) this.every = 1
    if (this.tooLarge || (this.frames.length > 0 && epoch % this.every !== 0)) return
    const found = state()
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
    const before = this.frames
    this.frames = before.filter(({ state: { epoch } }, i) => i === 0 || epoch % this.every === 0)
    this.count()
  }

  /** Best weights that a state shared with one that has gone are its own now. */
  private count(): void {
    this.frames = this.frames.map(({ state }, i, all) => ({ state, bytes: bytesOf(state, all[i - 1]?.state) }))
    this.bytes = this.frames.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The state after an epoch; undefined where it is not kept. */
  at(epoch: number): TrainingState | undefined {
    return this.frames.find(({ state }) => state.epoch === epoch)?.state
  }

  /** Forgets what comes after an epoch: training goes on from there. */
  cut(epoch: number): void {
    while (this.frames.length > 0 && this.frames.at(-1)!.state.epoch > epoch) this.bytes -= this.frames.pop()!.bytes
  }

  /** Another network, or weights that no training led to. */
  forget(): void {
    this.frames = []
    this.bytes = 0
    this.every = 1
    this.tooLarge = false
  }
}
