import type { Pieces } from '../base/resumable'
import { Triangle } from '../algebra/qr'

/**
 * Solves the Levenberg–Marquardt step: returns the x that minimizes ‖A x − b‖² + λ ‖x‖², by orthogonal triangularization,
 * which does not square the condition number of A.
 *
 * @param a n × n, row-major.
 */
export function* solveDamped(n: number, a: Float64Array, b: Float64Array, lambda: number): Pieces<Float64Array> {
  const triangle = new Triangle(n, 1, lambda)
  const columns = Array.from({ length: n }, (_, j) => Float64Array.from({ length: n }, (_, i) => a[i * n + j]!))
  yield* triangle.adding([...columns, b.slice()])
  return triangle.solve()?.[0] ?? new Float64Array(n)
}
