import type { Notation, Parameter, ResolvedNode } from '../engine/contract/node-type'
import type { Lowering } from '../engine/contract/lowering'
import type { ParameterRef } from '../engine/contract/op'
import type { NodeSpec } from '../engine/document/types'
import { activationNames, activationOf, type Activation } from '../engine/kinds/activations'

export const size = (inferred: boolean): Parameter => ({ name: 'size', kind: 'size', inferred, unit: 'units' })

export const activation = (standard: Activation): Parameter => ({ name: 'activation', kind: 'choice', default: standard, choices: activationNames })

export const biasParameters: readonly Parameter[] = [
  { name: 'bias', kind: 'boolean', default: true },
  { name: 'biasInit', kind: 'number', default: 0 },
]

export const direction: Parameter = { name: 'direction', kind: 'choice', default: 'forward', choices: ['forward', 'backward'] }

export const initial: Parameter = { name: 'initial', kind: 'initial', default: 0 }

/** The node's trained bias, if any. */
export function biasOf(node: ResolvedNode, emit: Lowering): ParameterRef | undefined {
  if (!node.flag('bias')) return undefined
  return emit.parameter({
    name: `${node.id}.bias`,
    shape: [node.size],
    trainable: true,
    init: { kind: 'constant', value: node.number('biasInit') },
    seed: emit.seed,
    decays: false,
  })
}

/** The state before the first step: a number, or a trained vector. */
export function initialOf(node: ResolvedNode, emit: Lowering): number | ParameterRef {
  const value = node.spec.initial
  if (value !== 'trainable') return typeof value === 'number' ? value : 0
  return emit.parameter({
    name: `${node.id}.initial`,
    shape: [node.size],
    trainable: true,
    init: { kind: 'constant', value: 0 },
    seed: emit.seed,
    decays: false,
  })
}

/** LaTeX of the activation that a node uses. */
export const functionOf = (name: unknown, standard: Activation): string => activationOf((typeof name === 'string' ? name : standard) as Activation).latex

/** Offset of a past step in the node's direction of time. */
export const back = (node: NodeSpec, steps = 1): number => (node.direction === 'backward' ? steps : -steps)

/** The symbol of the bias, if any. */
export const biasLetters = (node: NodeSpec): readonly string[] => (node.bias === false ? [] : ['b'])

/** LaTeX of a sum, without missing and zero terms. */
export const sumOf = (...terms: readonly (string | undefined)[]): string => terms.filter((term) => term !== undefined && term !== '0').join(' + ') || '0'

/** Puts a sum in parentheses, for use as a factor. */
export const factor = (sum: string): string => (sum.includes(' + ') ? `\\bigl(${sum}\\bigr)` : sum)

/**
 * LaTeX of f(net(t) + b). With `notation`, net is written out as a sum over incoming wires. Reservoirs always have a
 * bias.
 */
export function activated(
  node: NodeSpec,
  symbol: string,
  port: string,
  standard: Activation,
  notation: Notation | undefined,
  more: readonly string[] = [],
): string {
  const net = notation ? notation.arriving(port, 0) : `\\mathrm{net}_{${symbol}}(t)`
  const sum = sumOf(net, ...more, node.bias === false ? undefined : `b_{${symbol}}`)
  const f = typeof node.activation === 'string' ? node.activation : standard
  return f === 'linear' ? sum : `${functionOf(f, standard)}\\bigl(${sum}\\bigr)`
}
