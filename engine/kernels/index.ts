import { makeReferenceKernels } from './reference'
import type { Kernels, Precision } from './types'

export function makeKernels(precision: Precision, memory: WebAssembly.Memory, _options: { plain: boolean }): Kernels {
  return makeReferenceKernels(precision, memory)
}
