import type { Kernels } from '../types'
import type { Heap } from './heap'

export const factors = ({ view, shift }: Heap): Pick<Kernels, 'symmetricRankK' | 'cholesky' | 'choleskySolve'> => ({
  symmetricRankK(rows, n, x, ldx, c, ldc) {
    const m = view()
    x >>>= shift
    c >>>= shift
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let r = 0; r < rows; r++) sum += m[x + r * ldx + i]! * m[x + r * ldx + j]!
        m[c + i * ldc + j]! += sum
      }
    }
  },
  cholesky(n, a, lda) {
    const m = view()
    a >>>= shift
    for (let i = 0; i < n; i++) {
      const row = a + i * lda
      for (let j = 0; j < i; j++) {
        const other = a + j * lda
        let sum = m[row + j]!
        for (let k = 0; k < j; k++) sum -= m[row + k]! * m[other + k]!
        m[row + j] = sum / m[other + j]!
      }
      let pivot = m[row + i]!
      for (let k = 0; k < i; k++) pivot -= m[row + k]! * m[row + k]!
      if (!(pivot > 0) || pivot === Infinity) return i + 1
      m[row + i] = Math.sqrt(pivot)
    }
    return 0
  },
  choleskySolve(n, columns, l, ldl, b, ldb) {
    const m = view()
    l >>>= shift
    b >>>= shift
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = m[b + i * ldb + j]!
        for (let k = 0; k < i; k++) sum -= m[l + i * ldl + k]! * m[b + k * ldb + j]!
        m[b + i * ldb + j] = sum / m[l + i * ldl + i]!
      }
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = 0; j < columns; j++) {
        let sum = m[b + i * ldb + j]!
        for (let k = i + 1; k < n; k++) sum -= m[l + k * ldl + i]! * m[b + k * ldb + j]!
        m[b + i * ldb + j] = sum / m[l + i * ldl + i]!
      }
    }
  },
})
