import type { Parameter } from '../../contract/node-type'
import { absolute } from './absolute'
import { crossEntropy } from './cross-entropy'
import { huber } from './huber'
import type { LossKind } from './loss'
import { quantile } from './quantile'
import { squaredError } from './squared-error'

/** The losses by their name in a document, in the order of menus. */
export const losses = { 'squared-error': squaredError, 'cross-entropy': crossEntropy, absolute, huber, quantile } as const

export type Loss = keyof typeof losses

export const lossNames = Object.keys(losses) as readonly Loss[]

export const lossOf = (loss: Loss): LossKind => losses[loss]

/** Settings of an output that only one loss uses; the inspector shows them if that loss is chosen. */
export const lossSettings: readonly Parameter[] = lossNames.flatMap((name) =>
  (lossOf(name).settings ?? []).map((setting): Parameter => ({ ...setting, only: { key: 'loss', values: [name] } })),
)
