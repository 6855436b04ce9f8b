import type { UnitFinding } from '../analyze/units'
import type { Unrolled } from '../analyze/unrolled'
import type { FlowVerdict } from '../analyze/verdict'
import type { Problem } from '../base/problem'
import type { Axis, Part } from '../data/types'
import type { PartScore } from '../learn/evaluate/measures/scores'
import type { LiveView } from './live-view'
import type { Moment } from './moment'

/** For queries without parameters. */
type Bare = Readonly<Record<never, never>>

/**
 * The kinds of queries that can be watched, with the types of their parameters and results. Add a new one here, and its
 * maker in `makers.ts`.
 */
interface Streams {
  /**
   * The last steps of an output port: a node's first one by the node's id, others (a gate's value, a cell's state) as
   * `node.port`.
   */
  signal: { of: { readonly port: string }; seen: Signal }
  /** Norms of the weights of each wire. */
  norms: { of: Bare; seen: Norms }
  /** The values of one parameter, and the eigenvalues of a square matrix. */
  parameter: { of: { readonly name: string }; seen: ParameterView }
  /** Target and prediction of each output. */
  predictions: { of: Bare; seen: readonly Prediction[] }
  scores: { of: Bare; seen: Scores }
  /** The live run, or the last one. */
  live: { of: Bare; seen: LiveView }
  /** Gradient flow through a sequence, by port and lag: from the loss of one step, or of all steps if null. */
  flow: { of: SequencePlace & { readonly step: number | null; readonly lags: number; readonly byLag?: boolean }; seen: FlowView | Unavailable }
  /** Problems of units, over the training part. */
  units: { of: Bare; seen: UnitsView | Unavailable }
  /** The moment that all queries show: the chosen one, otherwise the newest step of training. */
  moment: { of: Bare; seen: MomentView }
  /** The sequences of a part. */
  sequences: { of: { readonly part: Part }; seen: SequencesView }
  /** The epochs whose weights can be shown. */
  past: { of: Bare; seen: PastView }
  /** The state through a sequence, and the Jacobian at `step`; `axes`: 'components', or two units of the state as 'i,j'. */
  dynamics: { of: SequencePlace & { readonly step: number; readonly axes: string }; seen: DynamicsView | Unavailable }
  /**
   * The network over `steps` steps from `first` on, or fewer around `step`, with the errors of the loss at that step. Of
   * the sequence in training, the engine chooses the steps, and takes the loss of the nearest of them that has a target.
   */
  unrolled: { of: SequencePlace & { readonly first: number; readonly steps: number; readonly step: number }; seen: UnrolledView | Unavailable }
  /** Lyapunov exponents over a sequence. */
  lyapunov: { of: SequencePlace; seen: { readonly epoch: number; readonly exponents: readonly (number | null)[] } | Unavailable }
}

/**
 * A chosen sequence of the data; a series has only one, in any part. `live` is the sequence in training, with the step
 * that the canvas shows; part and step of the query are then ignored.
 */
export interface SequencePlace {
  readonly part: Part
  readonly sequence: Moment['sequence'] | 'live'
}

/** The moment that a result is about. */
export interface Place {
  readonly part: Part
  readonly sequence: number
  readonly step: number
}

/** Why a result is unavailable. */
export interface Unavailable {
  readonly problem: Problem
}

export type StreamKind = keyof Streams
export type Query<K extends StreamKind = StreamKind> = { [Q in K]: { readonly kind: Q } & Streams[Q]['of'] }[K]
export type Seen<K extends StreamKind = StreamKind> = Streams[K]['seen']

/** Equal for equal queries. */
export const keyOf = ({ kind, ...of }: Query): string => [kind, ...Object.values(of)].join(' ')

