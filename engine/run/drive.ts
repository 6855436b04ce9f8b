import type { Pace } from './pace'

/** Milliseconds of work between two looks at what people want. */
export const SLICE = 12

/** What was done: an update, a piece of something that is no update, or what there was to do. */
export type Advance = 'update' | 'piece' | 'end'

/** Runs training in slices, as fast as it goes or at a number of updates a second, until it is halted. */
export class Drive {
  private updatesPerSecond: number | null = null
  private ticket = 0
  private cancel: (() => void) | undefined

  /**
   * @param advance Makes one update or less.
   * @param between Is called after each slice but the last, whose end tells itself.
   */
  constructor(private readonly pace: Pace, private readonly advance: () => Advance, private readonly between: () => void) {}

  /** Updates a second; null for as fast as it goes. From the next start on. */
  set speed(updatesPerSecond: number | null) {
    this.updatesPerSecond = updatesPerSecond
  }

  start(): void {
    this.halt()
    const { ticket, pace } = this
    const slice = (): void => {
      if (ticket !== this.ticket) return
      const begun = pace.now()
      let done: Advance
      do done = this.advance()
      while ((done === 'piece' || (done === 'update' && this.updatesPerSecond === null)) && pace.now() - begun < SLICE)
      // The end has told its state and sent its picture: nothing is swept through after it.
      if (done === 'end') return
      this.between()
      if (done === 'piece' || this.updatesPerSecond === null) pace.soon(slice)
      else this.cancel = pace.later(1000 / this.updatesPerSecond - (pace.now() - begun), slice)
    }
    pace.soon(slice)
  }

  halt(): void {
    this.ticket++
    this.cancel?.()
    this.cancel = undefined
  }
}
