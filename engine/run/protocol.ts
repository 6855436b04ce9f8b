import type { Problem } from '../base/problem'
import type { GraphDocument, StoredTensor, FittedColumn } from '../document/types'
import type { Part } from '../data/types'

/** What the editor says to the engine's worker. Every message answers to the newest `revision` it has seen. */
export type Command =
  /**
   * A document to work on. `fresh`: a new one, forget everything; otherwise weights that still fit by name and
   * shape are kept and a run that was going goes on. `files`: text of the data file by its path, when it changed.
   */
  | { kind: 'load'; revision: number; document: GraphDocument; fresh: boolean; files?: Record<string, string> }
  | { kind: 'play' }
  | { kind: 'pause' }
  /** One update. */
  | { kind: 'step' }
  /** Weights drawn anew from the seed (or from the document's), epoch 0. */
  | { kind: 'reset' }
  /** Updates a second; null for as fast as it goes. */
  | { kind: 'speed'; updatesPerSecond: number | null }
  /** The screen has drawn frame `n` and can take another. */
  | { kind: 'drawn'; frame: number }
  /** Asks for the weights as they are to be stored; answered by `weights` with the same `request`. */
  | { kind: 'weights'; request: number }

export type RunStatus = 'empty' | 'blocked' | 'ready' | 'running' | 'paused' | 'done' | 'failed'

export interface PartReport {
  readonly loss: number
  readonly rmse?: number
  readonly nrmse?: number
  readonly nmse?: number
  readonly accuracy?: number
}

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
  /** Why a run failed: the first value that is not finite, with node, wire and step. */
  readonly problem?: Problem
}

/** After each epoch. */
export interface ReportMessage {
  readonly kind: 'report'
  readonly epoch: number
  readonly loss: number
  readonly validation: number | null
  /** Global norm of the last update's gradient before clipping. */
  readonly gradientNorm: number
  readonly parts?: Partial<Record<Part, PartReport>>
}

/** One output over the whole series (or the first sequence of each part), in the units of the data. */
export interface PredictionTrace {
  readonly output: string
  readonly column: string
  /** Length of every array here. NaN where there is nothing. */
  readonly target: Float32Array
  readonly prediction: Float32Array
  /** Label of each step where the data has one (a year); else its index. */
  readonly labels: Float64Array
  /** [first, end) steps of each part. */
  readonly parts: readonly { readonly part: Part; readonly first: number; readonly end: number }[]
}

/** A sample of what is going on, at the screen's pace; the next one waits for `drawn`. */
export interface FrameMessage {
  readonly kind: 'frame'
  readonly frame: number
  readonly epoch: number
  /** Step in the sequence that the newest column shows. */
  readonly step: number
  /** By node id, and a gate's opening by `node.port`: units × steps, column by column, oldest first; at most `maximumUnits` units and `steps` columns. */
  readonly signals: Readonly<Record<string, { readonly units: number; readonly steps: number; readonly values: Float32Array }>>
  /** By edge id: Frobenius norm of its weights over √entries. */
  readonly norms: Readonly<Record<string, number>>
  readonly predictions?: readonly PredictionTrace[]
  /** How well each part is met by the weights that made these predictions. */
  readonly scores?: Partial<Record<Part, PartReport>>
}

export interface WeightsMessage {
  readonly kind: 'weights'
  readonly request: number
  readonly weights: Record<string, StoredTensor>
  readonly fitted: { columns?: Record<string, FittedColumn> } | undefined
  readonly epoch: number
}

export type Message = CompiledMessage | StateMessage | ReportMessage | FrameMessage | WeightsMessage
