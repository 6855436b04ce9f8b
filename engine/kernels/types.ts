import type { ActivationKind } from '../kinds/activations/activation'

export type Precision = 'float32' | 'float64'

/** Bytes of scratch space that every thread has for its kernels. */
export const SCRATCH_BYTES = 191 * 1024

/**
 * The inner loops, over one linear memory.
 *
 * Addresses are byte offsets into `memory.buffer`, aligned to the element (products are fastest at 64); strides and
 * counts are in elements. Matrices are row-major with a leading dimension (`ld`, the distance between rows). `rows`
 * counts steps × sequences. Targets must not overlap sources unless stated. Kernels allocate nothing; they use the first
 * `RESERVED` bytes of the memory.
 *
 * A row of a product has the same bits whether computed alone or among others: every sum over k has one order.
 */
export interface Kernels {
  readonly precision: Precision
  /** Bytes of an element: 4 or 8. */
  readonly bytes: 4 | 8
  readonly memory: WebAssembly.Memory
  /** A typed view of the whole memory; a new one after the memory has grown. */
  view(): Float32Array | Float64Array

  /** Elements that `pack` writes for a K×N right-hand side. */
  packedSize(n: number, k: number): number
  /** Packs B[k][j] = alpha · source[k·rowStride + j·columnStride] into column panels for `gemmPacked`. */
  pack(target: number, source: number, n: number, k: number, rowStride: number, columnStride: number, alpha: number): void
  /** C[r][j] += Σ_k A[r·lda + k] · B[k][j], B packed; r < rows, j < n. */
  gemmPacked(rows: number, n: number, k: number, a: number, lda: number, packed: number, c: number, ldc: number): void
  /** C[i·ldc + j] += alpha · Σ_k A[i·rowStride + k·columnStride] · B[k·ldb + j]; i < m, j < n. */
  gemm(m: number, n: number, k: number, a: number, rowStride: number, columnStride: number, b: number, ldb: number, c: number, ldc: number, alpha: number): void
  /** y[r][i] += alpha · Σ_e values[e] · x[r][columns[e]], e in rowPointers[i] … rowPointers[i+1]−1 (CSR; int32). */
  sparse(rows: number, m: number, rowPointers: number, columns: number, values: number, x: number, ldx: number, y: number, ldy: number, alpha: number): void
  /** x[r][columns[e]] += alpha · values[e] · y[r][i]: the transpose of `sparse`. */
  sparseTransposed(
    rows: number,
    m: number,
    rowPointers: number,
    columns: number,
    values: number,
    y: number,
    ldy: number,
    x: number,
    ldx: number,
    alpha: number,
  ): void
  /** gradient[e] += alpha · Σ_r y[r][i] · x[r][columns[e]]. */
  sparseGradient(
    rows: number,
    m: number,
    rowPointers: number,
    columns: number,
    gradient: number,
    y: number,
    ldy: number,
    x: number,
    ldx: number,
    alpha: number,
  ): void

  /** y = f(x), element-wise over rows × n, or over each row (softmax). x may be y. */
  activate(activation: ActivationKind, rows: number, n: number, x: number, ldx: number, y: number, ldy: number): void
  /** dx += dy ⊙ f′, with the derivative computed from y = f(x). */
  activateBackward(activation: ActivationKind, rows: number, n: number, y: number, ldy: number, dy: number, lddy: number, dx: number, lddx: number): void

  /**
   * Runs `steps` steps of a formula, laid out at `program` as in `engine/formula/steps.ts`, over `count` numbers in rows of
   * n, `block` numbers at a time. The first row begins `row` bytes after the beginning of its slot. Registers are at
   * address `registers`; 0 stands for the thread's own scratch space.
   */
  formula(program: number, steps: number, registers: number, block: number, count: number, n: number, row: number): void

