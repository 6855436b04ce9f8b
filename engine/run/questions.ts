import type { FixedPoint } from '../analyze'
import type { Problem } from '../base/problem'
import type { TableAccount } from '../data/account'
import type { ColumnChange } from '../data/account-column'
import type { Column } from '../data/column'
import type { Axis, Part } from '../data/types'
import type { TableReading } from '../data/table'
import type { AlgorithmSpec, FittedColumn, StoredTensor } from '../document/types'
import type { ForecastScore } from '../forecast/score'
import type { ExportFile } from '../export/file'
import type { RunningFormat } from '../export/formats'
import type { Imported } from '../import'
import type { GradientCheck } from '../learn/check/gradient-check'
import type { Checkpoint } from '../learn/train/checkpoint'
import type { LiveOptions } from './live-view'
import type { Moment } from './moment'

/** For questions without parameters. */
type Bare = Readonly<Record<never, never>>

/**
 * The questions to the engine, with the types of their parameters and answers. Add a new one here, and its answerer in
 * `answers.ts`.
 */
interface Questions {
  /** The weights to be stored. */
  weights: { ask: Bare; answer: WeightsAnswer }
  /** The weights as they would be stored, now (null) or after an epoch; undefined if nothing is trained, or its state is not kept. */
  'weights-after': { ask: { readonly epoch: number | null }; answer: WeightsAfter | undefined }
  /** A checkpoint of training; undefined if nothing can be trained. */
  checkpoint: { ask: Bare; answer: Checkpoint | undefined }
  /** A trainable parameter after each kept epoch; undefined if it is not trainable or no epoch is kept. With `epoch`, also its difference from then; with `entries`, also their values over epochs, by flat indices in its full shape. */
  'weights-course': { ask: { readonly name: string; readonly epoch?: number; readonly entries?: readonly number[] }; answer: WeightsCourse | undefined }
  /** The mean of a port over the steps of a sequence, by kept epoch and unit: for a gate, how far it is open. Computed in pieces, on a copy. */
  'port-course': { ask: Omit<Moment, 'step'> & { readonly port: string }; answer: PortCourse | undefined }
  /** The checkpoint after an epoch; undefined if it is not kept. */
  past: { ask: { readonly epoch: number }; answer: Checkpoint | undefined }
  /**
   * At most 256 rows of the data as read, and the course of one column. `table`: a table other than the document's
   * data.
   */
  preview: { ask: { readonly first: number; readonly rows: number; readonly course: string | null; readonly table?: number }; answer: PreviewAnswer }
  /**
   * Edits entries of one parameter, by flat indices in its full shape. Refused during training, which would overwrite
   * them, unless they restore former values; undefined if refused.
   */
  write: { ask: { readonly name: string; readonly indices: Uint32Array; readonly change: WeightChange }; answer: ChangedEntries | undefined }
  /**
   * Compares the gradients of the current network by BPTT, RTRL and central differences, on a sample of the training
   * part drawn with `seed` (0). Takes a few seconds at most, piece by piece, so that training continues.
   */
  'gradient-check': { ask: { readonly seed?: number }; answer: GradientCheckAnswer }
  /** The network with its current weights, in another program's format; `state`: of ONNX, whether states have no defaults. */
  export: { ask: { readonly format: RunningFormat; readonly state?: boolean }; answer: ExportAnswer }
  /** Converts a model of another program to a document, without positions. */
  import: { ask: { readonly name: string; readonly bytes: Uint8Array }; answer: ImportAnswer }
  /**
   * Fixed and slow points of the step with a constant input, searched in pieces: that of a step of the sequence, its
   * mean, or zeros. With `field`, for a state of two units, also F on a grid between these corners.
   */
  'fixed-points': {
    ask: {
      readonly part: Part
      readonly sequence: number | 'worst'
      readonly input: 'zero' | 'mean' | number
      readonly starts?: number
      readonly seed?: number
      readonly field?: { readonly low: readonly [number, number]; readonly high: readonly [number, number]; readonly points: number }
    }
    answer: FixedPointsAnswer
  }
  /**
   * Predicts beyond the data from the network's own outputs, with the current weights; undefined if it does not
   * run. `sequence` counts through the training, validation and test part; `text` replaces it by a typed text. `table`
   * has the rows of inputs that no output feeds. By default a series is continued from its test part on.
   */
  forecast: {
    ask: {
      readonly sequence?: number | undefined
      readonly text?: string | undefined
      readonly from?: number | undefined
      readonly steps?: number | undefined
      /** Paths with the errors of the validation part, for the bands. */
      readonly paths?: number | undefined
      readonly temperature?: number | undefined
      readonly seed?: number | undefined
      readonly table?: number | undefined
      /** The epoch whose weights forecast, if its state is kept; the newest by default. */
      readonly epoch?: number | undefined
      /** Whether to write the table of `unfold forecast --out`. */
      readonly csv?: boolean
    }
    answer: ForecastAnswer | undefined
  }
  /** Memory and work of BPTT and of each variant of RTRL. */
  costs: { ask: Bare; answer: CostsAnswer }
  /**
   * Runs the network on rows as they arrive instead of the document's data; returns the problems that prevent it. A pause
   * ends it.
   */
  live: { ask: LiveOptions; answer: readonly Problem[] }
  /** Sends text of the file that the live run follows; `anew` if the file was replaced or truncated. Answered with the number of waiting lines; null without a live run. */
  'live-text': { ask: { readonly text: string; readonly anew: boolean }; answer: number | null }
  /** Transfers the next bytes of a table. */
  'table-piece': { ask: { readonly table: number; readonly bytes: Uint8Array }; answer: TableProgress }
  /** Ends a table. */
  'table-end': { ask: { readonly table: number }; answer: TableAnswer }
  /** The account of a table that was read, with the user's decisions about its columns. */
  'table-account': { ask: { readonly table: number; readonly changes: Readonly<Record<number, ColumnChange>> }; answer: TableAnswer }
}

