import type { NodeRegistry } from '../contract/node-type'
import type { RemoteAnalyst } from './analyst/remote'
import type { TrainingCandidate } from './costs'
import type { Worst } from './insight/subject'
import type { LearnedState } from './learned'
import type { LiveRuns } from './live-runs'
import type { Pace } from './pace'
import type { Past } from './past'
import type { PreviewSource } from './preview'
import type { Answer, Ask } from './questions'
import type { Tables } from './tables'
import type { Viewed, Work } from './work'

/** The state of a session at the time of a question. */
export interface QuestionContext {
  readonly work: Work | undefined
  /** The model and data to be trained, also if that would exceed the available memory. */
  readonly candidate: TrainingCandidate | undefined
  /** The document's data, as read. */
  readonly read: PreviewSource | undefined
  /** The work with the weights that are shown, which may be those of an earlier epoch. */
  readonly shown: Viewed | undefined
  readonly worst: Worst
  /** The thread that answers questions on copies of the weights. */
  readonly analyst: RemoteAnalyst | undefined
  /** Whether training runs. */
  readonly running: boolean
  readonly past: Past
  readonly tables: Tables
  readonly registry: NodeRegistry
  readonly pace: Pace
  readonly learned: () => LearnedState
  readonly write: (asked: Ask<'write'>) => Answer<'write'>
  readonly lives: LiveRuns
}
