import { SCRATCH } from './arena'
import { activations } from './plain/activations'
import { factors } from './plain/factors'
import { formulas } from './plain/formulas'
import { makeHeap } from './plain/heap'
import { products } from './plain/products'
import { updates } from './plain/updates'
import { vectors } from './plain/vectors'
import type { Kernels, Precision } from './types'

/**
 * All kernels in plain TypeScript: the reference for the WebAssembly, and the fallback without it. Sums are computed in
 * float64 and rounded once, when stored.
 * @param scratch Address of scratch space that no other thread uses.
 */
export const makeReferenceKernels = (precision: Precision, memory: WebAssembly.Memory, scratch = SCRATCH): Kernels => {
  const heap = makeHeap(precision, memory)
  return {
    precision,
    bytes: precision === 'float32' ? 4 : 8,
    memory,
    view: heap.view,
    ...products(heap),
    ...activations(heap),
    ...formulas(heap, scratch),
    ...vectors(heap),
    ...updates(heap),
    ...factors(heap),
  }
}
