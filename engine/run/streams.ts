import type { Problem } from '../base/problem'
import type { Axis, Part } from '../data/types'
import type { PartScore } from '../learn/evaluate/measures/scores'
import type { Moment } from './moment'

/** Nothing but its kind is part of a query. */
type Bare = Readonly<Record<never, never>>

/**
 * What can be watched, with what each query carries and what is seen. A new one has its entry here and its maker in
 * `makers.ts`.
 */
interface Streams {
  /** The last steps of an out port: the first of a node by the node's id, others (the opening of a gate, the state of a cell) as `node.port`. */
  signal: { of: { readonly port: string }; seen: Signal }
  /** How large the weights of each wire are. */
  norms: { of: Bare; seen: Norms }
  /** The values of one parameter, and the eigenvalues of a square matrix. */
  parameter: { of: { readonly name: string }; seen: ParameterView }
  /** Target against prediction, output by output. */
  predictions: { of: Bare; seen: readonly Prediction[] }
  scores: { of: Bare; seen: Scores }
  /** How far errors reach back through a sequence, by port and lag: from the loss of one step, or of all where it is null. */
  flow: { of: SequencePlace & { readonly step: number | null; readonly lags: number }; seen: FlowView | Refused }
  /** Where all that is watched stands: at the moment that was chosen, else at the newest step of the training. */
  moment: { of: Bare; seen: MomentView }
  /** The sequences of a part. */
  sequences: { of: { readonly part: Part }; seen: SequencesView }
}

/** A sequence of the data, as it is chosen; of a series there is one, whatever its part. */
export type SequencePlace = Pick<Moment, 'part' | 'sequence'>

/** Why something cannot be shown. */
export interface Refused {
  readonly problem: Problem
}

export type StreamKind = keyof Streams
export type Query<K extends StreamKind = StreamKind> = { [Q in K]: { readonly kind: Q } & Streams[Q]['of'] }[K]
export type Seen<K extends StreamKind = StreamKind> = Streams[K]['seen']

/** The same for equal queries. */
export const keyOf = ({ kind, ...of }: Query): string => [kind, ...Object.values(of)].join(' ')

/** What a frame shows of a query; undefined where that has not changed. */
export const seenIn = <K extends StreamKind>({ seen }: { readonly seen: ReadonlyMap<string, Seen> }, query: Query<K>): Seen<K> | undefined =>
  seen.get(keyOf(query as Query)) as Seen<K> | undefined

export interface Signal {
  /** At most 64 of each: `values` has them column by column, the oldest step first. */
  readonly units: number
  readonly steps: number
  /** As many columns as there will be further on in the sequence. */
  readonly room: number
  readonly values: Float32Array
  /** The newest of the steps, in its sequence. */
  readonly step: number
  /** Which of the steps is the moment that was chosen; absent where the newest one is looked at. */
  readonly at?: number
  /** Of the steps, where they are of the one series that is trained on and the data has an axis. */
  readonly labels?: Float64Array
  readonly axis?: Axis | undefined
}

/** A symbol that an input or a target stands for. */
export interface SymbolAt {
  readonly node: string
  readonly kind: 'input' | 'target'
  readonly text: string
}

export interface MomentView {
  /** Whether it was chosen. */
  readonly held: boolean
  readonly part: Part
  /** Index of the sequence in its part, and what the data call it. */
  readonly sequence: number
  readonly id?: string
  readonly step: number
  /** Steps of the sequence. */
  readonly length: number
  /** The epoch of the weights. */
  readonly epoch: number
  /** How many sequences each part has; of a series, 1 where it has steps of that part. */
  readonly sequences: Readonly<Record<Part, number>>
  /** Of a series: its steps of each part, [first, end). */
  readonly ranges?: Readonly<Partial<Record<Part, readonly [first: number, end: number]>>>
  /** Of the step, where the data has an axis. */
  readonly label?: number
  readonly axis?: Axis
  readonly symbols: readonly SymbolAt[]
  /** At this step; absent where it is not known or has no target. */
  readonly loss?: number | undefined
}

export interface SequencesView {
  readonly count: number
  /** What the data call them, of the first 1,000. */
  readonly ids?: readonly string[]
  /** The one whose loss a step is highest; absent while it is not known. */
  readonly worst?: { readonly sequence: number; readonly loss: number }
}

/** By edge id. */
export interface Norms {
  /** The Frobenius norm of its weights, √(Σ w²), as everywhere else. */
  readonly norms: Readonly<Record<string, number>>
  /** How large its weights are one by one, √(Σ w² / entries). */
  readonly strengths: Readonly<Record<string, number>>
}

/** How well each part is met by the weights after an epoch, output by output. */
export interface Scores {
  readonly epoch: number
  readonly parts: Partial<Record<Part, PartScore>>
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

export interface ParameterFacts {
  readonly name: string
  readonly shape: readonly number[]
  readonly trainable: boolean
}

/** One parameter as it is now. */
export interface ParameterView {
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
    /** Real and imaginary parts in turn, of a square matrix of at most 256 rows; while training goes on, of some moments before. */
    readonly eigenvalues?: Float64Array
  }
}

/** How far errors reach back, as `unfold analyze` tells it of the same weights. */
export interface FlowView {
  readonly epoch: number
  /** Steps of the sequence. */
  readonly length: number
  readonly lags: number
  readonly ports: readonly { readonly name: string; readonly node: string; readonly port: string }[]
  /** √ mean over t of ‖∂J(t)/∂value(t−ℓ)‖², lag by lag, port by port; NaN where no step has it. */
  readonly values: Float64Array
  /** The same of trainable parameters, over all of these lags. */
  readonly parameters: readonly { readonly name: string; readonly value: number | null }[]
  /** Steps with a target, and how many of them the values are of. */
  readonly judged: { readonly of: number; readonly taken: number }
  /** How far the algorithm of the document lets errors go. */
  readonly reach: FlowReach
}

export interface FlowReach {
  readonly kind: 'bptt' | 'rtrl' | 'readout'
  /** Lags that errors reach, from 0 on; null for all. */
  readonly horizon: number | null
}
