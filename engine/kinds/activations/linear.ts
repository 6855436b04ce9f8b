import type { ElementWise } from './activation'

export const linear: ElementWise = {
  label: { en: 'linear', ja: '線形' },
  mixes: false,
  value: (x) => x,
  slope: () => 1,
  latex: '\\operatorname{linear}',
  torch: { write: (x) => x },
  numpy: { write: (x) => x },
  onnx: (graph, x) => graph.node('Identity', [x]),
}
