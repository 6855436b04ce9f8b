import { adam, adamw } from './adam'
import { ekf, levenbergMarquardt } from './curvature'
import type { OptimizerKind } from './optimizer'
import { rmsprop } from './rmsprop'
import { rprop } from './rprop'
import { sgd } from './sgd'

type Kinds = Readonly<Record<string, OptimizerKind>>

/** The optimizers by their `kind` in a document, in the order of menus. */
export const optimizers = { sgd, adam, adamw, rmsprop, rprop, 'levenberg-marquardt': levenbergMarquardt, ekf } as const satisfies Kinds

export const optimizerOf = ({ kind }: { readonly kind: keyof typeof optimizers }): OptimizerKind => optimizers[kind]

/** Returns the learning rate of an optimizer; 1 if it has none. */
export const rateOf = (settings: object): number => ('learningRate' in settings ? Number(settings.learningRate) : 1)
