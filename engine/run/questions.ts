import type { Problem } from '../base/problem'
import type { ColumnChange, TableAccount } from '../data/account'
import type { Column } from '../data/column'
import type { TableReading } from '../data/table'
import type { AlgorithmSpec, FittedColumn, StoredTensor } from '../document/types'
import type { ExportFile } from '../export/file'
import type { RunningFormat } from '../export/formats'
import type { GradientCheck } from '../learn/check/gradient-check'
import type { Checkpoint } from '../learn/train/checkpoint'

/** Nothing but its kind is part of a question. */
type Bare = Readonly<Record<never, never>>

/**
 * What can be asked of the engine, with what each question carries and what answers it. A new question has its entry
 * here and its answerer in `answers.ts`.
 */
interface Questions {
  /** The weights as they are to be stored. */
  weights: { ask: Bare; answer: WeightsAnswer }
  /** Where training stands; undefined where nothing can be trained. */
  checkpoint: { ask: Bare; answer: Checkpoint | undefined }
  /**
   * Rows of the data as they were read, at most 256, and the course of one column. `table`: of one that is not the
   * document's data.
   */
  preview: { ask: { readonly first: number; readonly rows: number; readonly course: string | null; readonly table?: number }; answer: PreviewAnswer }
  /**
   * Changes entries of one parameter by hand, by their flat indices in its full shape. Refused while training, which
   * would go over them at once, but for values that are given back; undefined where it is refused.
   */
  write: { ask: { readonly name: string; readonly indices: Uint32Array; readonly change: WeightChange }; answer: Written | undefined }
  /**
   * Compares the gradients of the network as it stands, by BPTT, RTRL and central differences, on a sample of the
   * training part that is drawn with `seed` (0). Takes a few seconds at most, piece by piece, so that training goes on.
   */
  'gradient-check': { ask: { readonly seed?: number }; answer: GradientCheckAnswer }
  /** The network with its weights as they are, in a format of another program. */
  export: { ask: { readonly format: RunningFormat }; answer: ExportAnswer }
  /** What RTRL in each variant and BPTT would take. */
  costs: { ask: Bare; answer: CostsAnswer }
  /** Gives the next bytes of a table, for good. */
  'table-piece': { ask: { readonly table: number; readonly bytes: Uint8Array }; answer: TableProgress }
  /** Ends a table. */
  'table-end': { ask: { readonly table: number }; answer: TableAnswer }
  /** The account of a table that was read, with what a person has decided of its columns. */
  'table-account': { ask: { readonly table: number; readonly changes: Readonly<Record<number, ColumnChange>> }; answer: TableAnswer }
}

export type QuestionKind = keyof Questions
export type Ask<K extends QuestionKind> = Questions[K]['ask']
export type Answer<K extends QuestionKind> = Questions[K]['answer']
export type Question<K extends QuestionKind = QuestionKind> = { [Q in K]: { readonly kind: Q } & Ask<Q> }[K]

/** How far the work on a question is, 0 to 1, or its answer, which comes last. */
export type Reply<A> = { readonly done: number } | { readonly answer: A }

/** What becomes of weights: one value, a multiple of each, or a value for each. */
export type WeightChange =
  | { readonly kind: 'set'; readonly value: number }
  | { readonly kind: 'scale'; readonly factor: number }
  | { readonly kind: 'values'; readonly values: Float64Array }

export interface WeightsAnswer {
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
export interface TableProgress {
  readonly bytes: number
  readonly rows: number
  /** Something is wrong that nothing that follows can mend; more need not be sent. */
  readonly refused: boolean
}

/** A table that was read to its end. */
export interface TableAnswer {
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
export interface PreviewAnswer {
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

/** The entries that were changed, by their flat indices, with their values before and after. */
export interface Written {
  readonly indices: Uint32Array
  readonly before: Float64Array
  readonly after: Float64Array
}

/** How the three gradients of the network as it stands compare. */
export interface GradientCheckAnswer {
  /** Absent where nothing could be compared: no network that runs, or a value that is not finite (`problem`). */
  readonly check?: GradientCheck
  readonly problem?: Problem
}

/** The files of an export; neither where there is no network that runs. */
export interface ExportAnswer {
  readonly files?: readonly ExportFile[]
  readonly problem?: Problem
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
export interface CostsAnswer {
  /** Sequences side by side, and the steps of the longest. */
  readonly sequences: number
  readonly longest: number
  /** Bytes above which a run is refused. */
  readonly limit: number
  readonly costs: readonly AlgorithmCost[]
}
