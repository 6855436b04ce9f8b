import type { FrameMessage } from '../../engine/run/protocol'
import { drawSoon } from '../controls/pace'

/** Where frames come from; drawing never goes through React. */
export interface FrameSource {
  subscribe(listener: (frame: FrameMessage) => void): () => void
}

interface Held {
  readonly frame: FrameMessage
  /** Of the document that is there, and not of one before it. */
  readonly own: boolean
  /** Whether the engine waits for it to be drawn. */
  waits: boolean
}

type Shown = Pick<FrameMessage, 'predictions' | 'scores'>

/** Hands the frames of one engine to whoever draws them, at the pace at which they are drawn. */
export class Screen {
  private draw: ((frame: FrameMessage) => void) | undefined
  private newest: Held | undefined

  /**
   * @param tell Hears predictions and scores of what is drawn.
   * @param drawn Is told each frame that the engine waits for, so that a slow screen gets fewer.
   */
  constructor(private readonly tell: (shown: Shown) => void, private readonly drawn: (frame: number) => void) {}

  watch(draw: ((frame: FrameMessage) => void) | undefined): void {
    this.draw = draw
    // The canvas forgets what it showed of another document when it is drawn again: it comes after that.
    if (draw && this.newest) requestAnimationFrame(this.show)
  }

  /** Another document is there, or another engine: what there was of the one before is not shown. */
  forget(): void {
    if (this.newest) this.newest = { ...this.newest, own: false }
  }

  /** @param own Whether it is of the document that is there. */
  take(message: FrameMessage, own: boolean): void {
    const { newest } = this
    // Predictions and scores come with few frames; the one that is left out for a newer frame hands them on.
    const { predictions, scores } = newest?.waits === true && newest.own ? newest.frame : {}
    const frame = { ...(predictions ? { predictions } : {}), ...(scores ? { scores } : {}), ...message }
    const shows = newest?.waits !== true
    this.newest = { frame, own, waits: true }
    if (this.draw && shows) drawSoon(this.show)
  }

  private readonly show = (): void => {
    const { newest, draw } = this
    if (!newest || !draw) return
    const { frame, own, waits } = newest
    if (own) {
      draw(frame)
      this.tell(frame)
    }
    newest.waits = false
    if (waits) this.drawn(frame.frame)
  }
}
