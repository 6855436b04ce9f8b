import { WATCHED } from './budget'
import type { Pace } from './pace'

/** Milliseconds between two frames: 30 per second. */
const FRAME = 33
/** Part of the time for watching that frames may take. */
const FRAMES = 0.5
/** Most milliseconds to the next frame, however long one takes. */
const LONGEST = 1_000
/** Number of frames whose median time is used as the time of a frame: another program may interrupt a single one for long. */
const RECENT = 5

/** Decides when the next frame is made: at the pace of the screen, which acknowledges frames, and seldom if they take long. */
export class FramePace {
  private frame = 0
  private drawn = 0
  private last = -Infinity
  /** Milliseconds that each of the last frames took. */
  private readonly took: number[] = []

  /** Share of the time that may be taken for watching. */
  share = WATCHED

  constructor(private readonly pace: Pace) {}

  /** Called when the screen has drawn a frame. */
  acknowledge(frame: number): void {
    this.drawn = Math.max(this.drawn, Math.min(frame, this.frame))
  }

  /** Called when frames under way will not be acknowledged. */
  forget(): void {
    this.drawn = this.frame
  }

  /** Lets the next frame be made without delay. */
  hurry(): void {
    this.last = -Infinity
  }

  /** Whether the screen can take a frame. */
  get takes(): boolean {
    return this.frame - this.drawn < 2
  }

  /** Whether a frame is due and the screen can take one. */
  get due(): boolean {
    const passed = this.pace.now() - this.last
    return this.takes && passed >= FRAME && passed >= Math.min(LONGEST, this.usual / (FRAMES * this.share))
  }

  /** Milliseconds that a frame usually takes. */
  private get usual(): number {
    return this.took.toSorted((a, b) => a - b)[this.took.length >> 1] ?? 0
  }

  /**
   * The number of the next frame.
   * @param still whether training is idle; then it does not matter whether the screen has drawn the last one.
   */
  next(still: boolean): number {
    const frame = ++this.frame
    if (still) this.drawn = frame - 1
    return frame
  }

  /** Called after a frame that was begun at this time; `took` is absent if there was nothing to send. */
  made(begun: number, took?: number): void {
    this.last = begun
    if (took === undefined) return
    this.took.push(took)
    if (this.took.length > RECENT) this.took.shift()
  }
}
