import { finish, type Pieces } from '../base/resumable'

/** Factors below this are rounding errors, and so are all that follow. */
const SMALLEST = 1e-8

/**
 * Computes the Lyapunov exponents of a product of Jacobians, by QR at each step: J(t) Q = Q′ R, λᵢ = mean of ln |Rᵢᵢ|
 * (Benettin et al. 1980; Eckmann & Ruelle 1985).
 */
export class Lyapunov {
  private readonly q: Float64Array
  private readonly sums: Float64Array
  private readonly lost: Uint8Array
  private steps = 0

  constructor(private readonly n: number) {
    // Column-major.
    this.q = new Float64Array(n * n)
    for (let i = 0; i < n; i++) this.q[i * n + i] = 1
    this.sums = new Float64Array(n)
    this.lost = new Uint8Array(n)
  }

  add(jacobian: Float64Array): void {
    finish(this.adding(jacobian))
  }

  /** As `add`, column by column. */
  *adding(jacobian: Float64Array): Pieces<void> {
    const { n, q, sums, lost } = this
    const next = new Float64Array(n * n)
    for (let c = 0; c < n; c++)
      for (let i = 0; i < n; i++) {
        let sum = 0
        for (let k = 0; k < n; k++) sum += jacobian[i * n + k]! * q[c * n + k]!
        next[c * n + i] = sum
        if (i === n - 1) yield (0.3 * c) / n
      }
    for (let c = 0; c < n; c++) {
      // Twice, because rounding spoils the orthogonality of a single pass.
      for (let pass = 0; pass < 2; pass++)
        for (let b = 0; b < c; b++) {
          let dot = 0
          for (let i = 0; i < n; i++) dot += next[b * n + i]! * next[c * n + i]!
          for (let i = 0; i < n; i++) next[c * n + i]! -= dot * next[b * n + i]!
        }
      let square = 0
      for (let i = 0; i < n; i++) square += next[c * n + i]! ** 2
      const factor = Math.sqrt(square)
      if (factor < SMALLEST) lost.fill(1, c)
      sums[c]! += Math.log(factor)
      for (let i = 0; i < n; i++) next[c * n + i] = factor > 0 ? next[c * n + i]! / factor : 0
      yield 0.3 + (0.7 * c) / n
    }
    q.set(next)
    this.steps++
  }

  /** Returns λᵢ per step; null from the first one that rounding dominates, and all null without steps. */
  exponents(): (number | null)[] {
    return Array.from(this.sums, (sum, i) => (this.lost[i] || this.steps === 0 ? null : sum / this.steps))
  }
}