  fill(n: number, x: number, value: number): void
  /** memmove of n elements: source and target may overlap. */
  copy(n: number, source: number, target: number): void
  /** y[r] = x[r] over rows of n elements. */
  copyRows(rows: number, n: number, x: number, ldx: number, y: number, ldy: number): void
  /** y[r] = v for every row. */
  broadcastRows(rows: number, n: number, v: number, y: number, ldy: number): void
  /** v += Σ_r x[r]. */
  sumRows(rows: number, n: number, x: number, ldx: number, v: number): void
  /** y += alpha · x over rows × n. */
  axpy(rows: number, n: number, alpha: number, x: number, ldx: number, y: number, ldy: number): void
  /** z += alpha · x ⊙ y over rows × n. */
  multiplyAdd(rows: number, n: number, alpha: number, x: number, ldx: number, y: number, ldy: number, z: number, ldz: number): void
  /** y[r] += alpha · v ⊙ x[r]: a diagonal projection. */
  diagonal(rows: number, n: number, alpha: number, v: number, x: number, ldx: number, y: number, ldy: number): void
  /** v += alpha · Σ_r x[r] ⊙ y[r]: the gradient of a diagonal projection. */
  diagonalGradient(rows: number, n: number, alpha: number, x: number, ldx: number, y: number, ldy: number, v: number): void
  /** y[r] += d[r] · x[r], one factor per row. */
  scaleRows(rows: number, n: number, d: number, x: number, ldx: number, y: number, ldy: number): void
  /** out = g ⊙ signal + (1 − g) ⊙ other; address −1 for an unwired signal (1) or other (0). */
  gate(rows: number, n: number, g: number, ldg: number, signal: number, lds: number, other: number, ldo: number, out: number, ldy: number): void
  /** dg += dOut ⊙ (signal − other); dSignal += dOut ⊙ g; dOther += dOut ⊙ (1 − g); −1 where unwired. */
  gateBackward(
    rows: number,
    n: number,
    g: number,
    ldg: number,
    signal: number,
    lds: number,
    other: number,
    ldo: number,
    dOut: number,
    lddy: number,
    dg: number,
    dSignal: number,
    dOther: number,
  ): void

  /** Σ x², in float64 for either precision. */
  sumOfSquares(n: number, x: number): number
  /** x *= alpha. */
  scale(n: number, x: number, alpha: number): void
  /** x = min(max(x, −limit), limit). */
  clamp(n: number, x: number, limit: number): void
  /** Whether all of x is finite. */
  finite(n: number, x: number): boolean
  /** velocity = momentum · velocity + g; w −= rate · (nesterov ? g + momentum · velocity : velocity). */
  sgd(n: number, w: number, g: number, velocity: number, rate: number, momentum: number, nesterov: boolean): void
  /** Kingma & Ba 2015, with rate = learningRate · √(1−β₂ᵗ)/(1−β₁ᵗ) folded in and epsilon scaled by √(1−β₂ᵗ); decoupled decay: w −= decay · w first. */
  adam(n: number, w: number, g: number, first: number, second: number, rate: number, beta1: number, beta2: number, epsilon: number, decay: number): void
  /** second = decay · second + (1−decay) g²; w −= rate · g / (√second + epsilon). */
  rmsprop(n: number, w: number, g: number, second: number, rate: number, decay: number, epsilon: number): void

  /** C += XᵀX, X rows × n, in the lower triangle of C; the part above the diagonal is undefined afterwards. */
  symmetricRankK(rows: number, n: number, x: number, ldx: number, c: number, ldc: number): void
  /**
   * A = L Lᵀ in place: reads and writes the lower triangle of A, n × n; the part above is undefined afterwards. Returns
   * 0, or if A is not positive definite the number, from 1, of the row whose pivot is not positive and finite.
   */
  cholesky(n: number, a: number, lda: number): number
  /** Solves L Lᵀ X = B for B, n × columns, in place. */
  choleskySolve(n: number, columns: number, l: number, ldl: number, b: number, ldb: number): void
}
