import { decodeBase64 } from '../base/base64'
import { linear } from '../kinds/activations/linear'
import { RESERVED, SCRATCH } from './arena'
import { MODULES } from './generated/simd'
import { makeHeap } from './plain/heap'
import { makeReferenceKernels } from './reference'
import type { Kernels, Precision } from './types'

/** Exports that are kernels without a wrapper: numbers in, numbers out. */
type Direct = Omit<Kernels, 'precision' | 'bytes' | 'memory' | 'view' | 'packedSize' | 'activate' | 'activateBackward' | 'finite' | 'sgd'>
type Addresses = (...numbers: number[]) => void

interface Exports extends Direct {
  activate: Addresses
  activateBackward: Addresses
  finite(n: number, x: number): number
  sgd(n: number, w: number, g: number, velocity: number, rate: number, momentum: number, nesterov: number): void
}
type Fused = Pick<Exports, 'pack' | 'gemm' | 'gemmPacked' | 'symmetricRankK' | 'cholesky' | 'choleskySolve'>

/** Functions that the kernels call for arguments too large for their own versions. */
const MATH = { sin: Math.sin, cos: Math.cos }

const bytesOf = new Map<keyof typeof MODULES, Uint8Array<ArrayBuffer>>()
const compiled = new Map<keyof typeof MODULES, WebAssembly.Module>()

function bytes(name: keyof typeof MODULES): Uint8Array<ArrayBuffer> {
  let found = bytesOf.get(name)
  if (!found) {
    found = decodeBase64(MODULES[name])
    if (!found) throw new Error(`the module ${name} is not base64`)
    bytesOf.set(name, found)
  }
  return found
}

function instantiate(name: keyof typeof MODULES, memory: WebAssembly.Memory, scratch: number): Record<string, unknown> {
  let module = compiled.get(name)
  if (!module) compiled.set(name, (module = new WebAssembly.Module(bytes(name))))
  return new WebAssembly.Instance(module, { env: { memory, scratch }, math: MATH }).exports
}

const PANEL_BYTES = 32

/** Returns how many numbers a packed matrix of n rows and k columns takes: panels of rows, the last one padded. */
export function packedSize(n: number, k: number, bytes: number): number {
  const panel = PANEL_BYTES / bytes
  return Math.ceil(n / panel) * panel * k
}

const supported = new Map<boolean, boolean>()

/** Whether this machine supports 128-bit SIMD, and for `relaxed` fused multiply-add. */
export function supportsWasm(relaxed = false): boolean {
  const known = supported.get(relaxed) ?? WebAssembly.validate(bytes(relaxed ? 'float32Fused' : 'float32'))
  supported.set(relaxed, known)
  return known
}

/**
 * The kernels in WebAssembly SIMD, over a memory whose first RESERVED bytes are theirs. `relaxed` rounds a product and
 * its sum once: faster and slightly more accurate, but the bits depend on the processor. Throws if the environment
 * refuses to compile WebAssembly.
 */
export function makeWasmKernels(
  precision: Precision,
  memory: WebAssembly.Memory,
  { relaxed = false, scratch = SCRATCH }: { relaxed?: boolean; scratch?: number | undefined } = {},
): Kernels {
  if (memory.buffer.byteLength < RESERVED) throw new RangeError(`Expected a memory of at least ${RESERVED} bytes`)
  const strict = instantiate(precision, memory, scratch) as unknown as Exports
  const fused = relaxed ? (instantiate(precision === 'float32' ? 'float32Fused' : 'float64Fused', memory, scratch) as unknown as Fused) : strict
  const { pack, gemm, gemmPacked, symmetricRankK, cholesky, choleskySolve } = fused
  const heap = makeHeap(precision, memory)
  const plain = makeReferenceKernels(precision, memory, scratch)
  const size = precision === 'float32' ? 4 : 8
  return {
    // Kernels without a WebAssembly version.
    ...plain,
    precision,
    bytes: size,
    memory,
    view: heap.view,
    packedSize: (n, k) => packedSize(n, k, size),
    pack,
    gemm,
    gemmPacked,
    symmetricRankK,
    cholesky,
    choleskySolve,
    sparse: strict.sparse,
    sparseTransposed: strict.sparseTransposed,
    sparseGradient: strict.sparseGradient,
    // The identity only copies.
    activate(activation, rows, n, x, ldx, y, ldy) {
      if (activation === linear) strict.copyRows(rows, n, x, ldx, y, ldy)
      else if (activation.kernel === undefined) plain.activate(activation, rows, n, x, ldx, y, ldy)
      else strict.activate(activation.kernel, rows, n, x, ldx, y, ldy)
    },
    activateBackward(activation, rows, n, y, ldy, dy, lddy, dx, lddx) {
      if (activation === linear) strict.axpy(rows, n, 1, dy, lddy, dx, lddx)
      else if (activation.kernel === undefined) plain.activateBackward(activation, rows, n, y, ldy, dy, lddy, dx, lddx)
      else strict.activateBackward(activation.kernel, rows, n, y, ldy, dy, lddy, dx, lddx)
    },
    formula: strict.formula,
    fill: strict.fill,
    copy: strict.copy,
    copyRows: strict.copyRows,
    broadcastRows: strict.broadcastRows,
    sumRows: strict.sumRows,
    axpy: strict.axpy,
    multiplyAdd: strict.multiplyAdd,
    diagonal: strict.diagonal,
    diagonalGradient: strict.diagonalGradient,
    scaleRows: strict.scaleRows,
    gate: strict.gate,
    gateBackward: strict.gateBackward,
    sumOfSquares: strict.sumOfSquares,
    scale: strict.scale,
    clamp: strict.clamp,
    finite: (n, x) => strict.finite(n, x) !== 0,
    sgd: (n, w, g, velocity, rate, momentum, nesterov) => strict.sgd(n, w, g, velocity, rate, momentum, nesterov ? 1 : 0),
    adam: strict.adam,
    rmsprop: strict.rmsprop,
  }
}
