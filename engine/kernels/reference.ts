import { activations } from './plain/activations'
import { factors } from './plain/factors'
import { makeHeap } from './plain/heap'
import { products } from './plain/products'
import { updates } from './plain/updates'
import { vectors } from './plain/vectors'
import type { MakeKernels } from './types'

/**
 * All kernels in plain TypeScript: the reference for the WebAssembly, and the fallback without it. Sums are computed in
 * float64 and rounded once, when stored.
 */
export const makeReferenceKernels: MakeKernels = (precision, memory) => {
  const heap = makeHeap(precision, memory)
  return {
    precision,
    bytes: precision === 'float32' ? 4 : 8,
    memory,
    view: heap.view,
    ...products(heap),
    ...activations(heap),
    ...vectors(heap),
    ...updates(heap),
    ...factors(heap),
  }
}
