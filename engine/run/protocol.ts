import type { Poke } from '../analyze/poke'
import type { Problem } from '../base/problem'
import type { TableFormat } from '../data/read'
import type { ReadOptions } from '../data/table'
import type { Part } from '../data/types'
import type { GraphDocument } from '../document/types'
import type { PartScore } from '../learn/evaluate/measures/scores'
import type { Checkpoint } from '../learn/train/checkpoint'
import type { EpochReport } from '../learn/train/progress'
import type { Moment } from './moment'
import type { Answer, Question, QuestionKind } from './questions'
import type { Query, Seen } from './streams'

/** Messages from the editor to the engine's worker. Each reply refers to the newest `revision` received. */
export type SessionCommand =
  /**
   * Loads a document. `fresh`: it is a new one, discard everything; otherwise weights that still fit by name and shape
   * are kept and a run in progress continues. `table`: the table that is the document's data file. `unread`: there is
   * none because the user cancelled reading it. `back`: the edit is an undo or redo, so weights that the edit displaced
   * are restored. `restored`: the edit changed stored weights of these parameters, which take the document's values,
   * stored or initial, whatever was learned.
   */
  | { kind: 'load'; revision: number; document: GraphDocument; fresh: boolean; table?: number; unread?: boolean; back?: boolean; restored?: readonly string[] }
  | TableCommand
  | { kind: 'play' }
  | { kind: 'pause' }
  /** Makes one update. */
  | { kind: 'step' }
  /**
   * Restores training from a checkpoint: weights that fit by name and size, or everything if the network is the same. A
   * run in progress continues from there.
   */
  | { kind: 'restore'; checkpoint: Checkpoint }
  /**
   * Restores the weights of these nodes, wires and parameters to those of the document, or initializes them; the others
   * keep what they learned.
   */
  | { kind: 'redraw'; owners: readonly string[] }
  /** Initializes weights from the seed (or takes the document's), at epoch 0. */
  | { kind: 'reset' }
  /** Sets the updates per second; null for full speed. */
  | { kind: 'speed'; updatesPerSecond: number | null }
  /** Switches fused multiply-add, if the processor has it. Keeps what was learned; the current epoch starts again. */
  | { kind: 'fast-math'; on: boolean }
  /** Adds and removes watched queries; only watched ones are computed and sent. */
  | { kind: 'watch'; add: readonly Query[]; drop: readonly Query[] }
  /** Sets the moment that all queries show; null to follow the training. */
  | { kind: 'hold'; at: Moment | null }
  /** Applies these changes by hand to everything that queries show. Training and scores do not change. */
  | { kind: 'poke'; pokes: readonly Poke[] }
  /** Pauses, and shows the weights after this epoch in all queries; null to show the newest again. */
  | { kind: 'look'; epoch: number | null }
  /** The screen has drawn a frame, of the session or of its analyst, and can take another one. */
  | { kind: 'drawn'; frame: number; analyst?: true }
  /**
   * Asks a question of `questions.ts`, which is answered, fails, or is cancelled by `cancel`, under the same number.
   */
  | { kind: 'ask'; request: number; question: Question }
  /** Cancels a question. */
  | { kind: 'cancel'; request: number }

/** Commands about table files; the sender chooses an unused number for each. Their pieces and results are questions. */
export type TableCommand =
  | { kind: 'table-begin'; table: number; path: string /** Recognized by name and text if absent. */; format?: TableFormat | undefined; options?: ReadOptions }
  | { kind: 'table-drop'; table: number }

export type RunStatus = 'empty' | 'blocked' | 'ready' | 'running' | 'paused' | 'done' | 'failed'

/** A part's scores without details, since a report is kept for every epoch. */
type PartReport = Omit<PartScore, 'outputs' | 'task'>

/** Results of compiling, for the canvas, the inspector and the list of problems. */
export interface CompiledMessage {
  readonly kind: 'compiled'
  readonly revision: number
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly parameters: { readonly trainable: number; readonly fixed: number }
  /** Units by node id, without nodes of unknown size. */
  readonly sizes: Readonly<Record<string, number>>
  /** Node ids of each group, in the order in which they run. */
  readonly groups: readonly (readonly string[])[]
  /** Shapes of weights by edge id. */
  readonly shapes: Readonly<Record<string, readonly number[]>>
  readonly columns: readonly string[]
  /** Weights of the document that this load did not keep, because name or shape changed. */
  readonly dropped: readonly string[]
}

export interface StateMessage {
  readonly kind: 'state'
  readonly status: RunStatus
  readonly epoch: number
  readonly epochs: number
  readonly update: number
  readonly updatesPerSecond: number
  /** Whether the start of an epoch is being replayed after an undo. */
  readonly catchingUp: boolean
  /** Threads that train the network, and those that would if it were worth it. */
  readonly threads: { readonly used: number; readonly available: number }
  /** Whether fused multiply-add is used, and whether this machine has it. */
  readonly fastMath: { readonly used: boolean; readonly available: boolean }
  /** Why a run failed: the first value that is not finite, with node, wire and step. */
  readonly problem?: Problem
  /**
   * For a finished run: whether it stopped early, and the epoch of the weights, which is the best one if the document
   * keeps that.
   */
  readonly ended?: { readonly early: boolean; readonly epoch: number }
  /** Identifies the trained state to the last bit; absent while it changes, empty if nothing is trained. */
  readonly learned?: string
  /**
   * Parameters whose values differ from what their settings would draw, so that these have no effect; absent while it
   * changes.
   */
  readonly overrides?: readonly string[]
}

/** What a run reports of an epoch. */
export interface RunReport extends EpochReport {
  readonly parts?: Partial<Record<Part, PartReport>>
}

/** The epochs since the last message: small networks train thousands per second, for which a message each would be slow. */
interface ReportsMessage {
  readonly kind: 'reports'
  readonly reports: readonly RunReport[]
}

/**
 * Results of watched queries, at the screen's pace; the next one waits for `drawn`. By the key of each query, without
 * those that have not changed since the last frame.
 */
export interface FrameMessage {
  readonly kind: 'frame'
  readonly frame: number
  /** Whether it comes from the analyst, which counts its own frames. */
  readonly analyst?: true
  readonly seen: ReadonlyMap<string, Seen>
}

/** Progress of a question, 0 to 1. */
interface ProgressMessage {
  readonly kind: 'progress'
  readonly request: number
  readonly done: number
}

export type AnswerMessage = {
  [K in QuestionKind]: { readonly kind: 'answer'; readonly of: K; readonly request: number; readonly answer: Answer<K> }
}[QuestionKind]

/** Why a question failed. */
export interface FailureMessage {
  readonly kind: 'failure'
  readonly of: QuestionKind
  readonly request: number
  readonly problem: Problem
}

export type Message = CompiledMessage | StateMessage | ReportsMessage | FrameMessage | ProgressMessage | AnswerMessage | FailureMessage
