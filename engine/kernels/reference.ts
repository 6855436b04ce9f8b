import type { Activation } from '../document/types'
import type { Kernels, MakeKernels } from './types'

/** Plain TypeScript of every kernel: what the WebAssembly must agree with. */
export const makeReferenceKernels: MakeKernels = (precision, memory) => {
  const bytes = precision === 'float32' ? 4 : 8
  const shift = precision === 'float32' ? 2 : 3
  let buffer = memory.buffer
  const make = (): Float32Array | Float64Array => (precision === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer))
  let v = make()
  const view = (): Float32Array | Float64Array => {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer
      v = make()
    }
    return v
  }
  const f = (a: Activation, x: number): number => {
    switch (a) {
      case 'linear': return x
      case 'logistic': return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
      case 'tanh': return Math.tanh(x)
      case 'relu': return x > 0 ? x : 0
      case 'leaky-relu': return x > 0 ? x : 0.01 * x
      case 'softplus': return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
      case 'softsign': return x / (1 + Math.abs(x))
      case 'softmax': throw new Error('row-wise')
    }
  }
  const df = (a: Activation, y: number): number => {
    switch (a) {
      case 'linear': return 1
      case 'logistic': return y * (1 - y)
      case 'tanh': return 1 - y * y
      case 'relu': return y > 0 ? 1 : 0
      case 'leaky-relu': return y > 0 ? 1 : 0.01
      case 'softplus': return -Math.expm1(-y)
      case 'softsign': return (1 - Math.abs(y)) ** 2
      case 'softmax': throw new Error('row-wise')
    }
  }
  const ints = (): Int32Array => new Int32Array(memory.buffer)
  const k: Kernels = {
    precision, bytes, memory, view,
    packedSize: (n, kk) => n * kk,
    pack(t, s, n, kk, rs, cs, alpha) {
      const m = view(); t >>>= shift; s >>>= shift
      for (let i = 0; i < kk; i++) for (let j = 0; j < n; j++) m[t + i * n + j] = alpha * m[s + i * rs + j * cs]!
    },
    gemmPacked(rows, n, kk, a, lda, p, c, ldc) { k.gemm(rows, n, kk, a, lda, 1, p, n, c, ldc, 1) },
    gemm(M, n, kk, a, rs, cs, b, ldb, c, ldc, alpha) {
      const m = view(); a >>>= shift; b >>>= shift; c >>>= shift
      for (let i = 0; i < M; i++) for (let e = 0; e < kk; e++) {
        const x = alpha * m[a + i * rs + e * cs]!
        for (let j = 0; j < n; j++) m[c + i * ldc + j]! += x * m[b + e * ldb + j]!
      }
    },
    sparse(rows, M, rp, cols, vals, x, ldx, y, ldy, alpha) {
      const m = view(), I = ints(); vals >>>= shift; x >>>= shift; y >>>= shift; rp >>>= 2; cols >>>= 2
      for (let r = 0; r < rows; r++) for (let i = 0; i < M; i++) {
        let s = 0
        for (let e = I[rp + i]!; e < I[rp + i + 1]!; e++) s += m[vals + e]! * m[x + r * ldx + I[cols + e]!]!
        m[y + r * ldy + i]! += alpha * s
      }
    },
    sparseTransposed(rows, M, rp, cols, vals, y, ldy, x, ldx, alpha) {
      const m = view(), I = ints(); vals >>>= shift; x >>>= shift; y >>>= shift; rp >>>= 2; cols >>>= 2
      for (let r = 0; r < rows; r++) for (let i = 0; i < M; i++) for (let e = I[rp + i]!; e < I[rp + i + 1]!; e++)
        m[x + r * ldx + I[cols + e]!]! += alpha * m[vals + e]! * m[y + r * ldy + i]!
    },
    sparseGradient(rows, M, rp, cols, g, y, ldy, x, ldx, alpha) {
      const m = view(), I = ints(); g >>>= shift; x >>>= shift; y >>>= shift; rp >>>= 2; cols >>>= 2
      for (let i = 0; i < M; i++) for (let e = I[rp + i]!; e < I[rp + i + 1]!; e++) {
        let s = 0
        for (let r = 0; r < rows; r++) s += m[y + r * ldy + i]! * m[x + r * ldx + I[cols + e]!]!
        m[g + e]! += alpha * s
      }
    },
    activate(a, rows, n, x, ldx, y, ldy) {
      const m = view(); x >>>= shift; y >>>= shift
      for (let r = 0; r < rows; r++) {
        if (a === 'softmax') {
          let most = -Infinity, s = 0
          for (let i = 0; i < n; i++) most = Math.max(most, m[x + r * ldx + i]!)
          for (let i = 0; i < n; i++) s += m[y + r * ldy + i] = Math.exp(m[x + r * ldx + i]! - most)
          for (let i = 0; i < n; i++) m[y + r * ldy + i]! /= s
        } else for (let i = 0; i < n; i++) m[y + r * ldy + i] = f(a, m[x + r * ldx + i]!)
      }
    },
    activateBackward(a, rows, n, y, ldy, dy, lddy, dx, lddx) {
      const m = view(); dx >>>= shift; y >>>= shift; dy >>>= shift
      for (let r = 0; r < rows; r++) {
        if (a === 'softmax') {
          let s = 0
          for (let i = 0; i < n; i++) s += m[dy + r * lddy + i]! * m[y + r * ldy + i]!
          for (let i = 0; i < n; i++) m[dx + r * lddx + i]! += m[y + r * ldy + i]! * (m[dy + r * lddy + i]! - s)
        } else for (let i = 0; i < n; i++) m[dx + r * lddx + i]! += m[dy + r * lddy + i]! * df(a, m[y + r * ldy + i]!)
      }
    },
    derivative(a, rows, n, y, ldy, d, ldd) {
      const m = view(); y >>>= shift; d >>>= shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) m[d + r * ldd + i] = df(a, m[y + r * ldy + i]!)
    },
    fill(n, x, value) { x >>>= shift; view().fill(value, x, x + n) },
    copy(n, s, t) { s >>>= shift; view().copyWithin(t >>> shift, s, s + n) },
    copyRows(rows, n, x, ldx, y, ldy) { for (let r = 0; r < rows; r++) k.copy(n, x + r * ldx * bytes, y + r * ldy * bytes) },
    broadcastRows(rows, n, w, y, ldy) { for (let r = 0; r < rows; r++) k.copy(n, w, y + r * ldy * bytes) },
    sumRows(rows, n, x, ldx, w) {
      const m = view(); x >>>= shift; w >>>= shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) m[w + i]! += m[x + r * ldx + i]!
    },
    axpy(rows, n, alpha, x, ldx, y, ldy) {
      const m = view(); x >>>= shift; y >>>= shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) m[y + r * ldy + i]! += alpha * m[x + r * ldx + i]!
    },
    multiplyAdd(rows, n, alpha, x, ldx, y, ldy, z, ldz) {
      const m = view(); x >>>= shift; y >>>= shift; z >>>= shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) m[z + r * ldz + i]! += alpha * m[x + r * ldx + i]! * m[y + r * ldy + i]!
    },
    diagonal(rows, n, alpha, w, x, ldx, y, ldy) {
      const m = view(); x >>>= shift; y >>>= shift; w >>>= shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) m[y + r * ldy + i]! += alpha * m[w + i]! * m[x + r * ldx + i]!
    },
    diagonalGradient(rows, n, alpha, x, ldx, y, ldy, w) {
      const m = view(); x >>>= shift; y >>>= shift; w >>>= shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) m[w + i]! += alpha * m[x + r * ldx + i]! * m[y + r * ldy + i]!
    },
    gate(rows, n, g, ldg, s, lds, o, ldo, out, ldy) {
      const m = view(); const G = g >>> shift, S = s >>> shift, O = o >>> shift, Y = out >>> shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) {
        const w = m[G + r * ldg + i]!
        m[Y + r * ldy + i] = w * (s < 0 ? 1 : m[S + r * lds + i]!) + (1 - w) * (o < 0 ? 0 : m[O + r * ldo + i]!)
      }
    },
    gateBackward(rows, n, g, ldg, s, lds, o, ldo, dOut, lddy, dg, ds, dO) {
      const m = view(); const G = g >>> shift, S = s >>> shift, O = o >>> shift, Y = dOut >>> shift
      for (let r = 0; r < rows; r++) for (let i = 0; i < n; i++) {
        const w = m[G + r * ldg + i]!, d = m[Y + r * lddy + i]!
        m[(dg >>> shift) + r * ldg + i]! += d * ((s < 0 ? 1 : m[S + r * lds + i]!) - (o < 0 ? 0 : m[O + r * ldo + i]!))
        if (s >= 0) m[(ds >>> shift) + r * lds + i]! += d * w
        if (o >= 0) m[(dO >>> shift) + r * ldo + i]! += d * (1 - w)
      }
    },
    sumOfSquares(n, x) { const m = view(); x >>>= shift; let s = 0; for (let i = 0; i < n; i++) s += m[x + i]! * m[x + i]!; return s },
    scale(n, x, alpha) { const m = view(); x >>>= shift; for (let i = 0; i < n; i++) m[x + i]! *= alpha },
    clamp(n, x, limit) { const m = view(); x >>>= shift; for (let i = 0; i < n; i++) m[x + i] = Math.min(Math.max(m[x + i]!, -limit), limit) },
    finite(n, x) { const m = view(); x >>>= shift; for (let i = 0; i < n; i++) if (!Number.isFinite(m[x + i]!)) return false; return true },
    sgd(n, w, g, vel, rate, mu, nesterov) {
      const m = view(); w >>>= shift; g >>>= shift; vel >>>= shift
      for (let i = 0; i < n; i++) { const u = m[vel + i] = mu * m[vel + i]! + m[g + i]!; m[w + i]! -= rate * (nesterov ? m[g + i]! + mu * u : u) }
    },
    adam(n, w, g, a, b, rate, b1, b2, eps, decay) {
      const m = view(); w >>>= shift; g >>>= shift; a >>>= shift; b >>>= shift
      for (let i = 0; i < n; i++) {
        const d = m[g + i]!
        const p = m[a + i] = b1 * m[a + i]! + (1 - b1) * d
        const q = m[b + i] = b2 * m[b + i]! + (1 - b2) * d * d
        m[w + i] = m[w + i]! * (1 - decay) - (rate * p) / (Math.sqrt(q) + eps)
      }
    },
    rmsprop(n, w, g, b, rate, decay, eps) {
      const m = view(); w >>>= shift; g >>>= shift; b >>>= shift
      for (let i = 0; i < n; i++) { const d = m[g + i]!; const q = m[b + i] = decay * m[b + i]! + (1 - decay) * d * d; m[w + i]! -= (rate * d) / (Math.sqrt(q) + eps) }
    },
  }
  return k
}
