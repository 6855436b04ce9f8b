import { setFlagsFromString } from 'node:v8'
import { supportsWasm } from '../engine/kernels/wasm'

/**
 * Lets kernels use fused multiply-add; returns whether this machine has it in WebAssembly. Node 20 needs a flag for it,
 * which applies to all threads and must be set before a module that uses it is compiled.
 */
export function allowFastMath(): boolean {
  if (!supportsWasm(true)) setFlagsFromString('--experimental-wasm-relaxed-simd')
  return supportsWasm(true)
}
