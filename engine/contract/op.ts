import type { RandomStream } from '../base/random'
import type { Kernels } from '../kernels/types'
import type { ParameterRef, Slot, Term } from './term'

export type { ParameterRef, Slot } from './term'

/**
 * The steps in memory. Rows of a slot are ordered by step, then by sequence. Sequences are sorted by decreasing length,
 * so that step s has the rows rowStart[s] … rowStart[s+1]−1, and its row b belongs to sequence b. Local step s is step
 * base + s of the sequences.
 */
export interface Tape {
  readonly rowStart: Int32Array
  /** Steps held: local steps 0 … steps−1. */
  steps: number
  base: number
  /** Steps of the previous sequence that the tape holds before step 0; 0 unless the state is carried over. */
  lead: number
  /** First local step of the current backward pass; earlier values are constants. */
  windowStart: number
  /** Length of each sequence, decreasing; another array for each batch. */
  lengths: Float64Array
  /** First row of the local steps [first, end) that this thread works on. */
  from(first: number, end: number): number
  /** Number of these rows that this thread works on. */
  count(first: number, end: number): number
  /** The range of `n` units whose gradients this thread adds up: first, and one after the last. */
  unitFrom(n: number): number
  unitEnd(n: number): number
}

export interface Mode {
  /** Whether dropout is on. */
  training: boolean
  /** Whether steps are repeated with the same dropout masks. */
  replay: boolean
  /** Whether targets replace the outputs in `teacherForcing`. */
  forcing: boolean
}

/** Gives a bound op its operands. */
export interface Binding {
  readonly kernels: Kernels
  readonly tape: Tape
  /** Address of the first row of a slot's values; rows are `size` apart. */
  value(slot: Slot): number
  adjoint(slot: Slot): number
  /** Address of a parameter's numbers. */
  weights(parameter: ParameterRef): number
  /** Address of its gradient, or −1 if it is fixed. */
  gradient(parameter: ParameterRef): number
  /** Flat ascending positions of the entries of a sparse parameter. */
  indices(parameter: ParameterRef): ArrayLike<number>
  /** Allocates a buffer for the lifetime of the program. */
  scratch(elements: number): number
  /** Allocates a buffer of `n` elements for every row of the tape. */
  rowScratch(n: number): number
  /** Stores int32 constants, such as the row pointers of a sparse matrix. */
  constants(values: ArrayLike<number>): number
  /** Returns the random stream of this name for masks and noise; checkpoints store its state. */
  random(name: string): RandomStream
  readonly mode: Mode
  /** Targets of an output, one row per row of the tape. */
  targets(output: string): { readonly address: number; readonly present: Uint8Array }
}

/** How a parameter enters its op: ∂writes[i]/∂w[e] is factor(e) for the entries e of unit i, and 0 for all others. Entries are ordered by unit. */
export interface Influence {
  /** Entries per unit, if all units have equally many. */
  readonly perUnit: number
  /** First entry of each unit and, last, the number of entries, if units differ. */
  readonly pointers?: Int32Array
  /** Whether the same `perUnit` factors hold for every unit; otherwise there is one per entry. */
  readonly shared: boolean
  /** Returns the address of the factors at a row of the tape; valid until the next call. */
  factors(row: number): number
}

/**
 * An op over views. Ranges are local steps [first, end): inside a loop one step at a time, outside all at once.
 * `backward` adds to the adjoints of what the op has read; `gradient` adds to those of its parameters, once the
 * adjoints of all steps are complete, so that it can be one product over steps and sequences. `tangent` is the forward
 * mode, from which RTRL makes the Jacobians of a step. An op processes the rows and units that the tape assigns to this
 * thread.
 */
export interface BoundOp {
  forward(first: number, end: number): void
  backward?(first: number, end: number): void
  gradient?(first: number, end: number): void
  /**
   * Adds ∂writes/∂reads · from to `to`, linearized at one row of the tape, for `count` directions, each a row as wide
   * as its slot. `from` holds an address for each of the op's reads, −1 for those that do not change.
   */
  tangent?(row: number, count: number, from: ArrayLike<number>, to: number): void
  /**
   * For an op that mixes: forward mode for as many directions as it reads units, where direction i changes only unit i,
   * by from[i]. Adds from[i] · ∂writes[j]/∂reads[i] to to[i][j]; reads each weight once instead of multiplying
   * matrices.
   */
  tangentOfUnits?(row: number, from: number, to: number): void
  /**
   * For an op that mixes: the effect of direction i on written unit i. Adds to to[i] Σ_k ∂writes[i]/∂reads[k] ·
   * from[i][k] or, if direction i changes only unit i (`own`), ∂writes[i]/∂reads[i] · from[i].
   */
  tangentDiagonal?(row: number, from: number, own: boolean, to: number): void
  readonly influence?: Influence
  /** Called when parameters have changed. */
  refresh?(): void
}

/** The memory of a latch: out(t) = decay · out(t−1) + source(t−delay) for t ≥ delay, initial before. */
export interface Memory {
  readonly source?: Slot
  readonly delay: number
  readonly decay: number
  /** The trained initial vector, if there is one. */
  readonly initial?: ParameterRef
  /** Otherwise, the initial value of every unit. */
  readonly start: number
  /** Whether the source is a constant: what is kept depends only on the number of the step, and is no state. */
  readonly constant?: boolean
}

/** One op of a lowered network: what it reads and writes, and how it is bound. */
export interface Op {
  readonly kind: string
  /** The node that problems are reported at, and the edge if the op is its projection. */
  readonly node: string
  readonly edge?: string
  readonly reads: readonly Slot[]
  /** Slots read at another step than the op's own. */
  readonly latched: readonly { readonly slot: Slot; readonly delay: number }[]
  readonly writes: Slot
  /** Whether it adds to its slot, which starts from zero or from a `bias`. */
  readonly accumulates: boolean
  readonly parameters: readonly ParameterRef[]
  /** Whether steps run from the last to the first; set only by latches. */
  readonly backwardInTime?: boolean
  /** Whether a written unit depends on other units of what it reads, so that its Jacobian is not diagonal. */
  readonly mixes?: boolean
  /** Set only by latches. */
  readonly memory?: Memory
  /** The value that it writes or adds to its slot when the network runs without learning; latches have `memory` instead. */
  readonly formula?: Term
  /** Whether one thread runs it for all, because it draws random numbers in order or reads data that only one thread has. */
  readonly alone?: boolean
  /** Numbers that it allocates independent of the length of the tape, if they are many. */
  readonly numbers?: number
  /** Numbers that it allocates for every row of a tape with adjoints. */
  readonly rowNumbers?: number
  bind(binding: Binding): BoundOp
  /** For a plain copy of one slot (identity, scale 1), which is removed if it is the slot's only writer. */
  readonly copyOf?: Slot
}
