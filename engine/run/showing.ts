import { SLICE } from './drive'
import type { Display } from './display'
import type { Pace } from './pace'
import { Scoring } from './scoring'
import type { Query } from './streams'
import type { Viewed } from './work'

/** Shows the current work of a session: sends frames, and scores the weights if the scores are watched. */
export class Showing {
  private readonly scoring: Scoring

  /** @param work the current work of the session. */
  constructor(
    pace: Pace,
    private readonly display: Display,
    private readonly work: () => Viewed | undefined,
  ) {
    this.scoring = new Scoring(pace, (evaluation, took) => display.score(work()!, evaluation, took))
  }

  /** Whether scoring is in progress; weights must not change meanwhile. */
  get scores(): boolean {
    return this.scoring.going
  }

  /** Continues scoring by one piece. */
  scorePiece(): void {
    this.scoring.run(0)
  }

  /** Stops scoring. */
  stop(): void {
    this.scoring.stop()
  }

  /** Called after weights have changed: scores them while idle, if the scores are watched. */
  changed(work: Viewed): void {
    this.display.changed()
    this.stop()
    if (this.display.needsScores(work)) this.score(work)
    // Otherwise drops the old scores; a later watcher gets new ones.
    else this.display.dropScores()
  }

  private score(work: Viewed): void {
    this.scoring.runIdle(this.display.judge(work), () => this.still())
  }

  /** Sends a frame of the current work while training is idle. */
  still(): void {
    const work = this.work()
    if (work) this.display.send(work, true)
  }

  /** Sends new queries, if there are any, a frame of idle work. */
  added(work: Viewed, queries: readonly Query[]): void {
    if (!this.display.hasScores && !this.scores && this.display.needsScores(work)) this.score(work)
    this.display.send(work, true, queries)
  }

  /** Sends a frame during training, if one is due; `evaluating`: whether an evaluation is under way already. */
  during(work: Viewed, evaluating: boolean): void {
    this.display.serve(work, false)
    // Do not show replayed steps again.
    if (!this.display.due || work.trainer.replaying) return
    if (!this.scores && !evaluating && this.display.judges(work)) {
      this.scoring.begin(work.trainer)
      this.scoring.run(SLICE)
    }
    this.display.send(work, false)
  }
}
