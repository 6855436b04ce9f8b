import type { ActivationKind } from './activation'
import { leakyRelu } from './leaky-relu'
import { linear } from './linear'
import { logistic } from './logistic'
import { relu } from './relu'
import { softmax } from './softmax'
import { softplus } from './softplus'
import { softsign } from './softsign'
import { tanh } from './tanh'

type Kinds = Readonly<Record<string, ActivationKind>>

/** The activations by their name in a document, in the order of menus. */
export const activations = { linear, logistic, tanh, relu, 'leaky-relu': leakyRelu, softplus, softsign, softmax } as const satisfies Kinds

export type Activation = keyof typeof activations

export const activationNames = Object.keys(activations) as readonly Activation[]

export const activationOf = (activation: Activation): ActivationKind => activations[activation]
