import type { Kernels } from '../types'
import type { Heap } from './heap'

export const activations = ({ view, shift }: Heap): Pick<Kernels, 'activate' | 'activateBackward'> => ({
  activate(activation, rows, n, x, ldx, y, ldy) {
    const m = view()
    x >>>= shift
    y >>>= shift
    for (let r = 0; r < rows; r++, x += ldx, y += ldy) {
      if (activation.mixes) activation.forward(m, n, x, y)
      else for (let i = 0; i < n; i++) m[y + i] = activation.value(m[x + i]!)
    }
  },
  activateBackward(activation, rows, n, y, ldy, dy, lddy, dx, lddx) {
    const m = view()
    y >>>= shift
    dy >>>= shift
    dx >>>= shift
    for (let r = 0; r < rows; r++, y += ldy, dy += lddy, dx += lddx) {
      if (activation.mixes) activation.backward(m, n, y, dy, dx)
      else for (let i = 0; i < n; i++) m[dx + i]! += m[dy + i]! * activation.slope(m[y + i]!)
    }
  },
})
