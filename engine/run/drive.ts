import type { Pace } from './pace'

/** Milliseconds of work between two looks at what people want. */
export const SLICE = 12

/** Runs training in slices, as fast as it goes or at a number of updates a second, until it is halted. */
export class Drive {
  private updatesPerSecond: number | null = null
  private ticket = 0
  private cancel: (() => void) | undefined

  /**
   * @param advance Makes one update; whether there is more to do.
   * @param between Is called after each slice but the last, whose end tells itself.
   */
  constructor(private readonly pace: Pace, private readonly advance: () => boolean, private readonly between: () => void) {}

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
      let going = true
      if (this.updatesPerSecond === null) while (going && pace.now() - begun < SLICE) going = this.advance()
      else going = this.advance()
      // The end has told its state and sent its picture: nothing is swept through after it.
      if (!going || ticket !== this.ticket) return
      this.between()
      if (this.updatesPerSecond === null) pace.soon(slice)
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
