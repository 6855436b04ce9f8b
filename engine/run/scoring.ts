import type { Evaluation } from '../learn/evaluate/evaluate'
import type { Trainer } from '../learn/train/trainer'
import { SLICE } from './drive'
import type { Pace } from './pace'

/** Scores the current weights in pieces, between which messages are handled; weights must not change meanwhile. */
export class Scoring {
  private under: { readonly work: Generator<void, Evaluation, void>; readonly begun: number } | undefined

  /** @param found called with the scores, and the milliseconds they took. */
  constructor(
    private readonly pace: Pace,
    private readonly found: (evaluation: Evaluation, took: number) => void,
  ) {}

  /** Whether scoring is in progress. */
  get going(): boolean {
    return this.under !== undefined
  }

  stop(): void {
    this.under = undefined
  }

  begin(trainer: Pick<Trainer, 'evaluating'>): void {
    this.under = { work: trainer.evaluating(), begun: this.pace.now() }
  }

  /** Continues for this many milliseconds, at least for one piece. */
  run(milliseconds: number): void {
    const { under, pace } = this
    if (!under) return
    const begun = pace.now()
    do {
      const { value, done } = under.work.next()
      if (!done) continue
      this.under = undefined
      return this.found(value, pace.now() - under.begun)
    } while (pace.now() - begun < milliseconds)
  }

  /** Scores at once if one slice suffices, otherwise in idle time; then calls `late` at the end. */
  runIdle(trainer: Pick<Trainer, 'evaluating'>, late: () => void): void {
    this.begin(trainer)
    const { under } = this
    const idle = (): void => {
      if (this.under !== under) return
      this.run(SLICE)
      if (this.going) this.pace.soon(idle)
      else late()
    }
    this.run(SLICE)
    if (this.going) this.pace.soon(idle)
  }
}
