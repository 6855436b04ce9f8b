import type { ElementWise } from './activation'

/** max(0, x), which is 0 at −0 too, with the slope 0 at 0. */
export const relu: ElementWise = {
  label: { en: 'ReLU', ja: 'ReLU' },
  kernel: 2,
  mixes: false,
  value: (x) => (x > 0 ? x : x <= 0 ? 0 : x),
  slope: (y) => (y > 0 ? 1 : 0),
  latex: '\\operatorname{relu}',
  torch: { write: (x) => `torch.relu(${x})` },
  numpy: { write: (x) => `np.maximum(${x}, 0)` },
  onnx: (graph, x) => graph.node('Relu', [x]),
}
