type Numbers = Float32Array | Float64Array

/** How a function is written in one library of Python. */
interface Python {
  write(x: string): string
  /** A function that the written code brings along. */
  readonly helper?: readonly string[]
}

/** The part of an ONNX graph into which a function is written. */
interface OnnxGraph {
  node(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, { readonly float: number }>>): string
  scalar(value: number): string
}

interface Written {
  /** Its name in lists of choices. */
  readonly label: Readonly<Record<'en' | 'ja', string>>
  readonly latex: string
  readonly torch: Python
  readonly numpy: Python
  /** Gives the name of f(x). `wide`: in float64, in which runtimes lack some operators. */
  onnx(graph: OnnxGraph, x: string, wide: boolean): string
  /** Its number in `engine/kernels/assembly/activations.ts`; without one, TypeScript computes it. */
  readonly kernel?: number
}

export interface ElementWise extends Written {
  readonly mixes: false
  /** f(x) without cancellation or overflow; NaN stays NaN. */
  value(x: number): number
  /** f′(x) as a function of y = f(x). */
  slope(y: number): number
}

/** A function of all units of a row, whose Jacobian is symmetric. Places are those of the row's first unit. */
export interface OverUnits extends Written {
  readonly mixes: true
  forward(view: Numbers, n: number, x: number, y: number): void
  /** dx += dy · Jacobian. */
  backward(view: Numbers, n: number, y: number, dy: number, dx: number): void
  /** to[i][j] += from[i] · ∂y_j/∂x_i. */
  tangentOfUnits(view: Numbers, n: number, y: number, from: number, to: number): void
  /** to[i] += Σ_k ∂y_i/∂x_k · from[i][k], or ∂y_i/∂x_i · from[i] where direction i changes unit i alone (`own`). */
  tangentDiagonal(view: Numbers, n: number, y: number, from: number, own: boolean, to: number): void
}

/** All that is known of an activation anywhere. */
export type ActivationKind = ElementWise | OverUnits
