import type { Kernels } from '../types'
import type { Heap, Numbers } from './heap'

/** C[j] += alpha · Σ_k A[k·step] · B[j·columnStep + k·rowStep], four columns at once; k runs upward in every path. */
function productRow(m: Numbers, n: number, k: number, a: number, step: number, b: number, rowStep: number, columnStep: number, c: number, alpha: number): void {
  let j = 0
  for (; j + 4 <= n; j += 4) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let b0 = b + j * columnStep
    let b1 = b0 + columnStep
    let b2 = b1 + columnStep
    let b3 = b2 + columnStep
    for (let e = 0, x = a; e < k; e++, x += step) {
      const v = m[x]!
      s0 += v * m[b0]!
      s1 += v * m[b1]!
      s2 += v * m[b2]!
      s3 += v * m[b3]!
      b0 += rowStep
      b1 += rowStep
      b2 += rowStep
      b3 += rowStep
    }
    m[c + j]! += alpha * s0
    m[c + j + 1]! += alpha * s1
    m[c + j + 2]! += alpha * s2
    m[c + j + 3]! += alpha * s3
  }
  for (; j < n; j++) {
    let s = 0
    for (let e = 0; e < k; e++) s += m[a + e * step]! * m[b + j * columnStep + e * rowStep]!
    m[c + j]! += alpha * s
  }
}

type Products = 'packedSize' | 'pack' | 'gemmPacked' | 'gemm' | 'sparse' | 'sparseTransposed' | 'sparseGradient'

/** Here, packing is transposing to N×K, so that a product reads its columns sequentially. */
export const products = ({ view, ints, shift }: Heap): Pick<Kernels, Products> => ({
  packedSize: (n, k) => n * k,
  pack(t, s, n, k, rowStride, columnStride, alpha) {
    const m = view()
    t >>>= shift
    s >>>= shift
    for (let j = 0; j < n; j++) for (let e = 0; e < k; e++) m[t + j * k + e] = alpha * m[s + e * rowStride + j * columnStride]!
  },
  gemmPacked(rows, n, k, a, lda, p, c, ldc) {
    const m = view()
    a >>>= shift
    p >>>= shift
    c >>>= shift
    for (let r = 0; r < rows; r++) productRow(m, n, k, a + r * lda, 1, p, 1, k, c + r * ldc, 1)
  },
  gemm(rows, n, k, a, rowStride, columnStride, b, ldb, c, ldc, alpha) {
    const m = view()
    a >>>= shift
    b >>>= shift
    c >>>= shift
    for (let i = 0; i < rows; i++) productRow(m, n, k, a + i * rowStride, columnStride, b, ldb, 1, c + i * ldc, alpha)
  },
  sparse(rows, height, pointers, columns, values, x, ldx, y, ldy, alpha) {
    const m = view()
    const int = ints()
    values >>>= shift
    x >>>= shift
    y >>>= shift
    pointers >>>= 2
    columns >>>= 2
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < height; i++) {
        let s = 0
        const end = int[pointers + i + 1]!
        for (let e = int[pointers + i]!; e < end; e++) s += m[values + e]! * m[x + r * ldx + int[columns + e]!]!
        m[y + r * ldy + i]! += alpha * s
      }
    }
  },
  sparseTransposed(rows, height, pointers, columns, values, y, ldy, x, ldx, alpha) {
    const m = view()
    const int = ints()
    values >>>= shift
    x >>>= shift
    y >>>= shift
    pointers >>>= 2
    columns >>>= 2
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < height; i++) {
        const v = alpha * m[y + r * ldy + i]!
        const end = int[pointers + i + 1]!
        for (let e = int[pointers + i]!; e < end; e++) m[x + r * ldx + int[columns + e]!]! += v * m[values + e]!
      }
    }
  },
  sparseGradient(rows, height, pointers, columns, gradient, y, ldy, x, ldx, alpha) {
    const m = view()
    const int = ints()
    gradient >>>= shift
    x >>>= shift
    y >>>= shift
    pointers >>>= 2
    columns >>>= 2
    for (let i = 0; i < height; i++) {
      const end = int[pointers + i + 1]!
      for (let e = int[pointers + i]!; e < end; e++) {
        const column = x + int[columns + e]!
        let s = 0
        for (let r = 0; r < rows; r++) s += m[y + r * ldy + i]! * m[column + r * ldx]!
        m[gradient + e]! += alpha * s
      }
    }
  },
})
