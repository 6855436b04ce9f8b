import { activations, type Parameter } from '../engine/contract/node-type'
import type { ResolvedNode } from '../engine/contract/node-type'
import type { Lowering } from '../engine/contract/lowering'
import type { ParameterRef } from '../engine/contract/op'

export const size = (inferred: boolean): Parameter => ({ name: 'size', kind: 'size', inferred, unit: 'units' })

export const activation = (standard: string): Parameter => ({
  name: 'activation', kind: 'choice', default: standard, choices: activations,
})

export const biasParameters: readonly Parameter[] = [
  { name: 'bias', kind: 'boolean', default: true },
  { name: 'biasInit', kind: 'number', default: 0 },
]

export const direction: Parameter = {
  name: 'direction', kind: 'choice', default: 'forward', choices: ['forward', 'backward'],
}

export const initial: Parameter = { name: 'initial', kind: 'initial', default: 0 }

/** The node's trained bias, if it has one. */
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

/** The state before the first step: a number, or a vector that is trained. */
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

/** LaTeX of an activation's name. */
export function symbol(name: unknown, standard: string): string {
  const f = typeof name === 'string' ? name : standard
  if (f === 'tanh') return '\\tanh'
  if (f === 'logistic') return '\\sigma'
  return `\\operatorname{${f.replaceAll('-', '\\text{-}')}}`
}

/** LaTeX of an id: `h_prev` as h with a subscript. */
export function latexId(id: string): string {
  const cut = id.search(/[_-]/)
  if (cut < 0) return id.length === 1 ? id : `\\mathrm{${id}}`
  return `${latexId(id.slice(0, cut))}_{\\mathrm{${id.slice(cut + 1).replaceAll('_', '\\_')}}}`
}
