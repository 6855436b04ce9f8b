import type { Kernels } from '../types'
import type { Heap } from './heap'

type Vectors =
  | 'fill'
  | 'copy'
  | 'copyRows'
  | 'broadcastRows'
  | 'sumRows'
  | 'axpy'
  | 'multiplyAdd'
  | 'diagonal'
  | 'diagonalGradient'
  | 'scaleRows'
  | 'gate'
  | 'gateBackward'

export const vectors = ({ view, shift }: Heap): Pick<Kernels, Vectors> => ({
  fill(n, x, value) {
    x >>>= shift
    view().fill(value, x, x + n)
  },
  copy(n, source, target) {
    source >>>= shift
    view().copyWithin(target >>> shift, source, source + n)
  },
  copyRows(rows, n, x, ldx, y, ldy) {
    const m = view()
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) m.copyWithin(y, x, x + n)
  },
  broadcastRows(rows, n, v, y, ldy) {
    const m = view()
    v >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, y += ldy) m.copyWithin(y, v, v + n)
  },
  sumRows(rows, n, x, ldx, v) {
    const m = view()
    x >>>= shift
    v >>>= shift
    for (let r = 0; r < rows; r++, x += ldx) for (let i = 0; i < n; i++) m[v + i]! += m[x + i]!
  },
  axpy(rows, n, alpha, x, ldx, y, ldy) {
    const m = view()
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) for (let i = 0; i < n; i++) m[y + i]! += alpha * m[x + i]!
  },
  multiplyAdd(rows, n, alpha, x, ldx, y, ldy, z, ldz) {
    const m = view()
    x >>>= shift
    y >>>= shift
    z >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy, z += ldz) {
      for (let i = 0; i < n; i++) m[z + i]! += alpha * m[x + i]! * m[y + i]!
    }
  },
  diagonal(rows, n, alpha, v, x, ldx, y, ldy) {
    const m = view()
    v >>>= shift
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) for (let i = 0; i < n; i++) m[y + i]! += alpha * m[v + i]! * m[x + i]!
  },
  diagonalGradient(rows, n, alpha, x, ldx, y, ldy, v) {
    const m = view()
    v >>>= shift
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) for (let i = 0; i < n; i++) m[v + i]! += alpha * m[x + i]! * m[y + i]!
  },
  scaleRows(rows, n, d, x, ldx, y, ldy) {
    const m = view()
    d >>>= shift
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) {
      const factor = m[d + r]!
      for (let i = 0; i < n; i++) m[y + i]! += factor * m[x + i]!
    }
  },
  gate(rows, n, g, ldg, signal, lds, other, ldo, out, ldy) {
    const m = view()
    g >>>= shift
    out >>>= shift
    const s = signal === -1 ? -1 : signal >>> shift
    const o = other === -1 ? -1 : other >>> shift
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < n; i++) {
        const w = m[g + r * ldg + i]!
        const kept = s < 0 ? w : w * m[s + r * lds + i]!
        m[out + r * ldy + i] = o < 0 ? kept : kept + (1 - w) * m[o + r * ldo + i]!
      }
    }
  },
  gateBackward(rows, n, g, ldg, signal, lds, other, ldo, dOut, lddy, dg, dSignal, dOther) {
    const m = view()
    g >>>= shift
    dOut >>>= shift
    dg >>>= shift
    const s = signal === -1 ? -1 : signal >>> shift
    const o = other === -1 ? -1 : other >>> shift
    dSignal >>>= shift
    dOther >>>= shift
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < n; i++) {
        const w = m[g + r * ldg + i]!
        const d = m[dOut + r * lddy + i]!
        // One target after the other, since they may share memory.
        m[dg + r * ldg + i]! += d * ((s < 0 ? 1 : m[s + r * lds + i]!) - (o < 0 ? 0 : m[o + r * ldo + i]!))
        if (s >= 0) m[dSignal + r * lds + i]! += d * w
        if (o >= 0) m[dOther + r * ldo + i]! += d * (1 - w)
      }
    }
  },
})