export type QuestionKind = keyof Questions
export type Ask<K extends QuestionKind> = Questions[K]['ask']
export type Answer<K extends QuestionKind> = Questions[K]['answer']
export type Question<K extends QuestionKind = QuestionKind> = { [Q in K]: { readonly kind: Q } & Ask<Q> }[K]

/** The progress of a question, 0 to 1, or its answer, which comes last. */
export type Reply<A> = { readonly done: number } | { readonly answer: A }

/** A change of weights: one value, a factor, or a value for each. */
export type WeightChange =
  | { readonly kind: 'set'; readonly value: number }
  | { readonly kind: 'scale'; readonly factor: number }
  | { readonly kind: 'values'; readonly values: Float64Array }

export interface WeightsAnswer {
  /**
   * Weights that were given, trained or edited, without initial ones; undefined if only the document's stored weights
   * are known.
   */
  readonly weights: Record<string, StoredTensor> | undefined
  /** Identifies these weights, as `StateMessage.learned`. */
  readonly identity: string
  readonly fitted: { columns?: Record<string, FittedColumn> } | undefined
  readonly epoch: number
}

export type WeightsAfter = Required<Pick<WeightsAnswer, 'fitted' | 'epoch'>> & { readonly weights: Record<string, StoredTensor> }

export interface PreviewColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  /** What a column of text has been read as, for the axis. */
  readonly timed?: 'dates' | 'times'
  readonly missing: number
  /** Over the values that are not missing. */
  readonly minimum?: number
  readonly maximum?: number
  readonly mean?: number
  /** Number of different texts. */
  readonly categories?: number
  /** Inputs and outputs that use the column. */
  readonly nodes: readonly string[]
}

/** Progress of reading a table. */
export interface TableProgress {
  readonly bytes: number
  readonly rows: number
  /** Whether the table has an error that nothing further can repair, so that no more needs to be sent. */
  readonly refused: boolean
}

/** A table that was read to its end. */
export interface TableAnswer {
  readonly table: number
  readonly rows: number
  readonly cells: number
  readonly columns: readonly string[]
  readonly kinds: readonly Column['kind'][]
  /** How it was read and could be used for learning; absent if there are errors. */
  readonly account?: TableAccount
  /** The keys for the document's data with which the file is read in the same way. */
  readonly keys?: TableReading['keys']
  readonly errors: readonly Problem[]
}

/** Rows of the document's data as read, before any encoding. */
export interface PreviewAnswer {
  readonly rows: number
  readonly first: number
  /** At most 256. */
  readonly columns: readonly PreviewColumn[]
  readonly columnCount: number
  /** By row, then by column; null if missing. */
  readonly cells: readonly (readonly (number | string | null)[])[]
  /** The unit of the split, the ends of its parts, and the total. */
  readonly split: { readonly unit: 'rows' | 'sequences'; readonly total: number; readonly ends: readonly [number, number, number] }
  /** Lowest and highest value of every `stride` rows of a numeric column, NaN if all are missing. */
  readonly course?: { readonly column: string; readonly stride: number; readonly low: Float32Array; readonly high: Float32Array }
}

