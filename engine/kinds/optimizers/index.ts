import { adam, adamw } from './adam'
import type { OptimizerKind } from './optimizer'
import { rmsprop } from './rmsprop'
import { rprop } from './rprop'
import { sgd } from './sgd'

/** The optimizers by the `kind` that a document names, in the order in which they are offered. */
export const optimizers = { sgd, adam, adamw, rmsprop, rprop } as const satisfies Readonly<Record<string, OptimizerKind>>

export const optimizerOf = ({ kind }: { readonly kind: keyof typeof optimizers }): OptimizerKind => optimizers[kind]
