import type { Activation } from '../document/types'
import type { Tree } from '../formula/tree'

/** A vector that flows once per step: a port's value, or a value between two ops of a node. */
export interface Slot {
  readonly index: number
  readonly size: number
  /** Its node and its name there, for messages: `h.net`. */
  readonly node: string
  readonly name: string
}

/** A named tensor of the network: an edge's weights, a bias, an initial state. */
export interface ParameterRef {
  readonly name: string
}

/** A formula over the slots of one step: what an op computes, in operations that other programs have too. */
export type Term =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'parameter'; readonly parameter: ParameterRef }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sum'; readonly terms: readonly Term[] }
  /** Element by element. */
  | { readonly kind: 'product'; readonly factors: readonly Term[] }
  /** W v, with W `[out, in]`. */
  | { readonly kind: 'matrix'; readonly weights: ParameterRef; readonly vector: Term /** Wᵀ in place of W. */; readonly transposed?: boolean }
  | { readonly kind: 'activation'; readonly activation: Activation; readonly of: Term }
  /** A formula of a document over `size` units; `arguments` are the values of its names. */
  | { readonly kind: 'formula'; readonly tree: Tree; readonly names: readonly string[]; readonly arguments: readonly Term[]; readonly size: number }
  /** A value through which no error propagates back. */
  | { readonly kind: 'constant'; readonly of: Term }
  /** 1 where a value u is above 0, else 0; on the way back its slope is height · max(0, 1 − |u| / width). */
  | { readonly kind: 'spike'; readonly of: Term; readonly height: number; readonly width: number }

export const slotTerm = (slot: Slot): Term => ({ kind: 'slot', slot })
export const number = (value: number): Term => ({ kind: 'number', value })
export const sum = (...terms: readonly Term[]): Term => (terms.length === 1 ? terms[0]! : { kind: 'sum', terms })
export const product = (...factors: readonly Term[]): Term => {
  const counting = factors.filter((f) => f.kind !== 'number' || f.value !== 1)
  return counting.length === 0 ? number(1) : counting.length === 1 ? counting[0]! : { kind: 'product', factors: counting }
}

/** The terms that a term is made of. */
export function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'sum':
      return term.terms
    case 'product':
      return term.factors
    case 'matrix':
      return [term.vector]
    case 'activation':
    case 'constant':
    case 'spike':
      return [term.of]
    case 'formula':
      return term.arguments
    default:
      return []
  }
}

/** The term with each of its parts replaced. */
export function withParts(term: Term, by: (part: Term) => Term): Term {
  switch (term.kind) {
    case 'sum':
      return { ...term, terms: term.terms.map(by) }
    case 'product':
      return { ...term, factors: term.factors.map(by) }
    case 'matrix':
      return { ...term, vector: by(term.vector) }
    case 'activation':
    case 'constant':
    case 'spike':
      return { ...term, of: by(term.of) }
    case 'formula':
      return { ...term, arguments: term.arguments.map(by) }
    default:
      return term
  }
}
