import type { Problem } from '../base/problem'
import type { AlgorithmSpec, GraphDocument, StoredTensor, FittedColumn } from '../document/types'
import type { Column } from '../data/column'
import type { ColumnChange, TableAccount } from '../data/account'
import type { TableFormat } from '../data/read'
import type { ReadOptions, TableReading } from '../data/table'
import type { Axis, Part } from '../data/types'
import type { Checkpoint } from '../learn/train/checkpoint'
import type { GradientCheck } from '../learn/check/gradient-check'
import type { ExportFile } from '../export/file'
import type { RunningFormat } from '../export/formats'
import type { PartScore } from '../learn/evaluate/measures/scores'
import type { EpochReport } from '../learn/train/progress'

/** What the editor says to the engine's worker. Every message answers to the newest `revision` it has seen. */
export type Command =
  /**
   * A document to work on. `fresh`: a new one, forget everything; otherwise weights that still fit by name and
   * shape are kept and a run that was going goes on. `table`: the one that is the document's data file;
   * `unread`: there is none because the person has stopped its reading; `back`: an edit is taken back or made again,
   * and weights that it had left no place for are there again. `restored`: parameters whose stored weights this edit has
   * changed or removed; these become what the document says, stored or drawn, whatever was learned of them.
   */
  | { kind: 'load'; revision: number; document: GraphDocument; fresh: boolean; table?: number; unread?: boolean; back?: boolean; restored?: readonly string[] }
  | TableCommand
  | { kind: 'play' }
  | { kind: 'pause' }
  /** One update. */
  | { kind: 'step' }
  /** Asks for where training stands; answered under the same kind. */
  | { kind: 'checkpoint'; request: number }
  /** Goes back to where training stood: weights that fit by name and size, and all of it where the network is the same. A run that was going goes on from there. */
  | { kind: 'restore'; checkpoint: Checkpoint }
  /** The weights of these nodes and wires as the document has them, or drawn anew; what the rest has learned stays. */
  | { kind: 'redraw'; owners: readonly string[] }
  /**
   * Changes entries of one parameter by hand, told by their flat indices in its full shape; answered under the same
   * kind. Refused while training, which would go over them at once, but for values that are given back.
   */
  | { kind: 'write'; request: number; name: string; indices: Uint32Array; change: WeightChange }
  /** Weights drawn anew from the seed (or from the document's), epoch 0. */
  | { kind: 'reset' }
  /** Updates a second; null for as fast as it goes. */
  | { kind: 'speed'; updatesPerSecond: number | null }
  /** Fused multiply-add from now on, where the machine has it; what has been learned stays, an epoch under way begins anew. */
  | { kind: 'fast-math'; on: boolean }
  /** The screen has drawn frame `n` and can take another. */
  | { kind: 'drawn'; frame: number }
  /** Asks for the weights as they are to be stored; answered by `weights` with the same `request`. */
  | { kind: 'weights'; request: number }
  /**
   * Asks for rows of the data as they were read, at most 256, and for the course of one column; answered by `preview`.
   * `table`: one that is not the document's data.
   */
  | { kind: 'preview'; request: number; first: number; rows: number; course: string | null; table?: number }
  /** Asks for the values of one parameter, and for the eigenvalues of a square matrix; answered by `parameter`. */
  | { kind: 'parameter'; request: number; name: string; eigenvalues: boolean }
  /**
   * Compares the gradients of the network as it stands, by BPTT, RTRL and central differences, on a sample of the
   * training part that is drawn with `seed` (0); answered under the same kind, with `gradient-progress` on the way.
   * Takes a few seconds at most, piece by piece, so that training goes on.
   */
  | { kind: 'gradient-check'; request: number; seed?: number }
  /** Asks for the network with its weights as they are, in a format of another program; answered under the same kind. */
  | { kind: 'export'; request: number; format: RunningFormat }
  /** Asks what RTRL in each variant and BPTT would take; answered by `costs`. */
  | { kind: 'costs'; request: number }

/**
 * A table file in pieces; the sender chooses a number for it that it has not used. Each piece is answered by
 * `table-progress`, the end by `table`, dropping it, at any time, by nothing.
 */
export type TableCommand =
  | { kind: 'table-begin'; table: number; path: string; /** Absent: told by the name and the text. */ format?: TableFormat | undefined; options?: ReadOptions }
  | { kind: 'table-piece'; table: number; bytes: Uint8Array }
  | { kind: 'table-end'; table: number }
  /** Asks again for the account of a table that was read, with what a person has decided of its columns; answered by `table`. */
  | { kind: 'table-account'; table: number; changes: Readonly<Record<number, ColumnChange>> }
  | { kind: 'table-drop'; table: number }

