import type { ElementWise } from './activation'

/** ln(1 + eˣ). */
export const softplus: ElementWise = {
  label: { en: 'softplus', ja: 'softplus' },
  kernel: 4,
  mixes: false,
  value: (x) => (x < 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs(x))),
  slope: (y) => -Math.expm1(-y),
  latex: '\\operatorname{softplus}',
  // PyTorch's own softplus is linear above a threshold, which costs nine digits.
  torch: { write: (x) => `softplus(${x})`, helper: ['def softplus(x):', '    return torch.logaddexp(x, torch.zeros_like(x))'] },
  numpy: { write: (x) => `softplus(${x})`, helper: ['def softplus(x):', '    return np.logaddexp(x, 0.0)'] },
  onnx(graph, x, wide) {
    if (!wide) return graph.node('Softplus', [x])
    // max(x, 0) + ln(1 + exp(−|x|)), which overflows nowhere.
    const small = graph.node('Exp', [graph.node('Neg', [graph.node('Abs', [x])])])
    return graph.node('Add', [graph.node('Relu', [x]), graph.node('Log', [graph.node('Add', [small, graph.scalar(1)])])])
  },
}
