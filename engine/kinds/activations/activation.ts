type Numbers = Float32Array | Float64Array

/** How to write a function for one Python library. */
interface Python {
  write(x: string): string
  /** Lines of a function that the written code calls and must define. */
  readonly helper?: readonly string[]
}

/** Adds nodes and constants to an ONNX graph, and returns their names. */
interface OnnxGraph {
  node(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, { readonly float: number }>>): string
  scalar(value: number): string
}

interface Forms {
  /** Its name in lists of choices. */
  readonly label: Readonly<Record<'en' | 'ja', string>>
  readonly latex: string
  readonly torch: Python
  readonly numpy: Python
  /** Adds f(x) to the graph and returns its name. `wide`: in float64, for which runtimes lack some operators. */
  onnx(graph: OnnxGraph, x: string, wide: boolean): string
  /** Number in `engine/kernels/assembly/activations.ts`; without one, TypeScript computes the function. */
  readonly kernel?: number
}

export interface ElementWise extends Forms {
  readonly mixes: false
  /** f(x) without cancellation or overflow; NaN stays NaN. */
  value(x: number): number
  /** f′(x) as a function of y = f(x). */
  slope(y: number): number
}

/** A function of all units of a row, with a symmetric Jacobian. `x`, `y`, `dx` and `dy` are the indices of the row's first unit in `view`. */
export interface OverUnits extends Forms {
  readonly mixes: true
  forward(view: Numbers, n: number, x: number, y: number): void
  /** dx += dy · Jacobian. */
  backward(view: Numbers, n: number, y: number, dy: number, dx: number): void
  /** to[i][j] += from[i] · ∂y_j/∂x_i. */
  tangentOfUnits(view: Numbers, n: number, y: number, from: number, to: number): void
  /** to[i] += Σ_k ∂y_i/∂x_k · from[i][k], or ∂y_i/∂x_i · from[i] where direction i changes unit i alone (`own`). */
  tangentDiagonal(view: Numbers, n: number, y: number, from: number, own: boolean, to: number): void
}

/** An activation function: its computation, its names, and its forms in exports. */
export type ActivationKind = ElementWise | OverUnits
