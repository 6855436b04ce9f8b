import { largest } from '../../base/lists'
import type { Arena } from '../../kernels/arena'
import type { Kernels } from '../../kernels/types'
import { Triangle } from '../../algebra/qr'
import { KeptRows } from './rows'
import { cholesky, solveCholesky, solveSemidefinite } from '../../algebra/cholesky'

/** Rows per matrix product. */
const ROWS = 256

/**
 * Below this ratio of the smallest to the largest pivot, the solution of the equations needs correction from the rows.
 */
const SOUND = 1e-3
/** Most corrections of a solution. */
const CORRECTIONS = 10
/** Stops after a correction smaller than this, relative to the solution. */
const ENOUGH = 1e-11

const padded = (n: number): number => Math.ceil(n / 8) * 8

/** Bytes that the equations of `count` columns take. */
export const normalBytes = (count: number): number => 8 * padded(count) * (2 * padded(count) + ROWS)

export interface RidgeSolution {
  /** By unit, one weight per column. */
  readonly weights: readonly Float64Array[]
  readonly bias: Float64Array
  /** Σ over rows and units of (y − Xw − b)²: from the rows if they are kept, otherwise from the equations. */
  readonly squared: number
}

/**
 * Ridge regression min Σ ‖y − Wx − b‖² + λ‖W‖² from sums accumulated row by row, in float64 for either precision:
 * (X̃ᵀX̃ + λ1) Wᵀ = X̃ᵀỸ, with X̃ and Ỹ centred if there is a bias, which is not penalized and follows as b = ȳ − W x̄.
 * Centring starts from the mean of the first rows, to avoid cancellation (Chan, Golub & LeVeque 1983).
 *
 * The equations square the condition number of X, which costs an echo state network half of its digits or more.
 * Therefore the rows are kept, and the solution is corrected by its residuals, w ← w + (UᵀU)⁻¹ (X̃ᵀ(ỹ − X̃w) − λw),
 * until corrections no longer shrink: with U from Cholesky's factorization these are the corrected seminormal equations
 * (Björck 1987), as accurate as QR. If the equations are too close to singular for a Cholesky factorization, it
 * triangularizes the rows themselves.
 */
export class NormalEquations {
  private readonly ld: number
  private readonly x: number
  private readonly y: number
  private readonly gram: number
  private readonly work: number
  private readonly cross: number
  private readonly sumX: number
  private readonly sumY: number
  /** The mean of the first rows, in the arena and as arrays. */
  private readonly originX: number
  private readonly originY: number
  private readonly shiftX: Float64Array
  private readonly shiftY: Float64Array
  private readonly kept: KeptRows
  private squares: Float64Array
  private pending = 0
  private n = 0

  /** @param kernels for float64, over the arena's memory. */
  constructor(
    private readonly kernels: Kernels,
    arena: Arena,
    readonly count: number,
    readonly units: number,
    private readonly centred: boolean,
  ) {
    this.ld = padded(count)
    const room = (elements: number): number => arena.allocate(Math.max(1, elements), 8)
    this.x = room(ROWS * this.ld)
    this.y = room(ROWS * padded(units))
    this.gram = room(this.ld * this.ld)
    this.work = room(this.ld * this.ld)
    this.cross = room(units * this.ld)
    this.sumX = room(this.ld)
    this.sumY = room(units)
    const ldy = padded(units)
    this.kept = new KeptRows(kernels, { x: this.x, y: this.y, ldx: this.ld, ldy, weights: room(this.ld * ldy), slopes: room(this.ld * ldy) }, count, units)
    this.originX = room(count)
    this.originY = room(units)
    this.shiftX = new Float64Array(count)
    this.shiftY = new Float64Array(units)
    this.squares = new Float64Array(units)
  }

