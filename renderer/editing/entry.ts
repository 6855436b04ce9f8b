import type { Patch } from 'immer'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { KeyOrder } from '../document/keyOrder'
import type { TextKey } from '../document/types'

/** The trained state at a moment; null if weights have not been initialized, as after opening. */
export type TrainedState = { readonly checkpoint: Checkpoint } | null

/** Weights of one parameter that the user edited: flat indices, and packed values before and after. */
interface EditedWeights {
  readonly name: string
  readonly count: number
  readonly indices: string
  readonly before: string
  readonly after: string
}

/** A step of history that changes the trained state only: from one moment to another, or some weights. */
export type LearnedStep =
  | { readonly before: TrainedState; readonly after: TrainedState; readonly written?: never }
  | { readonly written: EditedWeights; readonly before?: never; readonly after?: never }

/** A step of the history. */
export interface HistoryEntry {
  readonly label: TextKey
  readonly patches: readonly Patch[]
  readonly inverse: readonly Patch[]
  /** Key orders of the changed objects. */
  readonly orders: readonly KeyOrder[]
  /** Consecutive edits with the same key merge into one step. */
  readonly merge: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
  /** The change of trained state; a step may edit the document too. */
  readonly learned?: LearnedStep
}
