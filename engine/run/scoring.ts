import type { Evaluation } from '../learn/evaluate/evaluate'
import type { Trainer } from '../learn/train/trainer'
import { SLICE } from './drive'
import type { Pace } from './pace'

/** Scores weights as they are, in pieces between which people are heard; nothing may be trained meanwhile. */
export class Scoring {
  private under: { readonly work: Generator<void, Evaluation, void>; readonly begun: number } | undefined

  /** @param found Is told the scores, and how many milliseconds they took. */
  constructor(
    private readonly pace: Pace,
    private readonly found: (evaluation: Evaluation, took: number) => void,
  ) {}

  /** Whether there is more to do. */
  get going(): boolean {
    return this.under !== undefined
  }

  stop(): void {
    this.under = undefined
  }

  begin(trainer: Trainer): void {
    this.under = { work: trainer.evaluating(), begun: this.pace.now() }
  }

  /** Goes on for so many milliseconds, one piece at least. */
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

  /** At once where a slice is enough, else while nothing else is done; `late` is called when that is over. */
  atLeisure(trainer: Trainer, late: () => void): void {
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
