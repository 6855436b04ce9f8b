import { makeReferenceKernels } from './reference'
import type { Kernels, Precision } from './types'
import { makeWasmKernels, supportsWasm } from './wasm'

export interface KernelOptions {
  /** Uses the plain TypeScript kernels. */
  readonly plain?: boolean
  /** Allows fused multiply-add if the processor has it: faster, but not bit-identical on all machines. */
  readonly relaxed?: boolean
  /** Scratch space of `RESERVED` bytes; each thread that shares the memory needs its own. */
  readonly scratch?: number
}

/** The fastest kernels that this machine supports and the options allow, over the memory of an `Arena`. */
export function makeKernels(precision: Precision, memory: WebAssembly.Memory, options: KernelOptions = {}): Kernels {
  if (options.plain || !supportsWasm()) return makeReferenceKernels(precision, memory, options.scratch)
  return makeWasmKernels(precision, memory, { relaxed: options.relaxed === true && supportsWasm(true), scratch: options.scratch })
}
