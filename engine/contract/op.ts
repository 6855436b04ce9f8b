import type { RandomStream } from '../base/random'
import type { Kernels } from '../kernels/types'
import type { Term } from './term'

/** A vector that flows once a step: a port's value, or what lies between two ops of a node. */
export interface Slot {
  readonly index: number
  readonly size: number
  /** The node whose it is, and its name there, for messages: `h.net`. */
  readonly node: string
  readonly name: string
}

/** A named tensor of the network: an edge's weights, a bias, an initial state. */
export interface ParameterRef {
  readonly name: string
}

/**
 * The steps that are in memory. Rows of a slot are ordered by step, then by sequence; sequences are sorted by
 * falling length, so step s has the rows rowStart[s] … rowStart[s+1]−1, and row b of it is sequence b.
 * Local step s is step base + s of the sequences.
 */
export interface Tape {
  readonly rowStart: Int32Array
  /** Steps held: local steps 0 … steps−1. */
  steps: number
  base: number
  /** First local step of the backward pass under way; what lies before it is constant. */
  windowStart: number
  /** Length of each sequence, falling. */
  lengths: Int32Array
  /** First row of the local steps [first, end) that this thread works on. */
  from(first: number, end: number): number
  /** How many of them it works on. */
  count(first: number, end: number): number
  /** Of `n` units those whose gradients this thread adds up: the first, and the one after the last. */
  unitFrom(n: number): number
  unitEnd(n: number): number
}

export interface Mode {
  /** Dropout is on. */
  training: boolean
  /** Steps are run again, with the same dropout masks. */
  replay: boolean
  /** Targets stand in for the outputs that `teacherForcing` names. */
  forcing: boolean
}

/** Where a bound op finds its operands. */
export interface Binding {
  readonly kernels: Kernels
  readonly tape: Tape
  /** Address of the first row of a slot's values; rows are `size` apart. */
  value(slot: Slot): number
  adjoint(slot: Slot): number
  /** Address of a parameter's numbers. */
  weights(parameter: ParameterRef): number
  /** Address of its gradient, or −1 when it is fixed. */
  gradient(parameter: ParameterRef): number
  /** Flat ascending positions of the entries of a sparse parameter. */
  indices(parameter: ParameterRef): ArrayLike<number>
  /** A buffer that lives as long as the plan. */
  scratch(elements: number): number
  /** A buffer of `n` elements for every row of the tape. */
  rowScratch(n: number): number
  /** Int32 constants, such as the row pointers of a sparse matrix. */
  constants(values: ArrayLike<number>): number
  /** The stream of this name, from which masks and noise are drawn; a checkpoint holds its state. */
  random(name: string): RandomStream
  readonly mode: Mode
  /** Targets of an output, a row a row of the tape. */
  targets(output: string): { readonly address: number; readonly present: Uint8Array }
}

/**
 * How a parameter enters its op: ∂writes[i]/∂w[e] is factor(e) for the entries e of unit i, and 0 for all others.
 * Entries lie unit by unit.
 */
export interface Influence {
  /** Entries of each unit, where all have as many. */
  readonly perUnit: number
  /** First entry of each unit and, last, the number of entries: where units differ. */
  readonly pointers?: Int32Array
  /** The same `perUnit` factors hold for every unit; otherwise there is one an entry. */
  readonly shared: boolean
  /** Address of the factors at a row of the tape; holds until it is asked for again. */
  factors(row: number): number
}

/**
 * An op over views. Ranges are local steps [first, end): inside a loop one step at a time, outside all at once.
 * `backward` adds to the adjoints of what the op has read; `gradient` adds to those of its parameters, once the
 * adjoints of all steps are there, so that it can be one product over steps and sequences. `tangent` is the forward
 * mode, from which RTRL makes the Jacobians of a step. Of rows and units an op takes those that the tape says are this
 * thread's.
 */
export interface BoundOp {
  forward(first: number, end: number): void
  backward?(first: number, end: number): void
  gradient?(first: number, end: number): void
  /**
   * Adds ∂writes/∂reads · from to `to`, linearized at one row of the tape: `count` directions side by side, each a row
   * as wide as its slot. `from` holds an address for each of the op's reads, −1 for those that do not change.
   */
  tangent?(row: number, count: number, from: ArrayLike<number>, to: number): void
  /**
   * Where the op mixes: forward mode of as many directions as it reads units, the i-th of which changes unit i alone, by
   * from[i]. Adds from[i] · ∂writes[j]/∂reads[i] to to[i][j]: a look at every weight instead of a product of matrices.
   */
  tangentOfUnits?(row: number, from: number, to: number): void
  /**
   * Where the op mixes, of as many directions as it writes units what the i-th does to unit i. Adds to to[i]
   * Σ_k ∂writes[i]/∂reads[k] · from[i][k], or, where direction i changes unit i alone (`own`), ∂writes[i]/∂reads[i] · from[i].
   */
  tangentDiagonal?(row: number, from: number, own: boolean, to: number): void
  readonly influence?: Influence
  /** Called when parameters have changed. */
  refresh?(): void
}

/** What a latch keeps: out(t) = decay · out(t−1) + source(t−delay) for t ≥ delay, initial before. */
export interface Memory {
  readonly source?: Slot
  readonly delay: number
  readonly decay: number
  /** The trained vector, where `initial` is one. */
  readonly initial?: ParameterRef
  /** What every unit starts from, where it is not. */
  readonly start: number
}

/** One op of a lowered network: what it reads, what it writes, and how it is bound. */
export interface Op {
  readonly kind: string
  /** The document's things to blame: the node, and the edge where it is one's projection. */
  readonly node: string
  readonly edge?: string
  readonly reads: readonly Slot[]
  /** Read at another step than the op's own. */
  readonly latched: readonly { readonly slot: Slot; readonly delay: number }[]
  readonly writes: Slot
  /** Adds to its slot, which starts from zero or from a `bias`. */
  readonly accumulates: boolean
  readonly parameters: readonly ParameterRef[]
  /** Steps run from the last to the first. Only ops that latch say it. */
  readonly backwardInTime?: boolean
  /** A unit of what it writes depends on other units of what it reads: its Jacobian is not diagonal. */
  readonly mixes?: boolean
  /** Only latches have it. */
  readonly memory?: Memory
  /** What it puts into its slot, or adds, where the network runs without learning; latches have `memory` for it. */
  readonly formula?: Term
  /** One thread runs it for all: it draws random numbers, whose order counts, or reads what one thread alone holds. */
  readonly alone?: boolean
  bind(binding: Binding): BoundOp
  /** Plain copy of one slot (identity, scale 1): aliased away where it is a slot's only writer. */
  readonly copyOf?: Slot
}
