import type { LossKind } from './loss'

/** ln(1 + eˣ) without overflow. */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))

/** The class weight of a unit. */
const weightOf = (weights: readonly number[] | undefined, unit: number): number => weights?.[unit] ?? 1

/** −Σ w d ln y with softmax and −Σ w [d ln y + (1−d) ln(1−y)] with logistic, w the class weights. */
export const crossEntropy: LossKind = {
  targets: 'probabilities',
  activations: ['softmax', 'logistic'],
  settings: [{ name: 'classWeights', kind: 'numbers', min: 0 }],
  by: 'net',
  row(view, n, net, _y, d, { activation, classWeights: w }) {
    let loss = 0
    if (activation === 'logistic') {
      for (let i = 0; i < n; i++) loss += weightOf(w, i) * (softplus(view[net + i]!) - view[d + i]! * view[net + i]!)
      return loss
    }
    let most = -Infinity
    for (let i = 0; i < n; i++) most = Math.max(most, view[net + i]!)
    let sum = 0
    for (let i = 0; i < n; i++) sum += Math.exp(view[net + i]! - most)
    const log = most + Math.log(sum)
    for (let i = 0; i < n; i++) loss += weightOf(w, i) * view[d + i]! * (log - view[net + i]!)
    return loss
  },
  slope(view, n, weight, y, d, to, { activation, classWeights: w }) {
    if (activation === 'logistic') {
      for (let i = 0; i < n; i++) view[to + i]! += weight * weightOf(w, i) * (view[y + i]! - view[d + i]!)
      return
    }
    let total = 0
    for (let i = 0; i < n; i++) total += weightOf(w, i) * view[d + i]!
    for (let i = 0; i < n; i++) view[to + i]! += weight * (view[y + i]! * total - weightOf(w, i) * view[d + i]!)
  },
}
