import type { ElementWise } from './activation'

/** x, and 0.01 x below 0. */
export const leakyRelu: ElementWise = {
  label: { en: 'leaky ReLU', ja: 'leaky ReLU' },
  kernel: 3,
  mixes: false,
  value: (x) => (x < 0 ? 0.01 * x : x),
  slope: (y) => (y > 0 ? 1 : 0.01),
  latex: '\\operatorname{leaky\\text{-}relu}',
  torch: { write: (x) => `nn.functional.leaky_relu(${x}, 0.01)` },
  numpy: { write: (x) => `leaky_relu(${x})`, helper: ['def leaky_relu(x):', '    return np.where(x > 0, x, 0.01 * x)'] },
  onnx(graph, x, wide) {
    if (!wide) return graph.node('LeakyRelu', [x], { alpha: { float: 0.01 } })
    const below = graph.node('Mul', [graph.node('Relu', [graph.node('Neg', [x])]), graph.scalar(-0.01)])
    return graph.node('Add', [graph.node('Relu', [x]), below])
  },
}
