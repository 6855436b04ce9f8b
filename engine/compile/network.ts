import { byId } from '../base/by-id'
import type { Problem } from '../base/problem'
import type { ParameterDeclaration } from '../contract/lowering'
import type { NodeType, ResolvedNode } from '../contract/node-type'
import type { Slot } from '../contract/op'
import { filled, type Filled } from '../contract/schema'
import { trainingSchema } from '../document/settings'
import type { GraphDocument, TrainingSpec } from '../document/types'
import type { Lowered } from './lower'
import type { OpOrder } from './op-order'
import type { Output } from './output'

/** A compiled network, ready to be bound to memory and run. */
export interface Network {
  readonly document: GraphDocument
  readonly nodes: readonly ResolvedNode[]
  readonly lowered: Lowered
  readonly opOrder: OpOrder
  readonly parameters: readonly ParameterDeclaration[]
  /** Parameters that share the numbers of others. */
  readonly mirrors: readonly ParameterDeclaration[]
  readonly inputs: readonly { readonly id: string; readonly size: number; readonly out: Slot }[]
  readonly outputs: readonly Output[]
  readonly training: Training
  /** Whether any memory runs backward in time; such a network needs whole sequences. */
  readonly backwardInTime: boolean
  /** Longest delay of any memory. */
  readonly longestDelay: number
}

/** `training` with all defaults filled in. */
export type Training = Filled<typeof trainingSchema>

/** Fills in the defaults of docs/format.md. */
export const resolveTraining = (spec: TrainingSpec = {}): Training => filled(trainingSchema, spec, spec)

/** The result of compiling: a network if there are no errors, and in any case what is known about the document. */
export interface Compiled {
  readonly network?: Network
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly sizes: Readonly<Record<string, number>>
  /** Node ids of each group, in execution order. */
  readonly groups: readonly (readonly string[])[]
  readonly parameterCount: { readonly trainable: number; readonly fixed: number }
  /** Shape of each declared parameter by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>
  readonly types: ReadonlyMap<string, NodeType>
}

/** Steps of the previous sequence that the tape holds if the state is carried over. */
export const leadOf = ({ training, longestDelay }: Network): number => (training.carry ? longestDelay : 0)

/** Units of inputs and outputs: with these, the document compiles to the same network without its data. */
export const sizesOf = ({ inputs, outputs }: Network): Record<string, number> => byId([...inputs, ...outputs].map(({ id, size }) => [id, size] as const))
