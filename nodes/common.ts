import type { Notation, Parameter, ResolvedNode } from '../engine/contract/node-type'
import type { Lowering } from '../engine/contract/lowering'
import { activationFormula, NET } from '../engine/contract/formula'
import type { Op, ParameterRef, Slot } from '../engine/contract/op'
import type { NodeSpec } from '../engine/document/types'
import { formulaLatex } from '../engine/formula/latex'
import { occurrences } from '../engine/formula/tree'
import { activate } from '../engine/ops/activate'
import { formulaOp } from '../engine/ops/formula'
import { multiplex } from '../engine/ops/multiplex'
import { diagonal, identity } from '../engine/ops/project'
import { zoneout as zoneoutOp } from '../engine/ops/zoneout'
import { activationNames, activationOf, type Activation } from '../engine/kinds/activations'

export const size: Parameter = { name: 'size', kind: 'size', unit: 'units' }

export const activation = (standard: Activation): Parameter => ({ name: 'activation', kind: 'activation', default: standard, choices: activationNames })

/** Factor of the learning rate for the node's own parameters. */
export const rate: Parameter = { name: 'rate', kind: 'number', default: 1, min: 0 }

export const biasParameters: readonly Parameter[] = [
  { name: 'bias', kind: 'boolean', default: true },
  { name: 'biasInit', kind: 'number', default: 0 },
  { name: 'shares', kind: 'node' },
  rate,
]

export const direction: Parameter = { name: 'direction', kind: 'choice', default: 'forward', choices: ['forward', 'backward'] }

export const initial: Parameter = { name: 'initial', kind: 'initial', default: 0 }

/** Declares the node's trained bias; undefined if it has none. */
export function biasOf(node: ResolvedNode, emit: Lowering): ParameterRef | undefined {
  if (!node.flag('bias')) return undefined
  if (typeof node.spec.shares === 'string') return emit.sharedBias(node.spec.shares)
  return emit.parameter({
    name: `${node.id}.bias`,
    shape: [node.size],
    trainable: true,
    init: { kind: 'constant', value: node.number('biasInit') },
    seed: emit.seed,
    decays: false,
  })
}

/** Returns the state before the first step: a number, or a trained vector. */
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

export const zoneout: Parameter = { name: 'zoneout', kind: 'number', default: 0, min: 0, max: 1, belowMax: true }

/** Parameters of a node for a coefficient: its value, one number or one per unit, and whether to train it. */
export const coefficient = (
  name: string,
  bounds: { readonly default: number; readonly min: number; readonly max: number; readonly aboveMin?: boolean },
): readonly Parameter[] => [
  { name, kind: 'number', perUnit: true, ...bounds },
  { name: `${name}Trained`, kind: 'boolean', default: false },
]

/** Returns a coefficient as a number or, if it is trained or set per unit, as a vector that updates clamp to `range`. */
export function coefficientOf(node: ResolvedNode, emit: Lowering, name: string, range: readonly [number, number]): number | ParameterRef {
  const trainable = node.flag(`${name}Trained`)
  const given = node.spec[name]
  if (!trainable && !Array.isArray(given)) return node.number(name)
  return emit.parameter({
    name: `${node.id}.${name}`,
    shape: [node.size],
    trainable,
    init: { kind: 'given', values: Array.isArray(given) ? (given as readonly number[]) : node.number(name) },
    seed: emit.seed,
    decays: false,
    range,
  })
}

/** Returns the op target += by · source, with a coefficient `by`. */
export const scaled = (node: string, by: number | ParameterRef, source: Slot, target: Slot): Op =>
  typeof by === 'number' ? identity({ node, source, target, scale: by }) : diagonal({ node, source, target, scale: 1 }, by)

/** Returns whether a coefficient is a vector. */
export const isVector = (node: NodeSpec, name: string): boolean => node[`${name}Trained`] === true || Array.isArray(node[name])

/** Returns LaTeX of a coefficient times `of`: a number, or `letter` and ⊙ for a vector. */
export const scaledLatex = (node: NodeSpec, name: string, standard: number, letter: string, of: string): string =>
  isVector(node, name) ? `${letter} \\odot ${of}` : `${typeof node[name] === 'number' ? node[name] : standard}\\,${of}`

/**
 * Emits zoneout with probability p (Krueger et al. 2017): in training each unit of `out` keeps its value of `previous` with
 * probability p, else takes the new value; otherwise `out` is the mean p · previous + (1 − p) · new. Returns the slot for the
 * new value, which is `out` itself without zoneout.
 */
export function emitZoned(node: ResolvedNode, emit: Lowering, previous: Slot, out: Slot): Slot {
  const p = node.number('zoneout')
  if (p === 0) return out
  const mask = emit.slot('zoneout')
  const fresh = emit.slot('fresh')
  emit.emit(zoneoutOp(node.id, p, mask))
  emit.emit(multiplex(node.id, mask, previous, fresh, out))
  return fresh
}

/** Returns LaTeX of a node's activation function. */
const functionOf = (name: unknown, standard: Activation): string => activationOf((typeof name === 'string' ? name : standard) as Activation).latex

/** Returns the offset of a past step in the node's direction of time. */
export const back = (node: NodeSpec, steps = 1): number => (node.direction === 'backward' ? steps : -steps)

/** Returns the symbol of the bias, if there is one. */
export const biasLetters = (node: NodeSpec): readonly string[] => (node.bias === false ? [] : ['b'])

/** Returns LaTeX of a sum, without missing and zero terms. */
export const sumOf = (...terms: readonly (string | undefined)[]): string => terms.filter((term) => term !== undefined && term !== '0').join(' + ') || '0'

/** Puts a sum in parentheses, for use as a factor. */
export const factor = (sum: string): string => (sum.includes(' + ') ? `\\bigl(${sum}\\bigr)` : sum)

/**
 * Returns LaTeX of f(net(t) + b). With `notation`, writes net as a sum over incoming wires. Reservoirs always have a bias.
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
  const sum = sumOf(net, ...more, node.bias === false ? undefined : `b_{${notation?.biasOf ?? symbol}}`)
  return applied(node, standard, sum)
}

/** Returns LaTeX of a node's activation function applied to an expression. */
export function applied({ activation }: NodeSpec, standard: Activation, of: string): string {
  const formula = activationFormula(activation)
  if (formula) {
    const once = occurrences(formula.tree, NET) === 1
    const text = formulaLatex(formula.tree, () => (once ? factor(of) : 'x'))
    return once || formula.names.length === 0 ? text : `\\left.${text}\\right|_{x = ${of}}`
  }
  const f = typeof activation === 'string' ? activation : standard
  return f === 'linear' ? of : `${functionOf(f, standard)}\\bigl(${of}\\bigr)`
}

/** Emits out = f(net), f the node's activation. */
export function emitActivation(node: ResolvedNode, emit: Lowering, net: Slot, out: Slot): void {
  const formula = activationFormula(node.spec.activation)
  emit.emit(
    formula
      ? formulaOp(
          node.id,
          formula,
          formula.names.map(() => net),
          out,
        )
      : activate(node.id, node.text('activation') as Activation, net, out),
  )
}
