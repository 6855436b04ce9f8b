/** Share of the time of the page's thread in which plots draw, while they wait for each other. */
const SHARE = 0.2
/** Most milliseconds of drawing at once, after plots have drawn little; enough for all plots to follow one gesture. */
const MOST = 60
/** Least milliseconds between two frames in which plots draw: the engine sends thirty frames a second. */
const BETWEEN = 30

/** The frames of a screen and its clock, in milliseconds. */
export interface Screen {
  readonly frame: (draw: () => void) => void
  readonly now: () => number
}

const page: Screen = { frame: (draw) => void requestAnimationFrame(draw), now: () => performance.now() }

/**
 * Draws plots at most thirty times a second or, if there are too many for their share of the time, a few at a time, the
 * one that has waited longest first. Otherwise twenty live plots take the time of pointer, canvas and, on few processors,
 * training.
 */
export class DrawingTurns {
  private readonly waiting = new Set<() => void>()
  private credit = MOST
  private at: number
  private drawn = -Infinity
  private asked = false

  constructor(private readonly screen: Screen = page) {
    this.at = screen.now()
  }

  /** Draws once, however often it is asked before that. */
  ask(draw: () => void): void {
    this.waiting.add(draw)
    this.next()
  }

  cancel(draw: () => void): void {
    this.waiting.delete(draw)
  }

  private next(): void {
    if (this.asked || this.waiting.size === 0) return
    this.asked = true
    this.screen.frame(() => this.draw())
  }

  private draw(): void {
    this.asked = false
    let now = this.screen.now()
    if (now - this.drawn < BETWEEN) return this.next()
    this.drawn = now
    this.credit = Math.min(MOST, this.credit + SHARE * (now - this.at))
    try {
      for (const draw of this.waiting) {
        if (this.credit <= 0) break
        this.waiting.delete(draw)
        draw()
        const begun = now
        now = this.screen.now()
        this.credit -= now - begun
      }
    } finally {
      this.at = now
      this.next()
    }
  }
}

/** The turns of all plots of the page. */
export const drawingTurns = new DrawingTurns()
