import type { ElementWise } from './activation'

/** x / (1 + |x|). */
export const softsign: ElementWise = {
  label: { en: 'softsign', ja: 'softsign' },
  kernel: 5,
  mixes: false,
  value: (x) => x / (1 + Math.abs(x)),
  slope: (y) => (1 - Math.abs(y)) ** 2,
  latex: '\\operatorname{softsign}',
  torch: { write: (x) => `nn.functional.softsign(${x})` },
  numpy: { write: (x) => `softsign(${x})`, helper: ['def softsign(x):', '    return x / (1 + np.abs(x))'] },
  onnx: (graph, x, wide) => (wide ? graph.node('Div', [x, graph.node('Add', [graph.node('Abs', [x]), graph.scalar(1)])]) : graph.node('Softsign', [x])),
}
