/** A number with its history: the value, and the slope with respect to each number it was computed from. */
export interface Scalar {
  readonly value: number
  readonly parents: readonly Scalar[]
  readonly slopes: readonly number[]
  adjoint: number
}

export const constant = (value: number): Scalar => ({ value, parents: [], slopes: [], adjoint: 0 })

/** Records every scalar in the order of creation, so that derivatives can be propagated from the last to the first. */
export class Tape {
  private readonly made: Scalar[] = []

  private make(value: number, parents: readonly Scalar[], slopes: readonly number[]): Scalar {
    const scalar = { value, parents, slopes, adjoint: 0 }
    this.made.push(scalar)
    return scalar
  }

  sum(terms: readonly Scalar[]): Scalar {
    return this.make(
      terms.reduce((s, { value }) => s + value, 0),
      terms,
      terms.map(() => 1),
    )
  }

  product(a: Scalar, b: Scalar): Scalar {
    return this.make(a.value * b.value, [a, b], [b.value, a.value])
  }

  times(factor: number, a: Scalar): Scalar {
    return this.make(factor * a.value, [a], [factor])
  }

  apply(f: (x: number) => number, slope: (x: number) => number, a: Scalar): Scalar {
    return this.make(f(a.value), [a], [slope(a.value)])
  }

  /** softmax(n)ᵢ, with ∂yᵢ/∂nⱼ = yᵢ (δᵢⱼ − yⱼ). */
  softmax(nets: readonly Scalar[]): Scalar[] {
    const highest = Math.max(...nets.map((n) => n.value))
    const shares = nets.map((n) => Math.exp(n.value - highest))
    const total = shares.reduce((a, b) => a + b, 0)
    const y = shares.map((s) => s / total)
    return y.map((yi, i) =>
      this.make(
        yi,
        nets,
        y.map((yj, j) => yi * ((i === j ? 1 : 0) - yj)),
      ),
    )
  }

  /** ln Σ exp nᵢ, its slopes the softmax. */
  logSumExp(nets: readonly Scalar[]): Scalar {
    const highest = Math.max(...nets.map((n) => n.value))
    const shares = nets.map((n) => Math.exp(n.value - highest))
    const total = shares.reduce((a, b) => a + b, 0)
    return this.make(
      highest + Math.log(total),
      nets,
      shares.map((s) => s / total),
    )
  }

  /** Adds ∂end/∂s to the adjoint of every scalar s from which `end` was made. */
  back(end: Scalar): void {
    end.adjoint += 1
    for (const scalar of this.made.toReversed())
      scalar.parents.forEach((parent, i) => {
        parent.adjoint += scalar.adjoint * scalar.slopes[i]!
      })
  }
}

const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** Activations of one number with their slopes; softmax, which needs all units, is the tape's. */
export const activations: Readonly<Record<string, readonly [(x: number) => number, (x: number) => number]>> = {
  linear: [(x) => x, () => 1],
  logistic: [logistic, (x) => logistic(x) * logistic(-x)],
  tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  relu: [(x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
  'leaky-relu': [(x) => (x > 0 ? x : 0.01 * x), (x) => (x > 0 ? 1 : 0.01)],
  softplus: [softplus, logistic],
  softsign: [(x) => x / (1 + Math.abs(x)), (x) => 1 / (1 + Math.abs(x)) ** 2],
}
