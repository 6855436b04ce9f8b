import type { Activation } from '../document/types'
import type { ParameterRef, Slot } from './op'

/** A formula over the slots of one step: what an op computes, in operations that other programs have too. */
export type Term =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'parameter'; readonly parameter: ParameterRef }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sum'; readonly terms: readonly Term[] }
  /** Element by element. */
  | { readonly kind: 'product'; readonly factors: readonly Term[] }
  /** W v, with W `[out, in]`. */
  | { readonly kind: 'matrix'; readonly weights: ParameterRef; readonly vector: Term }
  | { readonly kind: 'activation'; readonly activation: Activation; readonly of: Term }

export const slotTerm = (slot: Slot): Term => ({ kind: 'slot', slot })
export const number = (value: number): Term => ({ kind: 'number', value })
export const sum = (...terms: readonly Term[]): Term => (terms.length === 1 ? terms[0]! : { kind: 'sum', terms })
export const product = (...factors: readonly Term[]): Term => {
  const counting = factors.filter((f) => f.kind !== 'number' || f.value !== 1)
  return counting.length === 0 ? number(1) : counting.length === 1 ? counting[0]! : { kind: 'product', factors: counting }
}