  /** @param expected upper bound of the rows that will be added. */
  clear(expected: number): void {
    const { kernels, ld, units } = this
    this.kept.clear(expected)
    this.pending = 0
    this.n = 0
    this.squares = new Float64Array(units)
    kernels.fill(ld * ld, this.gram, 0)
    kernels.fill(units * ld, this.cross, 0)
    kernels.fill(ld, this.sumX, 0)
    kernels.fill(units, this.sumY, 0)
  }

  /** Frees the kept rows; later solutions use the sums alone. */
  release(): void {
    this.kept.clear(Infinity)
  }

  /** Number of rows added. */
  get rows(): number {
    return this.n + this.pending
  }

  add(x: Float64Array, y: Float64Array): void {
    const m = this.kernels.view()
    m.set(x, this.x / 8 + this.pending * this.ld)
    m.set(y, this.y / 8 + this.pending * padded(this.units))
    if (++this.pending === ROWS) this.flush()
  }

  private flush(): void {
    const { kernels, ld, count, units, pending } = this
    if (pending === 0) return
    const m = kernels.view()
    const ldy = padded(units)
    if (this.centred) {
      if (this.n === 0) {
        this.mean(m, this.x / 8, ld, this.shiftX, this.originX / 8)
        this.mean(m, this.y / 8, ldy, this.shiftY, this.originY / 8)
      }
      for (let r = 0; r < pending; r++) {
        kernels.axpy(1, count, -1, this.originX, count, this.x + 8 * r * ld, count)
        kernels.axpy(1, units, -1, this.originY, units, this.y + 8 * r * ldy, units)
      }
    }
    this.kept.take(pending)
    for (let r = 0; r < pending; r++) for (let i = 0; i < units; i++) this.squares[i]! += m[this.y / 8 + r * ldy + i]! ** 2
    kernels.symmetricRankK(pending, count, this.x, ld, this.gram, ld)
    kernels.gemm(units, count, pending, this.y, 1, ldy, this.x, ld, this.cross, ld, 1)
    kernels.sumRows(pending, count, this.x, ld, this.sumX)
    kernels.sumRows(pending, units, this.y, ldy, this.sumY)
    this.n += pending
    this.pending = 0
  }

  private mean(m: Float32Array | Float64Array, at: number, ld: number, into: Float64Array, copy: number): void {
    for (let j = 0; j < into.length; j++) {
      let sum = 0
      for (let r = 0; r < this.pending; r++) sum += m[at + r * ld + j]!
      into[j] = m[copy + j] = sum / this.pending
    }
  }

