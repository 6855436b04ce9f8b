import type { GradientResult } from '../../engine/learn/check/gradient'

/** The largest distance of two gradients, relative to the entry or, where that is smaller, to a thousandth of the largest one. */
export function farthest(a: GradientResult, b: GradientResult): number {
  let worst = 0
  for (const [name, { data }] of Object.entries(b.gradients)) {
    const found = a.gradients[name]!.data
    const largest = data.reduce((most, g) => Math.max(most, Math.abs(g)), 0)
    data.forEach((g, i) => {
      const distance = Math.abs(found[i]! - g)
      if (Number.isNaN(distance)) worst = Infinity
      if (distance > 1e-14) worst = Math.max(worst, distance / Math.max(Math.abs(g), 1e-3 * largest, 1e-6))
    })
  }
  return worst
}
