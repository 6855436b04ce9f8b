import type { Initializer } from '../document/types'
import type { Op, ParameterRef, Slot } from './op'

/** A tensor declared by a node or an edge. */
export interface ParameterDeclaration {
  /** As in the document's `weights`: `W_xh`, `h.bias`, `c.initial`, `r.recurrent`. */
  readonly name: string
  /** Row-major; matrices are `[out, in]`. */
  readonly shape: readonly number[]
  readonly trainable: boolean
  /** Runs of single weights that training does not change: row, first column, count. */
  readonly frozen?: readonly (readonly number[])[]
  readonly init:
    | Initializer
    | { readonly kind: 'reservoir'; readonly density: number; readonly spectralRadius: number }
    /** One number for all, or one for each. */
    | { readonly kind: 'given'; readonly values: number | readonly number[] }
  /** The range to which updates clamp it. */
  readonly range?: readonly [low: number, high: number]
  /** Seed of its random stream, combined with the name. */
  readonly seed: number
  /** Whether weight decay applies: not to biases and initial states. */
  readonly decays: boolean
  /** Factor of the learning rate, where not 1. */
  readonly rate?: number
  /** Share of nonzero entries of a sparse matrix. */
  readonly density?: number
  /** Kept but not used, because its node or edge is muted or bypassed. */
  readonly idle?: boolean
  readonly node?: string
  readonly edge?: string
  /** The parameter whose numbers it takes, transposed or not, and to which its gradient is added. */
  readonly mirrors?: { readonly name: string; readonly transposed: boolean }
}

/** What a node type uses to emit its ops. */
export interface Lowering {
  /** The training seed, for everything without a seed of its own. */
  readonly seed: number
  /** Standard deviation of the noise that reservoirs get in training. */
  readonly noise: number
  /** Returns the sum of the edges into an in port; undefined if there are none. */
  arriving(port: string): Slot | undefined
  /** Returns the sum of the edges into an in port plus the bias, if given; a slot of zeros if there are no edges. */
  net(port: string, bias?: ParameterRef): Slot
  out(port: string): Slot
  /** Makes a slot between ops of this node. */
  slot(name: string): Slot
  parameter(declaration: Omit<ParameterDeclaration, 'node' | 'edge'>): ParameterRef
  /** The bias of another node, as a parameter of this one. */
  sharedBias(owner: string): ParameterRef
  emit(op: Op): void
}
