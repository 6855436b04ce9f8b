import type { OverUnits } from './activation'

/** y_i = eˣⁱ / Σ_j eˣʲ over the units of a row; ∂y_j/∂x_i = y_j (δ_ij − y_i). */
export const softmax: OverUnits = {
  label: { en: 'softmax', ja: 'softmax' },
  kernel: 6,
  mixes: true,
  forward(view, n, x, y) {
    let most = -Infinity
    let sum = 0
    for (let i = 0; i < n; i++) most = Math.max(most, view[x + i]!)
    for (let i = 0; i < n; i++) sum += view[y + i] = Math.exp(view[x + i]! - most)
    for (let i = 0; i < n; i++) view[y + i]! /= sum
  },
  backward(view, n, y, dy, dx) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += view[dy + i]! * view[y + i]!
    for (let i = 0; i < n; i++) view[dx + i]! += view[y + i]! * (view[dy + i]! - sum)
  },
  tangentOfUnits(view, n, y, from, to) {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) view[to + i * n + j]! += view[from + i]! * view[y + j]! * ((i === j ? 1 : 0) - view[y + i]!)
  },
  tangentDiagonal(view, n, y, from, own, to) {
    for (let i = 0; i < n; i++) {
      let rest = own ? view[from + i]! * (1 - view[y + i]!) : view[from + i * n + i]!
      if (!own) for (let k = 0; k < n; k++) rest -= view[y + k]! * view[from + i * n + k]!
      view[to + i]! += view[y + i]! * rest
    }
  },
  latex: '\\operatorname{softmax}',
  torch: { write: (x) => `torch.softmax(${x}, dim=-1)` },
  numpy: {
    write: (x) => `softmax(${x})`,
    helper: ['def softmax(x):', '    e = np.exp(x - x.max(axis=-1, keepdims=True))', '    return e / e.sum(axis=-1, keepdims=True)'],
  },
  onnx: (graph, x) => graph.node('Softmax', [x]),
}