/** What becomes of weights: one value, a multiple of each, or a value for each. */
export type WeightChange =
  | { readonly kind: 'set'; readonly value: number }
  | { readonly kind: 'scale'; readonly factor: number }
  | { readonly kind: 'values'; readonly values: Float64Array }

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

/** How well each part is met by the weights after an epoch, output by output. */
export interface Scores {
  readonly epoch: number
  readonly parts: Partial<Record<Part, PartScore>>
}

/** After each epoch. */
export interface ReportMessage extends EpochReport {
  readonly kind: 'report'
  readonly parts?: Partial<Record<Part, PartReport>>
}

/** One unit of an output step by step, in the units of the data. */
export interface Course {
  /** Length of every array here. NaN where there is nothing; a prediction has nothing during the washout. */
  readonly target: Float32Array
  readonly prediction: Float32Array
  /** Place of each step on the axis of the data; its index where there is none. */
  readonly labels: Float64Array
  /** What the labels are; absent where steps are only counted. */
  readonly axis?: Axis | undefined
  /** [first, end) steps of each part. */
  readonly parts: readonly { readonly part: Part; readonly first: number; readonly end: number }[]
}

/** The course of a unit over the whole series, or over the first sequence to be judged. */
export interface PredictionTrace extends Course {
  readonly kind: 'course'
  readonly output: string
  readonly column: string
  /** Every step from shortly before those to be judged on; where the whole is too long to tell its steps apart. */
  readonly close?: Course
}

/** Classes of an output over the first steps to be judged: `units` values a step, step by step. */
export interface PatternTrace {
  readonly kind: 'pattern'
  readonly output: string
  /** Of each unit: its category or column. */
  readonly names: readonly string[]
  readonly units: number
  readonly steps: number
  /** Place of each step on the axis of the data; its index where there is none. */
  readonly labels: Float64Array
  readonly axis?: Axis | undefined
  readonly part: Part
  /** NaN where a step has no target. */
  readonly target: Float32Array
  readonly prediction: Float32Array
}

export type Prediction = PredictionTrace | PatternTrace

/** A sample of what is going on, at the screen's pace; the next one waits for `drawn`. */
export interface FrameMessage {
  readonly kind: 'frame'
  readonly frame: number
  readonly epoch: number
  /** Step in the sequence that the newest column shows. */
  readonly step: number
  /**
   * By node id, and a gate's opening by `node.port`: units × steps, column by column, oldest first, at most 64 of each.
   * `room`: as many columns as there will be further on in the sequence.
   */
  readonly signals: Readonly<Record<string, { readonly units: number; readonly steps: number; readonly room: number; readonly values: Float32Array }>>
  /** By edge id: the Frobenius norm of its weights, √(Σ w²), as everywhere else. */
  readonly norms: Readonly<Record<string, number>>
  /** By edge id: how large its weights are one by one, √(Σ w² / entries). */
  readonly strengths: Readonly<Record<string, number>>
  /** Of the steps that `signals` show, where they are of the one series that is trained on and the data has an axis. */
  readonly labels?: Float64Array
  readonly axis?: Axis | undefined
  readonly predictions?: readonly Prediction[]
  readonly scores?: Scores
}

export interface CheckpointMessage {
  readonly kind: 'checkpoint'
  readonly request: number
  /** Absent where nothing can be trained. */
  readonly checkpoint?: Checkpoint
}

export interface WeightsMessage {
  readonly kind: 'weights'
  readonly request: number
  /** Those that were given, learned or written by hand, and none that are drawn anyway; undefined where nothing is known but what the document stores. */
  readonly weights: Record<string, StoredTensor> | undefined
  /** Of these weights, as in `StateMessage.learned`. */
  readonly identity: string
  readonly fitted: { columns?: Record<string, FittedColumn> } | undefined
  readonly epoch: number
}

export interface PreviewColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  readonly missing: number
  /** Of numbers that are there. */
  readonly minimum?: number
  readonly maximum?: number
  readonly mean?: number
  /** How many different texts. */
  readonly categories?: number
  /** Inputs and outputs that use it. */
  readonly nodes: readonly string[]
}

/** How far a table has been read. */
export interface TableProgressMessage {
  readonly kind: 'table-progress'
  readonly table: number
  readonly bytes: number
  readonly rows: number
  /** Something is wrong that nothing that follows can mend; more need not be sent. */
  readonly refused: boolean
}

