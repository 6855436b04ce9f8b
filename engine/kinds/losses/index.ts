import { crossEntropy } from './cross-entropy'
import type { LossKind } from './loss'
import { squaredError } from './squared-error'

/** The losses by the name that an output gives, in the order in which they are offered. */
export const losses = { 'squared-error': squaredError, 'cross-entropy': crossEntropy } as const satisfies Readonly<Record<string, LossKind>>

export type Loss = keyof typeof losses

export const lossNames = Object.keys(losses) as readonly Loss[]

export const lossOf = (loss: Loss): LossKind => losses[loss]
