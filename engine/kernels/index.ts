import { makeReferenceKernels } from './reference'
import type { Kernels, Precision } from './types'
import { makeWasmKernels, supportsWasm } from './wasm'

export interface KernelOptions {
  /** The plain ones, in TypeScript. */
  readonly plain?: boolean
  /** Fused multiply-add where the machine has it: faster, and not the same bits on every machine. */
  readonly relaxed?: boolean
  /** Where the kernels may write while a call lasts, `RESERVED` bytes: each thread that shares a memory has its own. */
  readonly scratch?: number
}

/** The fastest kernels that this machine runs and the options allow, over a memory of an `Arena`. */
export function makeKernels(precision: Precision, memory: WebAssembly.Memory, options: KernelOptions = {}): Kernels {
  if (options.plain || !supportsWasm()) return makeReferenceKernels(precision, memory)
  return makeWasmKernels(precision, memory, { relaxed: options.relaxed === true && supportsWasm(true), scratch: options.scratch })
}
