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

/** What the editor says to the engine's worker. Every message answers to the newest `revision` it has seen. */
export type Command =
  /**
   * A document to work on. `fresh`: a new one, forget everything; otherwise weights that still fit by name and
   * shape are kept and a run that was going goes on. `table`: the one that is the document's data file;
   * `unread`: there is none because the person has stopped its reading; `back`: an edit is taken back or made again,
   * and weights that it had left no place for are there again. `restored`: an edit of what is stored, with the
   * parameters whose weights it has changed or removed; these become what the document says, stored or drawn, whatever was learned of them.
   */
  | { kind: 'load'; revision: number; document: GraphDocument; fresh: boolean; table?: number; unread?: boolean; back?: boolean; restored?: readonly string[] }
  | TableCommand
  | { kind: 'play' }
  | { kind: 'pause' }
  /** One update. */
  | { kind: 'step' }
  /** Goes back to where training stood: weights that fit by name and size, and all of it where the network is the same. A run that was going goes on from there. */
  | { kind: 'restore'; checkpoint: Checkpoint }
  /** The weights of these nodes and wires as the document has them, or drawn anew; what the rest has learned stays. */
  | { kind: 'redraw'; owners: readonly string[] }
  /** Weights drawn anew from the seed (or from the document's), epoch 0. */
  | { kind: 'reset' }
  /** Updates a second; null for as fast as it goes. */
  | { kind: 'speed'; updatesPerSecond: number | null }
  /** Fused multiply-add from now on, where the machine has it; what has been learned stays, an epoch under way begins anew. */
  | { kind: 'fast-math'; on: boolean }
  /** What somebody has begun and ceased to look at; nothing else is computed and sent. */
  | { kind: 'watch'; add: readonly Query[]; drop: readonly Query[] }
  /** The moment at which all that is watched stands from now on; null for that of the training. */
  | { kind: 'hold'; at: Moment | null }
  /** The screen has drawn frame `n` and can take another. */
  | { kind: 'drawn'; frame: number }
  /** A question of `questions.ts`: answered, refused by a failure, or taken back by `cancel`, under the same number. */
  | { kind: 'ask'; request: number; question: Question }
  /** Nobody waits for the answer any more. */
  | { kind: 'cancel'; request: number }

/** A table file; the sender chooses a number for it that it has not used. Its pieces, and what comes of it, are questions. */
export type TableCommand =
  | { kind: 'table-begin'; table: number; path: string /** Absent: told by the name and the text. */; format?: TableFormat | undefined; options?: ReadOptions }
  | { kind: 'table-drop'; table: number }

export type RunStatus = 'empty' | 'blocked' | 'ready' | 'running' | 'paused' | 'done' | 'failed'

/** A part's scores in short: a report is kept for every epoch. */
type PartReport = Omit<PartScore, 'outputs' | 'task'>

/** What compiling found, for the canvas, the inspector and the Problems list. */
export interface CompiledMessage {
  readonly kind: 'compiled'
  readonly revision: number
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly parameters: { readonly trainable: number; readonly fixed: number }
  /** Units by node id; a node whose size is not known is absent. */
  readonly sizes: Readonly<Record<string, number>>
  /** Node ids of each group, in the order in which they run. */
  readonly groups: readonly (readonly string[])[]
  /** Edge id to the shape of its weights. */
  readonly shapes: Readonly<Record<string, readonly number[]>>
  readonly columns: readonly string[]
  /** Weights of the document that were not kept by this load because name or shape changed. */
  readonly dropped: readonly string[]
}

export interface StateMessage {
  readonly kind: 'state'
  readonly status: RunStatus
  readonly epoch: number
  readonly epochs: number
  readonly update: number
  readonly updatesPerSecond: number
  /** Whether the part of an epoch before an undone step is run once more; nothing else changes meanwhile. */
  readonly catchingUp: boolean
  /** Threads that train the network now, and those that would where it is worth it. */
  readonly threads: { readonly used: number; readonly available: number }
  /** Whether products and their sums are rounded once, and whether this machine could. */
  readonly fastMath: { readonly used: boolean; readonly available: boolean }
  /** Why a run failed: the first value that is not finite, with node, wire and step. */
  readonly problem?: Problem
  /** Of a run that has come to its end: whether before all its epochs, and the epoch of the weights, the best one where the document says that these are kept. */
  readonly ended?: { readonly early: boolean; readonly epoch: number }
  /** What tells apart, to the last bit, what is learned from all else that could have been; absent while it changes, empty where nothing is learned. */
  readonly learned?: string
  /** Parameters whose values are other than their settings draw, so that these have no effect on them; absent while it changes. */
  readonly overrides?: readonly string[]
}

/** After each epoch. */
export interface ReportMessage extends EpochReport {
  readonly kind: 'report'
  readonly parts?: Partial<Record<Part, PartReport>>
}

/**
 * A picture of what is watched, at the screen's pace; the next one waits for `drawn`. By the key of each query: what has
 * not changed since the last frame is left out.
 */
export interface FrameMessage {
  readonly kind: 'frame'
  readonly frame: number
  readonly seen: ReadonlyMap<string, Seen>
}

/** How far the work on a question is, 0 to 1. */
interface ProgressMessage {
  readonly kind: 'progress'
  readonly request: number
  readonly done: number
}

export type AnswerMessage = {
  [K in QuestionKind]: { readonly kind: 'answer'; readonly of: K; readonly request: number; readonly answer: Answer<K> }
}[QuestionKind]

/** Why a question has no answer. */
export interface FailureMessage {
  readonly kind: 'failure'
  readonly of: QuestionKind
  readonly request: number
  readonly problem: Problem
}

export type Message = CompiledMessage | StateMessage | ReportMessage | FrameMessage | ProgressMessage | AnswerMessage | FailureMessage
