/** Matrices and data of test/fixtures/linear, the same bits as its make.py makes. */

export interface SpectralCase {
  readonly kind: string
  readonly n: number
  readonly seed: number
  readonly radius: number
}

export interface RidgeCase {
  readonly kind: string
  readonly rows: number
  readonly columns: number
  readonly units: number
  readonly seed: number
  readonly lambda: number
  readonly bias: boolean
  /** By unit, one weight per column. */
  readonly weights: readonly (readonly number[])[]
  readonly offset: readonly number[]
}

/** Park & Miller's minimal standard generator (1988), exact in float64. */
function uniform(seed: number): () => number {
  let x = seed
  return () => {
    x = (16807 * x) % 2147483647
    return x / 2147483647
  }
}

export function matrixOf({ kind, n, seed }: SpectralCase): Float64Array {
  const u = uniform(seed)
  const a = new Float64Array(n * n)
  const each = (value: (i: number, j: number) => number): void => {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] = value(i, j)
  }
  const signed = (): number => 2 * u() - 1
  switch (kind) {
    case 'dense':
      each(signed)
      break
    case 'pair':
      each(() => signed() * (0.0625 / n))
      a[0]! += 3
      a[n + 1]! += 3
      a[1]! += 4
      a[n]! -= 4
      break
    case 'scaled':
      each((i, j) => signed() * 2 ** (4 * (((i * 7) % n) - ((j * 7) % n))))
      break
    case 'sparse':
    case 'reservoir':
      each(() => {
        const v = signed()
        return u() < (kind === 'sparse' ? 0.1 : 0.02) ? v : 0
      })
      break
    case 'defective':
      each((i, j) => (i === j ? 0.75 : j === i + 1 ? 1 : 0))
      a[(n - 1) * n] = 2 ** -24
      break
    case 'cycle':
      each((i, j) => (j === (i + 1) % n ? 0.5 : 0))
      break
    case 'companion':
      each((i, j) => ((i === 0 && (j === 0 || j === n - 1)) || (i > 0 && j === i - 1) ? 1 : 0))
      break
    case 'blocks':
      for (let i = 0; i < n / 2; i++) for (let j = 0; j < n / 2; j++) a[i * n + j] = a[(n / 2 + i) * n + n / 2 + j] = signed()
      break
    case 'symmetric':
      for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = signed()
      break
    default:
      throw new Error(`no matrix ${kind}`)
  }
  return a
}

export function regressionOf({ kind, rows, columns, units, seed }: RidgeCase): { x: number[][]; y: number[][] } {
  const u = uniform(seed)
  const x: number[][] = []
  const y: number[][] = []
  for (let t = 0; t < rows; t++) {
    const common = 2 * u() - 1
    const row = Array.from({ length: columns }, (_, j) => {
      const v = 2 * u() - 1
      if (kind === 'offset') return 1024 + v
      if (kind === 'collinear') return common + v / 1048576
      return kind === 'graded' ? v / 4 ** j : v
    })
    x.push(row)
    y.push(
      Array.from({ length: units }, (_, i) => {
        let s = 0.5
        for (let j = 0; j < columns; j++) s += row[j]! * (((i + j) % 3) - 1)
        return s + (2 * u() - 1) / 8
      }),
    )
  }
  return { x, y }
}
