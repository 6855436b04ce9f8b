import type { Initializer } from '../document/types'
import type { Op, ParameterRef, Slot } from './op'

/** A tensor that a node or an edge brings with it. */
export interface ParameterDeclaration {
  /** As in the document's `weights`: `W_xh`, `h.bias`, `c.initial`, `r.recurrent`. */
  readonly name: string
  /** Row-major; matrices `[out, in]`. */
  readonly shape: readonly number[]
  readonly trainable: boolean
  readonly init: Initializer | { readonly kind: 'reservoir'; readonly density: number; readonly spectralRadius: number }
  /** Seed of its stream; the name is mixed in. */
  readonly seed: number
  /** Biases and initial states take no weight decay. */
  readonly decays: boolean
  /** Share of the entries that are not zero, for a sparse matrix. */
  readonly density?: number
  /** Held for later, read by nothing: what it belongs to is muted or bypassed. */
  readonly idle?: boolean
  readonly node?: string
  readonly edge?: string
}

/** What a node type has to work with when it emits its ops. */
export interface Lowering {
  /** The training seed, from which everything without a seed of its own is drawn. */
  readonly seed: number
  /** Standard deviation of the noise that reservoirs get while training. */
  readonly noise: number
  /** The sum of what arrives at an in port; undefined where nothing is wired. */
  arriving(port: string): Slot | undefined
  /** The same plus a bias, if one is given; a slot of zeros where nothing is wired. */
  net(port: string, bias?: ParameterRef): Slot
  out(port: string): Slot
  /** A slot between ops of this node. */
  slot(name: string): Slot
  parameter(declaration: Omit<ParameterDeclaration, 'node' | 'edge'>): ParameterRef
  emit(op: Op): void
}
