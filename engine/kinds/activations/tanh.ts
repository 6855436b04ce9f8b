import type { ElementWise } from './activation'

export const tanh: ElementWise = {
  label: { en: 'tanh', ja: 'tanh' },
  kernel: 1,
  mixes: false,
  value: Math.tanh,
  slope: (y) => 1 - y * y,
  latex: '\\tanh',
  torch: { write: (x) => `torch.tanh(${x})` },
  numpy: { write: (x) => `np.tanh(${x})` },
  onnx: (graph, x) => graph.node('Tanh', [x]),
}
