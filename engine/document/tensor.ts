import type { MessageValues, ProblemCode } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { base64Length, decodingBase64, encodeBase64 } from '../base/base64'
import { finish, type Resumable } from '../base/resumable'
import { limits } from './limits'
import { isNumberText, readingText, type NumberText } from './number-text'
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

type Read = { readonly tensor: Tensor; readonly fault?: undefined } | { readonly fault: TensorFault }

/** Tensors whose texts are known to be base64. */
const checked = new WeakSet<object>()

/** Whether the texts of a tensor need no escapes in JSON; to look for them takes a second for 300 MB. */
export const isChecked = (stored: object): boolean => checked.has(stored)

/** Numbers that are checked or moved at a time. */
const PART = 2 ** 20

/**
 * Decodes a stored tensor: an array of numbers, or little-endian base64 of float32 or float64 (`indices`: of uint32).
 * Checks lengths against the shape before allocating. With `indices`, `data` has one number per index, or one per entry
 * of the shape, of which those at `indices` count.
 */
export const decodeTensor = (name: string, stored: StoredTensor): Read => finish(decodingTensor(name, stored))

/** As `decodeTensor`, as resumable work. */
export function* decodingTensor(name: string, stored: StoredTensor): Resumable<Read> {
  const { shape, data, dtype } = stored
  const count = shape.reduce((product, n) => product * n, 1)
  if (count > limits.parameters)
    return { fault: { code: 'limit-exceeded', key: 'tensor-over-limit', values: { limit: limits.parameters, got: count }, path: '' } }
  const positions = stored.indices === undefined ? undefined : yield* decodingIndices(name, stored.indices, count)
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
    const decoded = yield* decodingBase64(data)
    if (!decoded) return base64Fault(name, '/data')
    values = numbersOf(decoded, dtype)
  } else {
    const length = lengthOf(data)
    if (length !== wanted && length !== count) return lengthFault(name, shape, wanted, length)
    values = isNumberText(data) ? yield* readingText(data) : Float64Array.from(data)
  }
  const wrong = yield* notFinite(values)
  if (wrong >= 0)
    return { fault: { code: 'not-finite', key: 'tensor-not-finite', values: { name, got: String(values[wrong]), position: wrong }, path: '/data' } }
  checked.add(stored)
  if (!indices) return { tensor: { shape, values } }
  return { tensor: { shape, values: values.length === wanted ? values : yield* picked(values, indices), indices } }
}

/** Returns the reason why a stored tensor is invalid; undefined if it is valid. Does not read numbers kept as text again. */
export function* tensorFault(name: string, stored: StoredTensor): Resumable<TensorFault | undefined> {
  const { shape, data, indices } = stored
  const count = shape.reduce((product, n) => product * n, 1)
  if (indices === undefined && typeof data !== 'string' && isNumberText(data) && data.count === count && count <= limits.parameters) return undefined
  return (yield* decodingTensor(name, stored)).fault
}

const lengthOf = (list: number[] | NumberText): number => (isNumberText(list) ? list.count : list.length)

/** Returns the index of the first number that is not finite; −1 if there is none. */
function* notFinite(values: Float64Array): Resumable<number> {
  for (let from = 0; from < values.length; from += PART) {
    yield
    const wrong = values.subarray(from, from + PART).findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0) return from + wrong
  }
  return -1
}

function* picked(values: Float64Array, indices: Uint32Array): Resumable<Float64Array> {
  const found = new Float64Array(indices.length)
  for (let from = 0; from < indices.length; from += PART) {
    yield
    const end = Math.min(indices.length, from + PART)
    for (let i = from; i < end; i++) found[i] = values[indices[i]!]!
  }
  return found
}

/** Tensors that a check has decoded, until `tensorOf` returns them, so that large ones are decoded only once. */
const kept = new WeakMap<StoredTensor, Tensor>()

/** Keeps a tensor decoded from a text for the next call of `tensorOf`. */
export function keepDecoded(stored: StoredTensor, tensor: Tensor): void {
  if (!Array.isArray(stored.data)) kept.set(stored, tensor)
}

/** Decodes a tensor of a parsed document. @throws if it is invalid, which parsing excludes. */
export const tensorOf = (stored: StoredTensor): Tensor => finish(readingTensor(stored))

/** As `tensorOf`, as resumable work. */
export function* readingTensor(stored: StoredTensor): Resumable<Tensor> {
  const decoded = kept.get(stored)
  kept.delete(stored)
  if (decoded) return decoded
  const read = yield* decodingTensor('', stored)
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
  checked.add(stored)
  return stored
}

function* decodingIndices(
  name: string,
  stored: NonNullable<StoredTensor['indices']>,
  count: number,
): Resumable<{ readonly indices: Uint32Array } | { readonly fault: TensorFault }> {
  let indices: ArrayLike<number>
  if (typeof stored === 'string') {
    const bytes = base64Length(stored)
    if (bytes === undefined || bytes % 4 !== 0) return base64Fault(name, '/indices')
    if (bytes / 4 > count) return indexFault(name, count, bytes / 4 - 1, count)
    const decoded = yield* decodingBase64(stored)
    if (!decoded) return base64Fault(name, '/indices')
    indices = new Uint32Array(decoded.buffer)
  } else indices = isNumberText(stored) ? yield* readingText(stored) : stored
  for (let from = 0; from < indices.length; from += PART) {
    yield
    const wrong = misplaced(indices, from, Math.min(indices.length, from + PART), count)
    if (wrong >= 0) return indexFault(name, indices[wrong]!, wrong, count)
  }
  return { indices: new Uint32Array(indices) }
}

/** Returns the first place in [from, to) whose index is not a position, or not above its predecessor; −1 if there is none. */
function misplaced(indices: ArrayLike<number>, from: number, to: number, count: number): number {
  for (let i = from; i < to; i++) {
    const index = indices[i]!
    const fits = Number.isInteger(index) && index >= 0 && index < count && (i === 0 || index > indices[i - 1]!)
    if (!fits) return i
  }
  return -1
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
