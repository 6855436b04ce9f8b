import { describe, expect, it } from 'vitest'
import { Pair, precisions, printedSeed, rounds } from './pair'

const seed = printedSeed()
const ROUNDS = 60

/** Compressed rows of a random m × n pattern; some rows are empty. */
function pattern(pair: Pair, m: number, n: number): { pointers: number; columns: number; count: number } {
  const pointers = [0]
  const columns: number[] = []
  for (let i = 0; i < m; i++) {
    const share = pair.random.uniform()
    for (let j = 0; j < n; j++) if (pair.random.uniform() < share * share) columns.push(j)
    pointers.push(columns.length)
  }
  return { pointers: pair.integers(pointers), columns: pair.integers(columns.length > 0 ? columns : [0]), count: columns.length }
}

describe('products agree with the plain kernels', () => {
  it('packed, from either order of the matrix', () => {
    rounds(seed, 'packed', ROUNDS, (pair) => {
      const rows = pair.size(17)
      const n = pair.size()
      const k = pair.size()
      const transposed = pair.random.integer(2) === 1
      const lda = pair.stride(k)
      const ldb = pair.stride(transposed ? k : n)
      const ldc = pair.stride(n)
      const alpha = pair.factor()
      const a = pair.numbers(rows * lda)
      const b = pair.numbers((transposed ? n : k) * ldb)
      const c = pair.numbers(rows * ldc)
      const room = Math.max(pair.wasm.packedSize(n, k), pair.plain.packedSize(n, k))
      const packed = pair.numbers(room)
      pair.ignore(packed, room)
      pair.both((kernels) => {
        kernels.pack(packed, b, n, k, transposed ? 1 : ldb, transposed ? ldb : 1, alpha)
        kernels.gemmPacked(rows, n, k, a, lda, packed, c, ldc)
      })
      return `packed ${rows} × ${k} × ${n}, ${transposed ? 'transposed' : 'as it lies'}, lda ${lda}, ldc ${ldc}, alpha ${alpha}`
    })
  })

  it('general, left side by rows and by columns', () => {
    rounds(seed, 'gemm', ROUNDS, (pair) => {
      const m = pair.size()
      const n = pair.size()
      const k = pair.random.integer(4) === 0 ? 250 + pair.size() : pair.size()
      const byColumns = pair.random.integer(2) === 1
      const lda = pair.stride(byColumns ? m : k)
      const ldb = pair.stride(n)
      const ldc = pair.stride(n)
      const alpha = pair.factor()
      const a = pair.numbers((byColumns ? k : m) * lda)
      const b = pair.numbers(k * ldb)
      const c = pair.numbers(m * ldc)
      pair.both((kernels) => kernels.gemm(m, n, k, a, byColumns ? 1 : lda, byColumns ? lda : 1, b, ldb, c, ldc, alpha))
      return `gemm ${m} × ${k} × ${n}, ${byColumns ? 'by columns' : 'by rows'}, alpha ${alpha}`
    })
  })

  it('sparse, its transpose and its gradient', () => {
    rounds(seed, 'sparse', ROUNDS, (pair) => {
      const rows = pair.size(40)
      const m = pair.size()
      const n = pair.size()
      const { pointers, columns, count } = pattern(pair, m, n)
      const values = pair.numbers(Math.max(1, count))
      const gradient = pair.numbers(Math.max(1, count))
      const ldx = pair.stride(n)
      const ldy = pair.stride(m)
      const x = pair.numbers(rows * ldx)
      const y = pair.numbers(rows * ldy)
      const dx = pair.numbers(rows * ldx)
      const alpha = pair.factor()
      pair.both((kernels) => {
        kernels.sparse(rows, m, pointers, columns, values, x, ldx, y, ldy, alpha)
        kernels.sparseTransposed(rows, m, pointers, columns, values, y, ldy, dx, ldx, alpha)
        kernels.sparseGradient(rows, m, pointers, columns, gradient, y, ldy, x, ldx, alpha)
      })
      return `sparse ${rows} rows by ${m} × ${n}, ${count} entries`
    })
  })
})

describe('a row of a product has the same bits alone and among others', () => {
  it.each(precisions)('packed, %s', (precision) => {
    for (let round = 0; round < ROUNDS; round++) {
      const pair = new Pair(precision, seed, `bits/${precision}/${round}`)
      const { wasm } = pair
      const rows = pair.size(33)
      const n = pair.size()
      const k = pair.size()
      const a = pair.numbers(rows * k)
      const b = pair.numbers(k * n)
      const packed = pair.numbers(wasm.packedSize(n, k))
      const together = pair.numbers(rows * n, () => 0)
      const alone = pair.numbers(rows * n, () => 0)
      wasm.pack(packed, b, n, k, n, 1, 1)
      wasm.gemmPacked(rows, n, k, a, k, packed, together, n)
      for (let r = 0; r < rows; r++) wasm.gemmPacked(1, n, k, a + r * k * wasm.bytes, k, packed, alone + r * n * wasm.bytes, n)
      const view = wasm.view()
      for (let i = 0; i < rows * n; i++)
        if (!Object.is(view[together / wasm.bytes + i], view[alone / wasm.bytes + i])) expect.fail(`${rows} × ${k} × ${n}: element ${i}`)
    }
  })

  it.each(precisions)('general, %s', (precision) => {
    for (let round = 0; round < ROUNDS; round++) {
      const pair = new Pair(precision, seed, `bits-general/${precision}/${round}`)
      const { wasm } = pair
      const m = pair.size(33)
      const n = pair.size()
      const k = pair.size()
      const a = pair.numbers(m * k)
      const b = pair.numbers(k * n)
      const together = pair.numbers(m * n, () => 0)
      const alone = pair.numbers(m * n, () => 0)
      wasm.gemm(m, n, k, a, 1, m, b, n, together, n, 1)
      for (let i = 0; i < m; i++) wasm.gemm(1, n, k, a + i * wasm.bytes, 1, m, b, n, alone + i * n * wasm.bytes, n, 1)
      const view = wasm.view()
      for (let i = 0; i < m * n; i++)
        if (!Object.is(view[together / wasm.bytes + i], view[alone / wasm.bytes + i])) expect.fail(`${m} × ${k} × ${n}: element ${i}`)
    }
  })
})
