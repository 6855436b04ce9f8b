import type { Pace } from './pace'

/** Share of the time that frames, and the runs and analyses for them, may take from training. */
export const WATCHED = 0.02
/** The share while a user waits for the first result of a panel that was just opened. */
export const AWAITED = 0.25

/**
 * Limits the time that watching takes from training. Work is done at once and then paid for: while more has been spent
 * than the allowed share of the time passed, no further deferrable work begins. Unused time is not saved up.
 */
export class Budget {
  /** Milliseconds spent beyond the allowed share. */
  private debt = 0
  private at = -Infinity
  /** Whether a user waits for a first result. */
  private hurried = false
  /** Total milliseconds spent. */
  spent = 0

  /** @param share of the time that passes. */
  constructor(
    private readonly pace: Pace,
    private share = WATCHED,
  ) {}

  /** Whether deferrable work may begin. */
  get open(): boolean {
    this.pay()
    return this.debt === 0
  }

  /** Runs work and counts its time; returns its milliseconds. */
  spend(work: () => void): number {
    const begun = this.pace.now()
    work()
    const took = this.pace.now() - begun
    this.take(took)
    return took
  }

  /** Counts milliseconds that were just spent. */
  take(milliseconds: number): void {
    this.pay()
    this.debt += milliseconds
    this.spent += milliseconds
  }

  /** Allows another share of the time that passes. */
  allow(share: number): void {
    this.pay()
    this.share = share
  }

  /** Lets work begin at once, because the user waits for it. */
  forgive(): void {
    this.debt = 0
  }

  /** Sets whether a user waits for a first result; meanwhile, work gets a larger share. */
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