/** The changed entries, by flat index, with their values before and after. */
export interface ChangedEntries {
  readonly indices: Uint32Array
  readonly before: Float64Array
  readonly after: Float64Array
}

/** Comparison of the gradients of the current network. */
export interface GradientCheckAnswer {
  /** Absent if nothing could be compared: the network does not run, or a value is not finite (`problem`). */
  readonly check?: GradientCheck
  readonly problem?: Problem
}

/** An imported model, or why it could not be read. */
export interface ImportAnswer {
  readonly imported?: Imported
  readonly problem?: Problem
}

/** The files of an export; absent if the network does not run. */
export interface ExportAnswer {
  readonly files?: readonly ExportFile[]
  readonly problem?: Problem
}

/** Memory and work of an algorithm, computed before a run. */
export interface AlgorithmCost {
  readonly algorithm: AlgorithmSpec
  /** Bytes of a run, and of the state that is carried from step to step. */
  readonly bytes: number
  readonly carried: number
  /** Multiply-adds per step and sequence, without the forward pass. */
  readonly operations: number
}

/** Empty if the document does not compile, or if data are missing. */
export interface CostsAnswer {
  /** Number of sequences side by side, and length of the longest. */
  readonly sequences: number
  readonly longest: number
  /** Bytes above which a run is refused. */
  readonly limit: number
  readonly costs: readonly AlgorithmCost[]
}

/** A port over the kept epochs, at most 100 of them. */
export interface PortCourse {
  readonly epochs: Int32Array
  readonly units: number
  /** By epoch and unit. */
  readonly means: Float64Array
}

/** A parameter over the kept epochs. */
export interface WeightsCourse {
  readonly epochs: Int32Array
  /** Numbers of entries by epoch and bin, of equal width from −reach to reach. */
  readonly counts: Uint32Array
  readonly bins: number
  readonly reach: number
  /** By epoch: √Σw², and √Σ(w − now)². */
  readonly norms: Float64Array
  readonly distances: Float64Array
  /** The asked entries by epoch; absent if none was asked for. */
  readonly values?: Float64Array
  /** √Σw² of the newest weights. */
  readonly norm: number
  /** The newest weights minus those of the asked epoch; absent for sparse and very large parameters. */
  readonly difference?: { readonly rows: number; readonly columns: number; readonly values: Float32Array }
}

/** Fixed points and slow points of the state. */
export interface FixedPointsAnswer {
  readonly points: readonly FixedPoint[]
  /** F(s) at points × points states of two units, row by row from the lower corner. */
  readonly field?: Float64Array
}

/** A forecast in the units of the data. */
export interface ForecastAnswer {
  /** The epoch of its weights. */
  readonly epoch: number
  /** The sequence, the number of sequences, its name in the data, and its length. */
  readonly sequence: number
  readonly sequences: number
  readonly id?: string
  readonly length: number
  /** Its first step in closed loop, and the number of steps. */
  readonly from: number
  readonly steps: number
  /** Number of paths behind the bands; `bandless` says why there are none. */
  readonly paths: number
  readonly bandless?: Problem
  /** Inputs that no output feeds. */
  readonly open: readonly string[]
  /** [first, end) steps of each part of the sequence. */
  readonly parts: readonly { readonly part: Part; readonly first: number; readonly end: number }[]
  readonly axis?: Axis
  /** Step of the first entry of all curves, which are of equal length. */
  readonly first: number
  readonly curves: readonly ForecastCurve[]
  readonly scores: readonly ForecastScore[]
  /** For categories: the predicted text, the text before it, and the true text. */
  readonly text?: { readonly kind: 'characters' | 'categories'; readonly before: string; readonly written: string; readonly truth?: string }
  readonly csv?: string
}

/** One unit of an output around a forecast; NaN where there is no value. */
export interface ForecastCurve {
  readonly output: string
  readonly column: string
  readonly ahead: number
  /** Position of each step on the axis of the data; its index without an axis. */
  readonly labels: Float64Array
  readonly target: Float64Array
  /** The output with true inputs and, where `teacherForcing` says so, true targets. */
  readonly forced: Float64Array
  /** Begins one step before the closed loop, with the last output over the data. */
  readonly forecast: Float64Array
  readonly bands: readonly { readonly share: number; readonly low: Float64Array; readonly high: Float64Array }[]
}
