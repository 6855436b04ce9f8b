import type { Network } from '../../../compile/network'
import type { Plan, PlanOptions } from '../plan'
import type { Composed } from '../blocks'
import type { Context, Propagation } from '../propagation'

/** What determines the cost of a run. */
interface Extent {
  readonly network: Network
  readonly plan: Plan
  readonly sequences: number
  /** Steps of the longest sequence. */
  readonly longest: number
  /** Length of the blocks of a variant that works in blocks, in steps. */
  readonly block: number
  /** Bytes per number. */
  readonly bytes: number
  /** Entries of all parameters. */
  readonly weights: number
  /** Numbers that carrying all sensitivities of the plan takes. */
  readonly numbers: number
}

/** A variant of RTRL: exact, or an approximation. */
export interface VariantKind {
  /** Restricts the sensitivities that are carried; all by default. */
  sparsity?(network: Network): Pick<PlanOptions, 'cut' | 'masked'>
  /** Works in blocks of as many steps as lie between two updates, which the tape has to hold. */
  readonly byBlocks?: boolean
  /** Sensitivities may be advanced once per block of steps where that is cheaper. */
  readonly composes?: boolean
  /** Suggested where another variant exceeds the memory limit. */
  readonly light?: boolean
  /** Bytes carried, and multiply-adds per step and sequence without the network's forward pass. By default the cost of carrying the plan's sensitivities. */
  cost?(extent: Extent): { readonly carried: number; readonly operations: number }
  make(context: Context, extent: Pick<Extent, 'longest' | 'block'> & { readonly composed: Composed | undefined }): Propagation
}
