import type { ElementWise } from './activation'

/** 1 / (1 + e⁻ˣ). */
export const logistic: ElementWise = {
  label: { en: 'logistic σ', ja: 'ロジスティック σ' },
  kernel: 0,
  mixes: false,
  value(x) {
    const e = Math.exp(-Math.abs(x))
    return (x < 0 ? e : 1) / (1 + e)
  },
  slope: (y) => y * (1 - y),
  latex: '\\sigma',
  torch: { write: (x) => `torch.sigmoid(${x})` },
  numpy: { write: (x) => `logistic(${x})`, helper: ['def logistic(x):', '    return np.exp(-np.logaddexp(0.0, -x))'] },
  onnx: (graph, x) => graph.node('Sigmoid', [x]),
}