export interface Signal {
  /** At most 64 each; `values` is stored step by step, oldest first. */
  readonly units: number
  readonly steps: number
  /** Total number of steps to show, including those still to come. */
  readonly room: number
  readonly values: Float32Array
  /** The newest step, as its index in the sequence. */
  readonly step: number
  /** Index of the chosen moment among the steps; absent if the newest one is shown. */
  readonly at?: number
  /** Labels of the steps, if training uses one series and the data have an axis. */
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
  /** Index of the sequence in its part, and its name in the data. */
  readonly sequence: number
  readonly id?: string
  readonly step: number
  /** Steps of the sequence. */
  readonly length: number
  /** The epoch of the weights. */
  readonly epoch: number
  /** Number of sequences of each part; 1 for a series with steps in that part. */
  readonly sequences: Readonly<Record<Part, number>>
  /** For a series: its steps of each part, [first, end). */
  readonly ranges?: Readonly<Partial<Record<Part, readonly [first: number, end: number]>>>
  /** Label of the step, if the data have an axis. */
  readonly label?: number
  readonly axis?: Axis
  readonly symbols: readonly SymbolAt[]
  /** Loss at this step; absent if unknown or without a target. */
  readonly loss?: number | undefined
}

interface PastView {
  /** Epochs that are kept, in order. */
  readonly epochs: Int32Array
  /** Only epochs divisible by this are kept. */
  readonly every: number
  /** Whether a single state would take too much memory, so that none is kept. */
  readonly tooLarge: boolean
  /** The newest epoch. */
  readonly newest: number
  /** Whether there is memory to hold a moment, which takes a copy of the weights. */
  readonly holds: boolean
}

export interface SequencesView {
  readonly count: number
  /** Names in the data, of the first 1,000. */
  readonly ids?: readonly string[]
  /** The one with the highest loss per step; absent while unknown. */
  readonly worst?: { readonly sequence: number; readonly loss: number }
}

/** By edge id. */
export interface Norms {
  /** The Frobenius norm √(Σ w²) of its weights. */
  readonly norms: Readonly<Record<string, number>>
  /** The typical size of its weights, √(Σ w² / entries). */
  readonly strengths: Readonly<Record<string, number>>
}

/** Scores of each part with the weights after an epoch, by output. */
export interface Scores {
  readonly epoch: number
  /** True if these are of an earlier epoch's weights. */
  readonly past?: boolean
  readonly parts: Partial<Record<Part, PartScore>>
}

/** One unit of an output over steps, in the units of the data. */
export interface Course {
  /** Step of the first entry in its sequence, and steps from one entry to the next. */
  readonly from: number
  readonly stride: number
  /** All arrays have equal length. NaN where there is no value; predictions have none during the washout. */
  readonly target: Float32Array
  readonly prediction: Float32Array
  /** Position of each step on the axis of the data; its index without an axis. */
  readonly labels: Float64Array
  /** The axis of the labels; absent if steps are only counted. */
  readonly axis?: Axis | undefined
  /** [first, end) steps of each part. */
  readonly parts: readonly { readonly part: Part; readonly first: number; readonly end: number }[]
}

/** The course of a unit over the whole series, or over the first judged sequence. */
export interface PredictionTrace extends Course {
  readonly kind: 'course'
  readonly output: string
  readonly column: string
  /** All steps from shortly before the judged ones; present if the whole is too long to distinguish its steps. */
  readonly close?: Course
}

/** Classes of an output over the first judged steps, `units` values per step. */
export interface PatternTrace {
  readonly kind: 'pattern'
  readonly output: string
  /** Category or column of each unit. */
  readonly names: readonly string[]
  readonly units: number
  readonly steps: number
  /** Its first step in the sequence. */
  readonly from: number
  /** Position of each step on the axis of the data; its index without an axis. */
  readonly labels: Float64Array
  readonly axis?: Axis | undefined
  readonly part: Part
  /** NaN at steps without target. */
  readonly target: Float32Array
  readonly prediction: Float32Array
}

export type Prediction = PredictionTrace | PatternTrace

export interface ParameterFacts {
  readonly name: string
  readonly shape: readonly number[]
  readonly trainable: boolean
}

