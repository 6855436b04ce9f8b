import type { LossKind } from './loss'

/** ½ Σ (d−y)². */
export const squaredError: LossKind = {
  targets: 'numbers',
  by: 'value',
  row(view, n, _net, y, d) {
    let loss = 0
    for (let i = 0; i < n; i++) {
      const e = view[d + i]! - view[y + i]!
      loss += e * e
    }
    return 0.5 * loss
  },
  slope(view, n, weight, y, d, to) {
    for (let i = 0; i < n; i++) view[to + i]! += weight * (view[y + i]! - view[d + i]!)
  },
}
