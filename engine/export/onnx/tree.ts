import { constantOf } from '../../formula/constant'
import type { Tree } from '../../formula/tree'
import { activationOf } from '../../kinds/activations'
import type { GraphBuilder } from './graph'

const plain: Readonly<Record<string, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  power: 'Pow',
  negate: 'Neg',
  min: 'Min',
  max: 'Max',
  exp: 'Exp',
  ln: 'Log',
  sqrt: 'Sqrt',
  abs: 'Abs',
  sign: 'Sign',
  sin: 'Sin',
  cos: 'Cos',
  tan: 'Tan',
  tanh: 'Tanh',
  sinh: 'Sinh',
  cosh: 'Cosh',
  atan: 'Atan',
  erf: 'Erf',
} // prettier-ignore

/** Functions that onnxruntime lacks in float64, written with nodes that it has. */
const wideOnes: Readonly<Record<string, (graph: GraphBuilder, x: string) => string>> = {
  tan: (graph, x) => graph.node('Div', [graph.node('Sin', [x]), graph.node('Cos', [x])]),
  sinh: (graph, x) => graph.node('Mul', [graph.node('Sub', [graph.node('Exp', [x]), graph.node('Exp', [graph.node('Neg', [x])])]), graph.scalar(0.5)]),
  cosh: (graph, x) => graph.node('Mul', [graph.node('Add', [graph.node('Exp', [x]), graph.node('Exp', [graph.node('Neg', [x])])]), graph.scalar(0.5)]),
}

/** Functions that onnxruntime lacks in float64 and that other nodes cannot express. */
const missingWide = new Set(['atan', 'erf'])

/** Returns the functions of a formula that cannot be written; none unless `wide` (float64). */
export const unwritten = (tree: Tree, wide: boolean): readonly string[] =>
  tree.kind === 'call' && wide ? [...(missingWide.has(tree.of) ? [tree.of] : []), ...tree.arguments.flatMap((part) => unwritten(part, wide))] : []

/** Writes a formula over `size` units into a graph; returns the name of its value. */
export function treeOnnx(graph: GraphBuilder, tree: Tree, size: number, valueOf: (name: string) => string, wide: boolean): string {
  const constant = constantOf(tree, size)
  if (constant !== undefined) return graph.scalar(constant)
  if (tree.kind !== 'call') return tree.kind === 'name' ? valueOf(tree.name) : graph.scalar(tree.value)
  const parts = tree.arguments.map((part) => treeOnnx(graph, part, size, valueOf, wide))
  const [a = ''] = parts
  switch (tree.of) {
    case 'logistic':
    case 'relu':
    case 'softplus':
      return activationOf(tree.of).onnx(graph, a, wide)
    case 'step':
      return graph.node('Where', [graph.node('Greater', [a, graph.scalar(0)]), graph.scalar(1), graph.scalar(0)])
    case 'sum':
    case 'mean': {
      const sum = graph.node('ReduceSum', [a, graph.wholes([-1])], { keepdims: 1 })
      return tree.of === 'sum' ? sum : graph.node('Mul', [sum, graph.scalar(1 / size)])
    }
    default: {
      const other = wide ? wideOnes[tree.of] : undefined
      return other ? other(graph, a) : graph.node(plain[tree.of]!, parts)
    }
  }
}
