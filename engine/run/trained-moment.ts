import type { Moment } from './moment'
import type { Viewed } from './work'

/**
 * The moment of training that views show: the first sequence of the batch, at its newest step. If the tape contains whole
 * sequences, all of their steps are new at once; during training, views then go through them, a step with each frame.
 */
export class TrainedMoment {
  private cursor = 0

  restart(): void {
    this.cursor = 0
  }

  /** Called before each frame. */
  advance(work: Viewed, still: boolean): void {
    const steps = work.trainer.program?.tape.steps ?? 0
    this.cursor = isWhole(work) && !still ? (this.cursor + 1) % Math.max(1, steps) : steps - 1
  }

  /** @param still whether training is idle, so that the newest step is shown. */
  moment(work: Viewed, still: boolean): Moment {
    if (work.at) return work.at
    const { program } = work.trainer
    const { base = 0, steps = 0 } = program?.tape ?? {}
    const shown = isWhole(work) && !still ? Math.min(this.cursor + 1, steps) : steps
    const index = program?.first ? work.dataset.train.indexOf(program.first) : 0
    return { part: 'train', sequence: Math.max(0, index), step: base + shown - 1 }
  }
}

/** Whether the tape contains whole sequences. */
function isWhole({ trainer: { program } }: Viewed): boolean {
  return program?.tape.base === 0 && program.tape.steps === (program.tape.lengths[0] ?? 0)
}
