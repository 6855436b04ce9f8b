import type { Kernels } from '../../kernels/types'

/** Most bytes of rows to keep for corrections. With more data, solutions are not corrected. */
const MAXIMUM_KEPT = 2 ** 29

export interface RowBuffers {
  /** Buffers of `rows` × `ldx` and `rows` × `ldy` numbers, into which a block of rows is restored. */
  readonly x: number
  readonly y: number
  readonly ldx: number
  readonly ldy: number
  /** `ldx` × `ldy` numbers: weights, one row per column of X. */
  readonly weights: number
  /** `ldy` × `ldx` numbers: sums of e xᵀ, one row per unit. */
  readonly slopes: number
}

interface Block {
  readonly rows: number
  readonly x: Float64Array
  readonly y: Float64Array
}

/** The residuals of a solution over all rows. */
export interface Residuals {
  /** Σ e x, by unit and column. */
  readonly slopes: (unit: number, column: number) => number
  /** Σ e and Σ e², by unit. */
  readonly sums: Float64Array
  readonly squares: Float64Array
}

/** Keeps the rows that went into normal equations, so that residuals are computed from data instead of sums. */
export class KeptRows {
  private blocks: Block[] = []
  private keeps = false

  constructor(
    private readonly kernels: Kernels,
    private readonly buffers: RowBuffers,
    private readonly columns: number,
    private readonly units: number,
  ) {}

  /** Discards all rows; keeps none if the expected number would take too much memory. */
  clear(expected: number): void {
    this.blocks = []
    this.keeps = 8 * expected * (this.buffers.ldx + this.buffers.ldy) <= MAXIMUM_KEPT
  }

  /** Whether every row since `clear` was kept. */
  get complete(): boolean {
    return this.keeps
  }

  /** Copies the first rows of the buffers. */
  take(rows: number): void {
    if (!this.keeps) return
    const { x, y, ldx, ldy } = this.buffers
    const m = this.kernels.view() as Float64Array
    this.blocks.push({ rows, x: m.slice(x / 8, x / 8 + rows * ldx), y: m.slice(y / 8, y / 8 + rows * ldy) })
  }

  /** The rows in blocks: the requested columns of X, then those of Y, each minus its mean. */
  *blocksOf(ofX: ArrayLike<number>, meansX: ArrayLike<number>, ofY: ArrayLike<number>, meansY: ArrayLike<number>): Generator<Float64Array[]> {
    const { ldx, ldy } = this.buffers
    for (const { rows, x, y } of this.blocks) {
      const take = (from: Float64Array, ld: number, columns: ArrayLike<number>, means: ArrayLike<number>): Float64Array[] =>
        Array.from(columns, (column, c) => Float64Array.from({ length: rows }, (_, r) => from[r * ld + column]! - means[c]!))
      yield [...take(x, ldx, ofX, meansX), ...take(y, ldy, ofY, meansY)]
    }
  }

  /**
   * Returns sums over all rows of the residual e = y − W x − c.
   *
   * @param weights by unit, one weight per column; units without weights count as 0.
   * @param offsets c by unit.
   */
  residuals(weights: readonly (Float64Array | undefined)[], offsets: Float64Array): Residuals {
    const {
      kernels,
      columns,
      units,
      buffers: { x, y, ldx, ldy, weights: w, slopes },
    } = this
    const m = kernels.view() as Float64Array
    m.fill(0, w / 8, w / 8 + ldx * ldy)
    weights.forEach((unit, u) => unit?.forEach((value, c) => (m[w / 8 + c * ldy + u] = value)))
    kernels.fill(ldx * ldy, slopes, 0)
    const sums = new Float64Array(units)
    const squares = new Float64Array(units)
    for (const { rows, x: xs, y: ys } of this.blocks) {
      m.set(xs, x / 8)
      m.set(ys, y / 8)
      kernels.gemm(rows, units, columns, x, ldx, 1, w, ldy, y, ldy, -1)
      for (let r = 0; r < rows; r++)
        for (let u = 0; u < units; u++) {
          const e = (m[y / 8 + r * ldy + u]! -= offsets[u]!)
          sums[u]! += e
          squares[u]! += e * e
        }
      kernels.gemm(units, columns, rows, y, 1, ldy, x, ldx, slopes, ldx, 1)
    }
    return { slopes: (unit, column) => m[slopes / 8 + unit * ldx + column]!, sums, squares }
  }
}
