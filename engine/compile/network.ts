import type { Problem } from '../base/problem'
import type { ParameterDeclaration } from '../contract/lowering'
import type { NodeType, ResolvedNode } from '../contract/node-type'
import type { Slot } from '../contract/op'
import type { AlgorithmSpec, GraphDocument, OptimizerSpec, TrainingSpec } from '../document/types'
import type { Lowered } from './lower'
import type { OpOrder } from './op-order'

/** An output with everything that its loss needs. */
export interface Output {
  readonly id: string
  readonly size: number
  readonly net: Slot
  readonly out: Slot
  readonly activation: string
  readonly loss: 'squared-error' | 'cross-entropy'
  readonly lossWeight: number
}

/** A compiled network, ready to be bound to memory and run. */
export interface Network {
  readonly document: GraphDocument
  readonly nodes: readonly ResolvedNode[]
  readonly lowered: Lowered
  readonly opOrder: OpOrder
  readonly parameters: readonly ParameterDeclaration[]
  readonly inputs: readonly { readonly id: string; readonly size: number; readonly out: Slot }[]
  readonly outputs: readonly Output[]
  readonly training: Training
  /** Whether any memory runs backward in time; such a network needs whole sequences. */
  readonly backwardInTime: boolean
  /** Longest delay of any memory. */
  readonly longestDelay: number
}

/** `training` with all defaults filled in. */
export interface Training {
  readonly algorithm: AlgorithmSpec
  readonly optimizer: Required<OptimizerSpec>
  readonly schedule: TrainingSpec['schedule']
  readonly clip: { readonly kind: 'norm' | 'value'; readonly threshold: number; readonly scope: 'global' | 'parameter' } | null
  readonly weightDecay: number
  readonly gradientNorm: number
  readonly epochs: number
  readonly batchSize: number
  readonly shuffle: boolean
  readonly washout: number
  /** Standard deviation of the noise added to the net input of reservoirs during training. */
  readonly noise: number
  readonly teacherForcing: readonly string[]
  readonly stop: { readonly patience?: number; readonly loss?: number } | null
  readonly precision: 'float32' | 'float64'
  readonly seed: number
}

const optimizerDefaults = {
  sgd: { learningRate: 0.01, momentum: 0, nesterov: false },
  adam: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  adamw: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  rmsprop: { learningRate: 0.01, decay: 0.99, epsilon: 1e-8 },
  rprop: { learningRate: 0.01, increase: 1.2, decrease: 0.5 },
} as const

/** Fills in the defaults of docs/format.md. */
export function resolveTraining(spec: TrainingSpec = {}): Training {
  const optimizer = spec.optimizer ?? { kind: 'adam' }
  return {
    algorithm: spec.algorithm ?? { kind: 'bptt' },
    optimizer: { ...optimizerDefaults[optimizer.kind], ...optimizer } as Required<OptimizerSpec>,
    schedule: spec.schedule ?? null,
    clip: spec.clip ? { kind: spec.clip.kind, threshold: spec.clip.threshold ?? 1, scope: spec.clip.scope ?? 'global' } : null,
    weightDecay: spec.regularize?.weightDecay ?? 0,
    gradientNorm: spec.regularize?.gradientNorm ?? 0,
    // A readout is solved in one pass; only a document that sets `epochs` makes more.
    epochs: spec.epochs ?? (spec.algorithm?.kind === 'readout' ? 1 : 100),
    batchSize: spec.batchSize ?? 1,
    shuffle: spec.shuffle ?? false,
    washout: spec.washout ?? 0,
    noise: spec.noise ?? 0,
    teacherForcing: spec.teacherForcing ?? [],
    stop: spec.stop ?? null,
    precision: spec.precision ?? 'float64',
    seed: spec.seed ?? 0,
  }
}

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
