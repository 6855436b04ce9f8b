import type { Output } from '../../../compile/output'
import type { Sequence } from '../../../data/types'

/** Returns whether a sequence is correct, given the outputs for it (length × size by output id). */
export type Rule = (outputs: Readonly<Record<string, Float64Array>>, sequence: Sequence) => boolean

/**
 * Requires every error of every target to stay below the tolerance: |dᵢ − yᵢ| < tolerance. The criterion of Hochreiter
 * & Schmidhuber 1997 for adding (0.04) and temporal order (0.3).
 */
export function withinTolerance({ id, size }: Output, tolerance: number): Rule {
  return (outputs, { length, targets }) => {
    const { values, present } = targets[id]!
    const y = outputs[id]!
    for (let t = 0; t < length; t++) {
      if (!present[t]) continue
      for (let i = t * size; i < (t + 1) * size; i++) if (!(Math.abs(values[i]! - y[i]!) < tolerance)) return false
    }
    return true
  }
}

/**
 * Requires that at every step the k symbols that the grammar allows, columns `legal-…`, are the k most active outputs
 * (Hochreiter & Schmidhuber 1997, experiment 1).
 */
export function allLegal({ id, size }: Output): Rule {
  return (outputs, { length, allowed }) => {
    const y = outputs[id]!
    for (let t = 0; t < length; t++) {
      let least = Infinity
      let most = -Infinity
      for (let i = t * size; i < (t + 1) * size; i++) {
        if (allowed![i] === 1) least = Math.min(least, y[i]!)
        else most = Math.max(most, y[i]!)
      }
      if (!(least > most)) return false
    }
    return true
  }
}

/** Requires at every step the same most active unit as in the target; without softmax, each unit on the target's side of ½. */
export function allRight({ id, size, activation }: Output): Rule {
  const most = (values: Float64Array, from: number): number => {
    let best = 0
    for (let i = 1; i < size; i++) if (values[from + i]! > values[from + best]!) best = i
    return best
  }
  return (outputs, { length, targets }) => {
    const { values, present } = targets[id]!
    const y = outputs[id]!
    for (let t = 0; t < length; t++) {
      if (!present[t]) continue
      const from = t * size
      if (activation === 'softmax' && most(y, from) !== most(values, from)) return false
      if (activation !== 'softmax') for (let i = from; i < from + size; i++) if (y[i]! >= 0.5 !== values[i]! >= 0.5) return false
    }
    return true
  }
}