  /**
   * The weights of these units for these columns (undefined: all).
   *
   * @param lambda λ ≥ 0, added to sums, not means.
   */
  solve(lambda: number, units: readonly number[], columns?: Int32Array): RidgeSolution {
    this.flush()
    const { kernels, n } = this
    const m = kernels.view() as Float64Array
    const k = columns?.length ?? this.count
    const column = (c: number): number => (columns ? columns[c]! : c)
    const sumX = this.sumX / 8
    const sumY = this.sumY / 8
    const share = this.centred && n > 0 ? 1 / n : 0
    const ld = padded(k)
    const fill = (into: Float64Array, at: number, distance: number): void => {
      for (let i = 0; i < k; i++) {
        const from = this.gram / 8 + column(i) * this.ld
        const sum = share * m[sumX + column(i)]!
        for (let j = 0; j <= i; j++) into[at + i * distance + j] = m[from + column(j)]! - sum * m[sumX + column(j)]!
        into[at + i * distance + i]! += lambda
      }
    }
    const right = units.map((unit) => {
      const sum = share * m[sumY + unit]!
      return Float64Array.from({ length: k }, (_, c) => m[this.cross / 8 + unit * this.ld + column(c)]! - sum * m[sumX + column(c)]!)
    })
    fill(m, this.work / 8, ld)
    let weights: Float64Array[]
    let left: Float64Array | undefined
    const pivots = cholesky(kernels, k, this.work, ld)
    if (pivots > 0) {
      weights = right.map((b) => Float64Array.from(b))
      for (const x of weights) solveCholesky(kernels, k, this.work, ld, x)
      if (pivots < SOUND && this.kept.complete) left = this.correct(lambda, units, column, weights, (x) => solveCholesky(kernels, k, this.work, ld, x))
    } else if ((weights = this.triangulate(lambda, units, column, k) ?? []).length === 0) {
      const full = new Float64Array(k * k)
      fill(full, 0, k)
      for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) full[j * k + i] = full[i * k + j]!
      weights = solveSemidefinite(k, full, right)
    }
    let squared = 0
    const bias = Float64Array.from(units, (unit, u) => {
      const w = weights[u]!
      let inner = 0
      let norm = 0
      let shift = 0
      let mean = 0
      for (let c = 0; c < k; c++) {
        inner += w[c]! * right[u]![c]!
        norm += w[c]! * w[c]!
        shift += w[c]! * this.shiftX[column(c)]!
        mean += w[c]! * m[sumX + column(c)]!
      }
      squared += left?.[unit] ?? Math.max(0, this.squares[unit]! - share * m[sumY + unit]! ** 2 - inner - lambda * norm)
      return this.centred ? this.shiftY[unit]! - shift + share * (m[sumY + unit]! - mean) : 0
    })
    return { weights, bias, squared }
  }

  /** The solution from the rows themselves, if they are kept and have full column rank. */
  private triangulate(lambda: number, units: readonly number[], column: (c: number) => number, k: number): Float64Array[] | undefined {
    const { kept, kernels, n, centred } = this
    if (!kept.complete) return undefined
    const m = kernels.view()
    const share = centred && n > 0 ? 1 / n : 0
    const ofX = Int32Array.from({ length: k }, (_, c) => column(c))
    const triangle = new Triangle(k, units.length, lambda)
    const means = (at: number, of: ArrayLike<number>): number[] => Array.from(of, (c) => share * m[at / 8 + c]!)
    for (const block of kept.blocksOf(ofX, means(this.sumX, ofX), units, means(this.sumY, units))) triangle.add(block)
    return triangle.solve()
  }

  /** Corrects weights by their residuals until corrections no longer shrink; returns Σ e² by unit. */
  private correct(
    lambda: number,
    units: readonly number[],
    column: (c: number) => number,
    weights: Float64Array[],
    solve: (x: Float64Array) => void,
  ): Float64Array {
    const { kernels, n, centred, kept, count } = this
    const share = centred && n > 0 ? 1 / n : 0
    const m = kernels.view() as Float64Array
    const meanX = (c: number): number => share * m[this.sumX / 8 + c]!
    let before = Infinity
    for (let round = 0; ; round++) {
      const whole: (Float64Array | undefined)[] = Array.from({ length: this.units })
      const offsets = new Float64Array(this.units)
      units.forEach((unit, u) => {
        const w = new Float64Array(count)
        let offset = share * m[this.sumY / 8 + unit]!
        weights[u]!.forEach((value, c) => {
          w[column(c)] = value
          offset -= value * meanX(column(c))
        })
        whole[unit] = w
        offsets[unit] = offset
      })
      const { slopes, sums, squares } = kept.residuals(whole, offsets)
      const changes = units.map((unit, u) => {
        const change = weights[u]!.map((w, c) => slopes(unit, column(c)) - meanX(column(c)) * sums[unit]! - lambda * w)
        solve(change)
        return change
      })
      const size = largest(changes.map((change, u) => Math.hypot(...change) / (Math.hypot(...weights[u]!) || 1)))
      // A correction that does not shrink is rounding noise.
      if (!(size < before / 2) || round === CORRECTIONS) return squares
      changes.forEach((change, u) => change.forEach((d, c) => (weights[u]![c]! += d)))
      if (size < ENOUGH) return squares
      before = size
    }
  }
}
