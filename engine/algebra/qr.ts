import { finish, type Pieces } from '../base/resumable'

/**
 * Least squares by orthogonal triangularization: min Σ (y − wx)² + λ‖w‖² from blocks of rows. Householder reflections
 * merge each block into the triangle R (Golub & Van Loan 2013, §5.2 and §6.1). R starts as √λ · 1, the rows that ridge
 * regression adds. Unlike the normal equations, this does not square the condition number of X; it takes twice their work.
 */
export class Triangle {
  /** Columns of [R Qᵀy], each of n numbers. */
  private readonly columns: Float64Array[]

  /** @param n columns of X. @param units of y. */
  constructor(
    private readonly n: number,
    private readonly units: number,
    lambda: number,
  ) {
    this.columns = Array.from({ length: n + units }, (_, j) => {
      const column = new Float64Array(n)
      if (j < n) column[j] = Math.sqrt(lambda)
      return column
    })
  }

  /** Adds a block of rows, given by the columns of [X Y]; overwrites them. */
  add(block: readonly Float64Array[]): void {
    finish(this.adding(block))
  }

  /** As `add`, column by column. */
  *adding(block: readonly Float64Array[]): Pieces<void> {
    const { n, units, columns } = this
    for (let j = 0; j < n; j++) {
      const v = block[j]!
      let below = 0
      for (let r = 0; r < v.length; r++) below += v[r]! * v[r]!
      if (below === 0) continue
      const head = columns[j]![j]!
      const norm = Math.sqrt(head * head + below)
      const top = head > 0 ? head + norm : head - norm
      columns[j]![j] = head > 0 ? -norm : norm
      // The reflection 1 − 2 u uᵀ/uᵀu, u = [top; v].
      const share = 2 / (top * top + below)
      for (let k = j + 1; k < n + units; k++) {
        const other = block[k]!
        const row = columns[k]!
        let dot = top * row[j]!
        for (let r = 0; r < v.length; r++) dot += v[r]! * other[r]!
        dot *= share
        row[j]! -= dot * top
        for (let r = 0; r < v.length; r++) other[r]! -= dot * v[r]!
      }
      yield j / n
    }
  }

  /** Solves R w = Qᵀy per unit; undefined if R is singular to working precision. */
  solve(): Float64Array[] | undefined {
    const { n, units, columns } = this
    let most = 0
    for (let j = 0; j < n; j++) most = Math.max(most, Math.abs(columns[j]![j]!))
    for (let j = 0; j < n; j++) if (!(Math.abs(columns[j]![j]!) > n * Number.EPSILON * most)) return undefined
    return Array.from({ length: units }, (_, unit) => {
      const w = Float64Array.from(columns[n + unit]!)
      for (let j = n - 1; j >= 0; j--) {
        const column = columns[j]!
        const value = (w[j]! /= column[j]!)
        for (let i = 0; i < j; i++) w[i]! -= value * column[i]!
      }
      return w
    })
  }
}