/** A table that was read to its end. */
export interface TableMessage {
  readonly kind: 'table'
  readonly table: number
  readonly rows: number
  readonly cells: number
  readonly columns: readonly string[]
  readonly kinds: readonly Column['kind'][]
  /** How it was read and could be learned from; absent where there are errors. */
  readonly account?: TableAccount
  /** What the document's data says so that the file is read in the same way. */
  readonly keys?: TableReading['keys']
  readonly errors: readonly Problem[]
}

/** The document's data as it was read, before any encoding: a window on its rows. */
export interface PreviewMessage {
  readonly kind: 'preview'
  readonly request: number
  readonly rows: number
  readonly first: number
  /** At most 256 of them. */
  readonly columns: readonly PreviewColumn[]
  readonly columnCount: number
  /** By row, then by column; null where a cell is missing. */
  readonly cells: readonly (readonly (number | string | null)[])[]
  /** What the split deals out, where its parts end, and how many there are. */
  readonly split: { readonly unit: 'rows' | 'sequences'; readonly total: number; readonly ends: readonly [number, number, number] }
  /** Lowest and highest value of each run of `stride` rows of a column of numbers, NaN where all are missing. */
  readonly course?: { readonly column: string; readonly stride: number; readonly low: Float32Array; readonly high: Float32Array }
}

export interface ParameterFacts {
  readonly name: string
  readonly shape: readonly number[]
  readonly trainable: boolean
}

/** One parameter as it is now. */
export interface ParameterMessage {
  readonly kind: 'parameter'
  readonly request: number
  /** All that there are, at most 1,000. */
  readonly parameters: readonly ParameterFacts[]
  /** Absent where there is none of that name. */
  readonly found?: ParameterFacts & {
    /** Rows × columns, zeros outside a sparse mask; every `stride`-th row and column of a matrix that is too large to show. */
    readonly rows: number
    readonly columns: number
    readonly stride: number
    readonly values: Float32Array
    /** Of a sparse matrix: 1 where there is an entry. */
    readonly mask?: Uint8Array
    readonly minimum: number
    readonly maximum: number
    readonly mean: number
    readonly deviation: number
    /** √Σw². */
    readonly norm: number
    /** Entries by value: bins of equal width from −reach to reach. */
    readonly histogram: { readonly reach: number; readonly counts: readonly number[] }
    /** Real and imaginary parts in turn, of a square matrix of at most 256 rows, where they were asked for. */
    readonly eigenvalues?: Float64Array
  }
}

export interface WriteMessage {
  readonly kind: 'write'
  readonly request: number
  /** The entries that were changed, by their flat indices, with their values before and after; absent where it was refused. */
  readonly written?: { readonly indices: Uint32Array; readonly before: Float64Array; readonly after: Float64Array }
}

/** How the three gradients of the network as it stands compare. */
export interface GradientCheckMessage {
  readonly kind: 'gradient-check'
  readonly request: number
  /** Absent where nothing could be compared: no network that runs, or a value that is not finite (`problem`). */
  readonly check?: GradientCheck
  readonly problem?: Problem
}

/** The files of an export; neither where there is no network that runs. */
export interface ExportMessage {
  readonly kind: 'export'
  readonly request: number
  readonly files?: readonly ExportFile[]
  readonly problem?: Problem
}

/** The share of a gradient check that is done. */
interface GradientProgressMessage {
  readonly kind: 'gradient-progress'
  readonly request: number
  /** 0 to 1. */
  readonly done: number
}

/** What an algorithm takes, known before a run. */
export interface AlgorithmCost {
  readonly algorithm: AlgorithmSpec
  /** Memory of a run in bytes, and what of it is carried from step to step. */
  readonly bytes: number
  readonly carried: number
  /** Multiply-adds a step and sequence, those of the network's own run left out. */
  readonly operations: number
}

/** None where the document does not compile, or where its data is missing. */
export interface CostsMessage {
  readonly kind: 'costs'
  readonly request: number
  /** Sequences side by side, and the steps of the longest. */
  readonly sequences: number
  readonly longest: number
  /** Bytes above which a run is refused. */
  readonly limit: number
  readonly costs: readonly AlgorithmCost[]
}

/** The answer to a command that could not be carried out: what was asked, by its number or that of its table, and why not. */
export interface FailureMessage {
  readonly kind: 'failure'
  readonly of: Command['kind']
  readonly request?: number
  readonly table?: number
  readonly problem: Problem
}

export type Message =
  | CompiledMessage | StateMessage | ReportMessage | FrameMessage | WeightsMessage | CheckpointMessage | PreviewMessage | ParameterMessage | WriteMessage
  | GradientCheckMessage | GradientProgressMessage | CostsMessage | ExportMessage | TableProgressMessage | TableMessage | FailureMessage