/** The current state of one parameter. */
export interface ParameterView {
  /** All parameters, at most 1,000. */
  readonly parameters: readonly ParameterFacts[]
  /** Absent if there is no parameter of that name. */
  readonly found?: ParameterFacts & {
    /** Rows × columns, zeros outside a sparse mask; only every `stride`-th row and column of a large matrix. */
    readonly rows: number
    readonly columns: number
    readonly stride: number
    readonly values: Float32Array
    /** For a sparse matrix: 1 where there is an entry. */
    readonly mask?: Uint8Array
    readonly minimum: number
    readonly maximum: number
    readonly mean: number
    readonly deviation: number
    /** √Σw². */
    readonly norm: number
    /** Number of entries by value, in bins of equal width from −reach to reach. */
    readonly histogram: { readonly reach: number; readonly counts: readonly number[] }
    /**
     * Real and imaginary parts alternating, for a square matrix of at most 256 rows; during training possibly some
     * moments old.
     */
    readonly eigenvalues?: Float64Array
  }
}

/** Gradient flow, as `unfold analyze` computes it for the same weights. */
export interface FlowView {
  readonly epoch: number
  /** Steps of the sequence. */
  readonly length: number
  readonly lags: number
  readonly ports: readonly { readonly name: string; readonly node: string; readonly port: string }[]
  /** √ mean over t of ‖∂J(t)/∂value(t−ℓ)‖², by lag and port; NaN if no step has it. */
  readonly values: Float64Array
  /** The same for trainable parameters, over all of these lags. */
  readonly parameters: readonly { readonly name: string; readonly value: number | null }[]
  /** On request: the norm of the gradient of each parameter from its use ℓ steps before, by parameter and lag. */
  readonly parameterLags?: Float64Array
  /** Number of steps with a target, and how many of them were used. */
  readonly judged: { readonly of: number; readonly taken: number }
  /** How far the document's algorithm propagates errors. */
  readonly reach: FlowReach
  readonly verdict: FlowVerdict
}

/** Saturated and dead units, gates that never move, reservoirs without echo states. */
export interface UnitsView {
  readonly epoch: number
  readonly findings: readonly UnitFinding[]
}

export interface FlowReach {
  readonly kind: 'bptt' | 'rtrl' | 'readout'
  /** Lags that errors reach, from 0 on; null for all. */
  readonly horizon: number | null
}

/** A network unrolled over some steps. */
export interface UnrolledView extends Unrolled {
  readonly epoch: number
  readonly place: Place
  /** Steps of the sequence. */
  readonly length: number
  readonly reach: FlowReach
  /** 1 for each of these steps with a target. */
  readonly judged: Uint8Array
  /** The nearest step before `at` with a target, otherwise the nearest after it; absent if there is none. */
  readonly nearest?: number
}

/** The trajectory of the state of a network on a sequence. */
export interface DynamicsView {
  readonly epoch: number
  readonly place: Place
  readonly length: number
  /** Units of the state, and the position of each node's units among them. */
  readonly size: number
  readonly parts: readonly { readonly node: string; readonly port: string; readonly slot: number; readonly size: number; readonly offset: number }[]
  /** The projection of the path: directions of unit length, and the point subtracted first. */
  readonly middle: Float64Array
  readonly directions: readonly Float64Array[]
  /** Share of the variance of each principal component; empty for units. */
  readonly shares: readonly number[]
  /** The projected states: steps × directions. */
  readonly path: Float64Array
  /** Loss of each step; NaN without a target. */
  readonly losses: Float64Array
  /** Class of each step's target, −1 for none, and the names of the classes; absent if no output has classes. */
  readonly classes?: { readonly of: Int16Array; readonly names: readonly string[] }
  /** Other steps whose state is close to that of the chosen step, closest first, with their distance √Σ(Δsᵢ)². */
  readonly near: readonly { readonly t: number; readonly distance: number }[]
  /** Analysis of J at `step`, as in `unfold analyze`; absent before the first step. */
  readonly step?: { readonly t: number; readonly singular: readonly number[]; readonly eigenvalues: readonly (readonly [number, number])[] }
}
