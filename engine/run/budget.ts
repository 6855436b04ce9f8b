import type { Pace } from './pace'

/** Of the time, what frames and the runs and analyses for them may take from training. */
export const WATCHED = 0.03
/** The same while a user waits for the first result of what was just opened. */
export const AWAITED = 0.25

/**
 * Time that training gives up for what is watched. Work is done at once and then paid for: as long as more was spent
 * than the share of the time that has passed, nothing that can wait begins. Time that nobody used is not saved up.
 */
export class Budget {
  /** Milliseconds spent that are not paid for. */
  private debt = 0
  private at = -Infinity
  /** Whether the first result of something is still to come. */
  private hurried = false
  /** Milliseconds of all that was spent. */
  spent = 0

  /** @param share of the time that passes. */
  constructor(
    private readonly pace: Pace,
    private readonly share = WATCHED,
  ) {}

  /** Whether work that can wait may begin. */
  get open(): boolean {
    this.pay()
    return this.debt === 0
  }

  /** Counts what some work takes; answers its milliseconds. */
  spend(work: () => void): number {
    const begun = this.pace.now()
    work()
    const took = this.pace.now() - begun
    this.take(took)
    return took
  }

  /** Counts milliseconds that were spent just now. */
  take(milliseconds: number): void {
    this.pay()
    this.debt += milliseconds
    this.spent += milliseconds
  }

  /** Lets work begin at once, because a person waits for it. */
  forgive(): void {
    this.debt = 0
  }

  /** Sets whether a user waits for the first result of something; until it is there, work gets a larger share. */
  set awaited(awaited: boolean) {
    this.pay()
    this.hurried = awaited
  }

  private pay(): void {
    const now = this.pace.now()
    const share = this.hurried ? Math.max(AWAITED, this.share) : this.share
    if (this.debt > 0) this.debt = Math.max(0, this.debt - share * (now - this.at))
    this.at = now
  }
}
