import type { Kernels } from '../types'
import type { Heap } from './heap'

type Updates = 'sumOfSquares' | 'scale' | 'clamp' | 'finite' | 'sgd' | 'adam' | 'rmsprop'

export const updates = ({ view, shift }: Heap): Pick<Kernels, Updates> => ({
  sumOfSquares(n, x) {
    const m = view()
    x >>>= shift
    let sum = 0
    for (let i = 0; i < n; i++) sum += m[x + i]! * m[x + i]!
    return sum
  },
  scale(n, x, alpha) {
    const m = view()
    x >>>= shift
    for (let i = 0; i < n; i++) m[x + i]! *= alpha
  },
  clamp(n, x, limit) {
    const m = view()
    x >>>= shift
    for (let i = 0; i < n; i++) m[x + i] = Math.min(Math.max(m[x + i]!, -limit), limit)
  },
  finite(n, x) {
    const m = view()
    x >>>= shift
    for (let i = 0; i < n; i++) if (!Number.isFinite(m[x + i]!)) return false
    return true
  },
  sgd(n, w, g, velocity, rate, momentum, nesterov) {
    const m = view()
    w >>>= shift
    g >>>= shift
    velocity >>>= shift
    for (let i = 0; i < n; i++) {
      const d = m[g + i]!
      const v = (m[velocity + i] = momentum * m[velocity + i]! + d)
      m[w + i]! -= rate * (nesterov ? d + momentum * v : v)
    }
  },
  adam(n, w, g, first, second, rate, beta1, beta2, epsilon, decay) {
    const m = view()
    w >>>= shift
    g >>>= shift
    first >>>= shift
    second >>>= shift
    for (let i = 0; i < n; i++) {
      const d = m[g + i]!
      const p = (m[first + i] = beta1 * m[first + i]! + (1 - beta1) * d)
      const q = (m[second + i] = beta2 * m[second + i]! + (1 - beta2) * d * d)
      m[w + i] = m[w + i]! * (1 - decay) - (rate * p) / (Math.sqrt(q) + epsilon)
    }
  },
  rmsprop(n, w, g, second, rate, decay, epsilon) {
    const m = view()
    w >>>= shift
    g >>>= shift
    second >>>= shift
    for (let i = 0; i < n; i++) {
      const d = m[g + i]!
      const q = (m[second + i] = decay * m[second + i]! + (1 - decay) * d * d)
      m[w + i]! -= (rate * d) / (Math.sqrt(q) + epsilon)
    }
  },
})
