import { activations } from './plain/activations'
import { factors } from './plain/factors'
import { makeHeap } from './plain/heap'
import { products } from './plain/products'
import { updates } from './plain/updates'
import { vectors } from './plain/vectors'
import type { MakeKernels } from './types'

/**
 * Plain TypeScript of every kernel: what the WebAssembly must agree with, and what runs where there is none. Sums are
 * taken in float64 and rounded once, when they are stored.
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
