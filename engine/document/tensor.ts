import type { MessageValues, ProblemCode } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { base64Length, decodeBase64, encodeBase64 } from '../base/base64'
import { limits } from './limits'
import type { StoredTensor } from './types'

/** Tensors with more numbers than this are stored as base64. */
export const BASE64_ABOVE = 10_000

export interface Tensor {
  readonly shape: readonly number[]
  /** Row-major; with `indices`, one value for each index. */
  readonly values: Float64Array
  /** Flat positions of the values of a sparse projection, ascending. */
  readonly indices?: Uint32Array
}

/** Why a stored tensor is invalid; `path` is relative to the tensor. */
export interface TensorFault {
  readonly code: ProblemCode
  readonly key: MessageKey
  readonly values: MessageValues
  readonly path: '' | '/data' | '/dtype' | '/indices'
}

/**
 * Decodes a stored tensor: an array of numbers, or little-endian base64 of float32 or float64 (`indices`: of uint32).
 * Checks lengths against the shape before allocating. With `indices`, `data` has one number per index, or one per entry
 * of the shape, of which those at `indices` count.
 */
export function decodeTensor(name: string, stored: StoredTensor): { tensor: Tensor; fault?: undefined } | { fault: TensorFault } {
  const { shape, data, dtype } = stored
  const count = shape.reduce((product, n) => product * n, 1)
  if (count > limits.parameters)
    return { fault: { code: 'limit-exceeded', key: 'tensor-over-limit', values: { limit: limits.parameters, got: count }, path: '' } }
  const positions = stored.indices === undefined ? undefined : decodeIndices(name, stored.indices, count)
  if (positions && 'fault' in positions) return positions
  const indices = positions?.indices
  const wanted = indices?.length ?? count

  let values: Float64Array
  if (typeof data === 'string') {
    if (dtype === undefined) return { fault: { code: 'document-invalid', key: 'tensor-dtype', values: { name }, path: '/dtype' } }
    const width = dtype === 'float32' ? 4 : 8
    const bytes = base64Length(data)
    if (bytes === undefined || bytes % width !== 0) return base64Fault(name, '/data')
    if (bytes / width !== wanted && bytes / width !== count) return lengthFault(name, shape, wanted, bytes / width)
    const decoded = decodeBase64(data)
    if (!decoded) return base64Fault(name, '/data')
    values = numbersOf(decoded, dtype)
  } else {
    if (data.length !== wanted && data.length !== count) return lengthFault(name, shape, wanted, data.length)
    values = Float64Array.from(data)
  }
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      return { fault: { code: 'not-finite', key: 'tensor-not-finite', values: { name, got: String(values[i]), position: i }, path: '/data' } }
  if (!indices) return { tensor: { shape, values } }
  return { tensor: { shape, values: values.length === wanted ? values : Float64Array.from(indices, (i) => values[i]!), indices } }
}

/** Tensors that were decoded to check them, until `tensorOf` is asked for them: large ones need decoding only once. */
const kept = new WeakMap<StoredTensor, Tensor>()

/** Keeps what `decodeTensor` has made of base64 for the first `tensorOf`. */
export function keepDecoded(stored: StoredTensor, tensor: Tensor): void {
  if (typeof stored.data === 'string') kept.set(stored, tensor)
}

/** Decodes a tensor of a document that has been parsed, and therefore checked. */
export function tensorOf(stored: StoredTensor): Tensor {
  const decoded = kept.get(stored)
  kept.delete(stored)
  if (decoded) return decoded
  const read = decodeTensor('', stored)
  if (read.fault) throw new Error(`a stored tensor that was never checked: ${read.fault.key}`)
  return read.tensor
}

/** Encodes a tensor for a document, without loss for float64, and with `precision` float32 for float32. */
export function storeTensor(shape: readonly number[], data: ArrayLike<number>, precision: 'float32' | 'float64', indices?: ArrayLike<number>): StoredTensor {
  const stored: StoredTensor =
    data.length <= BASE64_ABOVE
      ? { shape: [...shape], data: Array.from(data) }
      : { shape: [...shape], dtype: precision, data: encodeBase64(bytesOf(data, precision)) }
  if (indices) stored.indices = indices.length <= BASE64_ABOVE ? Array.from(indices) : encodeBase64(bytesOf(indices, 'uint32'))
  return stored
}

function decodeIndices(name: string, stored: number[] | string, count: number): { indices: Uint32Array } | { fault: TensorFault } {
  let indices: ArrayLike<number>
  if (typeof stored === 'string') {
    const bytes = base64Length(stored)
    if (bytes === undefined || bytes % 4 !== 0) return base64Fault(name, '/indices')
    if (bytes / 4 > count) return indexFault(name, count, bytes / 4 - 1, count)
    const decoded = decodeBase64(stored)
    if (!decoded) return base64Fault(name, '/indices')
    indices = new Uint32Array(decoded.buffer)
  } else indices = stored
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    const fits = Number.isInteger(index) && index >= 0 && index < count && (i === 0 || index > indices[i - 1]!)
    if (!fits) return indexFault(name, index, i, count)
  }
  return { indices: Uint32Array.from(indices) }
}

const base64Fault = (name: string, path: TensorFault['path']): { fault: TensorFault } => ({
  fault: { code: 'document-invalid', key: 'tensor-base64', values: { name }, path },
})

const lengthFault = (name: string, shape: readonly number[], expected: number, got: number): { fault: TensorFault } => ({
  fault: { code: 'weight-shape', key: 'tensor-length', values: { name, shape: `[${shape.join(', ')}]`, expected, got }, path: '/data' },
})

const indexFault = (name: string, got: number, position: number, limit: number): { fault: TensorFault } => ({
  fault: { code: 'weight-shape', key: 'tensor-indices', values: { name, got, position, limit }, path: '/indices' },
})

/** Little-endian bytes of numbers. */
export function bytesOf(data: ArrayLike<number>, type: 'float32' | 'float64' | 'uint32'): Uint8Array {
  const Numbers = { float32: Float32Array, float64: Float64Array, uint32: Uint32Array }[type]
  return new Uint8Array(new Numbers(data).buffer)
}

/** Numbers of little-endian bytes, which fill their buffer; WebAssembly's memory is little-endian too. */
export const numbersOf = ({ buffer }: Uint8Array<ArrayBuffer>, type: 'float32' | 'float64'): Float64Array =>
  type === 'float64' ? new Float64Array(buffer) : new Float64Array(new Float32Array(buffer))
